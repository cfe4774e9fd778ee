"""The forum's addresses. The id is the identity, the slug decoration: what acts on a question stands two steps below it,
so that no title can ever be mistaken for an act."""

from django.urls import path, register_converter

from . import feeds
from .views import acts, answering, asking, drafts, fragments, lists, page, photos, picture, standing


class Form:
    """What a feed is written in."""

    regex = "|".join(feeds.FORMS)

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(Form, "form")

urlpatterns = [
    path("questions/", lists.questions, name="questions"),
    path("questions/ask/", asking.ask, name="ask"),
    path("questions/<int:question_id>/", page.question, name="question_short"),
    path("q/<int:question_id>/", page.question, {"slug": "-"}, name="question_number"),
    path("questions/<int:question_id>/acts/answer/", answering.answer_create, name="answer_create"),
    path("questions/<int:question_id>/acts/me-too/", acts.me_too, name="me_too"),
    path("questions/<int:question_id>/acts/follow/", acts.follow, name="follow"),
    path("questions/<int:question_id>/answers/<int:answer_id>/fragment/", fragments.answer, name="answer_fragment"),
    path("questions/<int:question_id>/comments/<int:comment_id>/fragment/", fragments.comment, name="comment_fragment"),
    path("questions/<int:question_id>/state/fragment/", fragments.state, name="state_fragment"),
    path("questions/<int:question_id>/news/fragment/", fragments.news, name="news_fragment"),
    path("questions/<int:question_id>/picture.png", picture.question, name="question_picture"),
    path("questions/<int:question_id>/<str:slug>/", page.question, name="question"),
    path("a/<int:answer_id>/", page.answer, name="answer"),
    path("answers/<int:answer_id>/helped/", acts.helped, name="helped"),
    path("answers/<int:answer_id>/note/", acts.note, name="note"),
    path("answers/<int:answer_id>/notes/", page.notes, name="notes"),
    path("answers/<int:answer_id>/doubt/<str:kind>/", acts.doubt, name="doubt"),
    path("answers/<int:answer_id>/accept/", acts.accept, name="accept"),
    path("answers/<int:answer_id>/unaccept/", acts.unaccept, name="unaccept"),
    path("texts/<str:kind>/<int:pk>/comments/", page.comments, name="comments"),
    path("texts/<str:kind>/<int:pk>/comment/", answering.comment_create, name="comment_create"),
    path("texts/<str:kind>/<int:pk>/edit/", answering.edit, name="text_edit"),
    path("texts/<str:kind>/<int:pk>/delete/", standing.delete, name="text_delete"),
    path("texts/<str:kind>/<int:pk>/undelete/", standing.undelete, name="text_undelete"),
    path("texts/<str:kind>/<int:pk>/revisions/", page.revisions, name="revisions"),
    path("pictures/", photos.add, name="picture_add"),
    path("pictures/<str:name>", photos.picture, name="picture"),
    path("drafts/", drafts.drafts, name="drafts"),
    path("drafts/here/", drafts.draft, name="draft"),
    path("drafts/save/", drafts.save, name="draft_save"),
    path("drafts/<int:pk>/delete/", drafts.delete, name="draft_delete"),
    path("feeds/questions.<form:form>", feeds.questions, name="feed_questions"),
    path("feeds/waiting.<form:form>", feeds.waiting, name="feed_waiting"),
    path("tags/<str:slug>/feed.<form:form>", feeds.tag, name="feed_tag"),
    path("products/<str:slug>/feed.<form:form>", feeds.product, name="feed_product"),
    path("categories/<str:slug>/feed.<form:form>", feeds.category, name="feed_category"),
    path("members/<handle:handle>/feed.<form:form>", feeds.member, name="feed_member"),
    path("tags/", lists.tags, name="tags"),
    path("tags/<str:slug>/", lists.tag, name="tag"),
    path("categories/<str:slug>/", lists.category, name="category"),
    path("products/<str:slug>/", lists.product, name="product"),
]

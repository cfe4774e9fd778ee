"""Which pages of the forum are worth finding: what a guest may read and what has something to read on it."""

from functools import cache
from urllib.parse import quote

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce, Greatest
from django.urls import reverse

from community.frame.sitemaps import Rows
from community.members.models import Member

from .models import Answer, Category, Product, Question, QuestionQuerySet, Tag

GUEST = AnonymousUser()


def _listed() -> QuestionQuerySet:
    return Question.objects.visible_to(GUEST).listed()


def _questions() -> QuerySet[Question]:
    return _listed().only("pk", "slug")


@cache
def _around() -> tuple[str, str]:
    """What stands before the id and behind the slug of a question's address."""
    before, after = reverse("question", args=[0, "slug"]).split("0/slug")
    return before, after


def _address(question: Question) -> str:
    """get_absolute_url() without asking the resolver ten thousand times."""
    before, after = _around()
    return f"{before}{question.pk}/{quote(question.slug)}{after}" if question.slug else question.get_absolute_url()


def _tags() -> QuerySet[Tag]:
    return Tag.objects.filter(Exists(Question.tags.through.objects.filter(tag=OuterRef("pk"), question__in=_listed())))


def _products() -> QuerySet[Product]:
    used = Question.products.through.objects.filter(product=OuterRef("pk"), question__in=_listed())
    return Product.objects.filter(Exists(used))


def _categories() -> QuerySet[Category]:
    here = Q(category=OuterRef("pk")) | Q(category__parent=OuterRef("pk"))
    return Category.objects.filter(Exists(_listed().filter(here)))


def _members() -> QuerySet[Member]:
    """Those who wrote something that stands."""
    asked = Exists(_listed().filter(author=OuterRef("pk")))
    answered = Exists(Answer.objects.visible_to(GUEST).listed().filter(author=OuterRef("pk")))
    return Member.objects.visible_to(GUEST).filter(asked | answered).only("pk", "handle")


def _last(column: str) -> Coalesce:
    return Coalesce(column, "last_activity_at")


SECTIONS = (
    Rows(
        name="questions",
        rows=_questions,
        address=_address,
        changed=Greatest(F("last_activity_at"), _last("edited_at"), _last("accepted_at")),
    ),
    Rows(name="tags", rows=_tags),
    Rows(name="products", rows=_products),
    Rows(name="categories", rows=_categories),
    Rows(name="members", rows=_members),
)

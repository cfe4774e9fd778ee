"""What the editing side keeps about members of the team: Wagtail's tables."""

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.models import EditingSession, FormState
from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtail.models import (
    APIToken,
    Comment,
    CommentReply,
    ModelLogEntry,
    Page,
    PageLogEntry,
    PageSubscription,
    Revision,
    TaskState,
    UploadedFile,
    WorkflowState,
)
from wagtail.users.models import UserProfile

from community.members.holdings import Fate, Holding, Rows
from community.members.models import Member

from .launch import actions as launch
from .models import HelperInvitation, LaunchNote

HOLDS = (
    Holding(model=UserProfile, what=_("How you like the editing pages to look"), leaving=Fate.DELETED),
    Holding(model=Page, what=_("Pages you made or locked"), leaving=Fate.NAMELESS),
    Holding(model=Revision, what=_("Versions of pages you saved"), leaving=Fate.NAMELESS),
    Holding(model=PageLogEntry, what=_("What you did to pages, and when"), leaving=Fate.NAMELESS),
    Holding(model=ModelLogEntry, what=_("What the team did to members, snippets and settings, and when"), leaving=Fate.EMPTIED),
    Holding(model=Image, what=_("Pictures for pages you uploaded"), leaving=Fate.NAMELESS),
    Holding(model=Document, what=_("Documents for pages you uploaded"), leaving=Fate.NAMELESS),
    Holding(model=UploadedFile, what=_("Files you were uploading"), leaving=Fate.DELETED),
    Holding(model=EditingSession, what=_("Pages you have open for editing"), leaving=Fate.DELETED),
    Holding(model=FormState, what=_("What you were typing in editing forms"), leaving=Fate.DELETED),
    Holding(model=APIToken, what=_("Keys to the editing API"), leaving=Fate.DELETED),
    Holding(model=WorkflowState, what=_("Pages you sent for approval"), leaving=Fate.NAMELESS),
    Holding(model=TaskState, what=_("Pages you approved or sent back, and your remarks"), leaving=Fate.EMPTIED),
    Holding(model=Comment, what=_("Remarks you made while editing pages"), leaving=Fate.DELETED),
    Holding(model=CommentReply, what=_("Replies you made while editing pages"), leaving=Fate.DELETED),
    Holding(model=LaunchNote, what=_("Steps of the first day you marked as done"), leaving=Fate.NAMELESS),
    Holding(model=HelperInvitation, what=_("That you were invited to be among the first helpers"), leaving=Fate.EMPTIED),
    Holding(model=PageSubscription, what=_("Pages you want to hear about"), leaving=Fate.DELETED),
)

OWN = (UserProfile, EditingSession, FormState, APIToken, CommentReply, PageSubscription)


def _about(member: Member) -> Q:
    return Q(content_type=ContentType.objects.get_for_model(Member), object_id=str(member.pk))


def export(member: Member) -> Rows:
    done = PageLogEntry.objects.filter(user=member).order_by("pk").values("action", "label", "timestamp")
    log = ModelLogEntry.objects.filter(Q(user=member) | _about(member)).order_by("pk").values("action", "label", "timestamp")
    return {
        "pages": list(Page.objects.filter(owner=member).order_by("pk").values("title", "first_published_at")),
        "versions": list(Revision.objects.filter(user=member).order_by("pk").values("object_str", "created_at")),
        "page_log": list(done),
        "team_log": list(log),
        "pictures": list(Image.objects.filter(uploaded_by_user=member).order_by("pk").values("title", "created_at")),
        "documents": list(Document.objects.filter(uploaded_by_user=member).order_by("pk").values("title", "created_at")),
        "approvals": list(TaskState.objects.filter(finished_by=member).order_by("pk").values("comment", "finished_at")),
        "remarks": list(Comment.objects.filter(user=member).order_by("pk").values("text", "created_at")),
        "replies": list(CommentReply.objects.filter(user=member).order_by("pk").values("text", "created_at")),
        "first_steps": list(LaunchNote.objects.filter(by=member).order_by("pk").values("step", "at")),
        "helpers_you_invited": list(HelperInvitation.objects.filter(by=member).order_by("pk").values("at", "sent_at")),
        "invited_to_help": list(_invitations(member).values("at", "sent_at")),
        "subscriptions": list(PageSubscription.objects.filter(user=member).order_by("pk").values("page_id")),
    }


def _invitations(member: Member) -> QuerySet[HelperInvitation]:
    return (
        HelperInvitation.objects.filter(address=member.email).order_by("pk") if member.email else HelperInvitation.objects.none()
    )


@transaction.atomic
def erase(member: Member) -> None:
    """What they made for the site stays the site's; what the log calls them goes."""
    ModelLogEntry.objects.filter(_about(member)).update(label="", data={})
    TaskState.objects.filter(finished_by=member).update(comment="")
    Comment.objects.filter(user=member).delete()
    for file in UploadedFile.objects.filter(uploaded_by_user=member):
        file.file.delete(save=False)
        file.delete()
    for kind in OWN:
        kind.objects.filter(user=member).delete()
    if member.email:
        launch.forget_address(member.email)
    Page.objects.filter(locked_by=member).update(locked=False, locked_by=None, locked_at=None)

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from community.frame.addresses import address
from community.members.models import shown

from .places import Category, Product, Tag
from .texts import PUBLIC, State, Text

IN_LIST = (
    "title", "slug", "excerpt", "published_at", "accepted_at", "closed_at", "answers_count", "helped_count", "has_official",
    "accepted__state", "accepted__published_at", "accepted__is_official",
)  # fmt: skip


class QuestionQuerySet(models.QuerySet["Question"]):
    def listed(self) -> "QuestionQuerySet":
        """What stands in lists, feeds and counts: published and public, whoever looks."""
        return self.filter(state=State.PUBLISHED, visibility=PUBLIC)

    def waiting(self) -> "QuestionQuerySet":
        """Open, and nobody has answered yet."""
        return self.filter(answers_count=0, closed_at=None)

    def visible_to(self, viewer: Any) -> "QuestionQuerySet":
        """Whose page the viewer may open: the public ones, one's own in any state, everything for staff."""
        if getattr(viewer, "on_duty", False):
            return self.all()
        mine = Q(author_id=viewer.pk) if getattr(viewer, "pk", None) else Q(pk=None)
        return self.filter(Q(state=State.PUBLISHED, visibility=PUBLIC) | mine)

    def for_list(self) -> "QuestionQuerySet":
        """Everything a row of a list shows, in two queries."""
        rows = self.select_related("author", "accepted__author").prefetch_related("products")
        return rows.only(*IN_LIST, *shown("author", "accepted__author"))

    def for_page(self) -> "QuestionQuerySet":
        """Everything a question's page says of it, but its products and tags."""
        own = [field.name for field in self.model._meta.concrete_fields]
        place, answer = ("category__name", "category__slug"), ("accepted__state", "accepted__published_at")
        rows = self.select_related("author", "category", "accepted", "accepted_by")
        return rows.only(*own, *place, *answer, *shown("author", "accepted_by"))


class Question(Text):
    """Something a member wants to know. Solved while an accepted answer stands; one that was taken away solves nothing."""

    title = models.CharField(_("your question"), max_length=255)
    slug = models.SlugField(max_length=80, blank=True, allow_unicode=True)
    excerpt = models.CharField(max_length=240, blank=True)
    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="questions")
    products = models.ManyToManyField(Product, blank=True, related_name="questions")
    tags = models.ManyToManyField(Tag, blank=True, related_name="questions")
    accepted = models.ForeignKey("forum.Answer", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_reason = models.CharField(max_length=40, blank=True)
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="merged_from")
    answers_count = models.PositiveIntegerField(default=0, help_text="published answers")
    me_too_count = models.PositiveIntegerField(default=0)
    helped_count = models.PositiveIntegerField(default=0, help_text="marks on its published answers")
    first_answer_at = models.DateTimeField(null=True, blank=True, help_text="first published answer by another")
    has_official = models.BooleanField(default=False)
    by_owners = models.BooleanField(default=False, help_text="a published answer says that its author owns the product")

    objects = QuestionQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["-published_at", "-id"], name="question_newest", condition=Q(state="published", visibility="public")
            ),
            models.Index(
                fields=["-published_at", "-id"],
                name="question_waiting",
                condition=Q(state="published", visibility="public", answers_count=0, closed_at=None),
            ),
            models.Index(
                fields=["-accepted_at", "-id"],
                name="question_solved",
                condition=Q(state="published", visibility="public", accepted__isnull=False),
            ),
            models.Index(
                fields=["category", "-published_at", "-id"],
                name="question_category_newest",
                condition=Q(state="published", visibility="public"),
            ),
            models.Index(
                fields=["-published_at", "-id"],
                name="question_by_owners",
                condition=Q(state="published", visibility="public", by_owners=True),
            ),
            models.Index(fields=["author", "-published_at"], name="question_author"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["accepted"], name="accepted_once", condition=~Q(state="merged")),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return address("question", self.pk, self.slug) if self.slug else address("question_short", self.pk)

    @property
    def is_listed(self) -> bool:
        return self.state == State.PUBLISHED and self.visibility == PUBLIC

    def products_read(self) -> Iterable[Product]:
        """Its products: those that were loaded with it, if they were, without what it costs to ask for a relation."""
        loaded: Iterable[Product] | None = self.__dict__.get("_prefetched_objects_cache", {}).get("products")
        return self.products.all() if loaded is None else loaded

    @property
    def is_solved(self) -> bool:
        return self.accepted is not None and self.accepted.is_published

    @property
    def is_closed(self) -> bool:
        return self.closed_at is not None

    @property
    def solved_after(self) -> timedelta | None:
        """From asking to the accepted answer being written; None while open."""
        if self.accepted is None or not self.is_solved:
            return None
        return max(self.accepted.published_at - self.published_at, timedelta())

    @property
    def first_answer_after(self) -> timedelta | None:
        """From asking to the first answer by somebody else; None while there is none."""
        return None if self.first_answer_at is None else max(self.first_answer_at - self.published_at, timedelta())


class QuestionLink(models.Model):
    """One question points at another: the same question (duplicate) or a related one."""

    DUPLICATE, LINKED = "duplicate", "linked"

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="links")
    target = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="linked_from")
    kind = models.CharField(max_length=10, choices=[(DUPLICATE, _("duplicate")), (LINKED, _("linked"))])
    at = models.DateTimeField(default=now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["question", "target", "kind"], name="one_link_per_kind")]

    def __str__(self) -> str:
        return f"{self.question_id} {self.kind} {self.target_id}"

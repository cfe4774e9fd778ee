from typing import Any

from django.db import models
from django.db.models import Q
from django.urls import reverse

from community.members.models import shown

from .places import Product
from .questions import Question
from .texts import PUBLIC, State, Text

ON_PAGE = (
    "question", "html", "language", "state", "state_reason", "state_note", "published_at", "edited_at", "edits", "team_note",
    "rank", "ups",
    "is_official", "helped_count", "outdated_count", "owns", "owns_since",
)  # fmt: skip


class AnswerQuerySet(models.QuerySet["Answer"]):
    def listed(self) -> "AnswerQuerySet":
        return self.filter(state=State.PUBLISHED, visibility=PUBLIC, question__state=State.PUBLISHED, question__visibility=PUBLIC)

    def visible_to(self, viewer: Any) -> "AnswerQuerySet":
        """Answers the viewer may read: published ones and one's own, on questions the viewer may open.

        A private question's answers are private with it; whoever may open the question reads them.
        """
        questions = Question.objects.visible_to(viewer)
        if getattr(viewer, "on_duty", False):
            return self.filter(question__in=questions)
        mine = Q(author_id=viewer.pk) if getattr(viewer, "pk", None) else Q(pk=None)
        return self.filter(Q(state=State.PUBLISHED) | mine, question__in=questions)

    def for_page(self) -> "AnswerQuerySet":
        return self.select_related("author").only(*ON_PAGE, *shown("author"))


class Answer(Text):
    """A reply to a question that tries to solve it."""

    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="answers")
    is_official = models.BooleanField(default=False, help_text="spoken for the brand")
    owns = models.ForeignKey(
        Product, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False,
        help_text="the author chose to say here that they own it",
    )  # fmt: skip
    owns_since = models.PositiveSmallIntegerField(null=True, blank=True, help_text="a year")
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="merged_from")
    helped_count = models.PositiveIntegerField(default=0, help_text="members who marked it as having helped them")
    didnt_work_count = models.PositiveIntegerField(default=0)
    outdated_count = models.PositiveIntegerField(default=0)
    comments_count = models.PositiveIntegerField(default=0, help_text="published comments")

    objects = AnswerQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["question", "state", "-rank", "id"], name="answer_order"),
            models.Index(fields=["author", "-published_at"], name="answer_author"),
            models.Index(fields=["author", "-helped_count"], name="answer_author_best", condition=Q(state="published")),
        ]

    def __str__(self) -> str:
        return f"answer {self.pk} to question {self.question_id}"

    def get_absolute_url(self) -> str:
        return reverse("answer", args=[self.pk])

    @property
    def marks_shown(self) -> int:
        """The count beside the button: members and, from an import, marks without a name."""
        return self.helped_count + self.ups

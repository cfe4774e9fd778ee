from typing import Any

from django.db import models
from django.db.models import Q

from community.members.models import shown

from .answers import Answer
from .questions import Question
from .texts import State, Text

ON_PAGE = ("question", "answer", "html", "state", "state_reason", "state_note", "published_at", "edits", "team_note")


class CommentQuerySet(models.QuerySet["Comment"]):
    def visible_to(self, viewer: Any) -> "CommentQuerySet":
        """Comments the viewer may read, under texts the viewer may read."""
        questions = Question.objects.visible_to(viewer)
        if getattr(viewer, "on_duty", False):
            return self.filter(question__in=questions)
        pk = getattr(viewer, "pk", None)
        mine = Q(author_id=pk) if pk else Q(pk=None)
        answer_stands = Q(answer=None) | Q(answer__state=State.PUBLISHED)
        if pk:
            answer_stands |= Q(answer__author_id=pk)
        return self.filter(Q(state=State.PUBLISHED) | mine, answer_stands, question__in=questions)

    def for_page(self) -> "CommentQuerySet":
        return self.select_related("author").only(*ON_PAGE, *shown("author"))


class Comment(Text):
    """A short remark under a question (`answer` is None) or under an answer."""

    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="comments")
    answer = models.ForeignKey(Answer, on_delete=models.PROTECT, null=True, blank=True, related_name="comments")
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="merged_from")

    objects = CommentQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["question", "answer", "published_at"], name="comment_place")]

    def __str__(self) -> str:
        return f"comment {self.pk}"

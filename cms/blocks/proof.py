from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Count, F, Q
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from community.forum.models import Helped, Question
from community.frame.kept import Kept

MONTH, DAY = timedelta(days=30), timedelta(days=1)
FEWEST = 10  # a share or a count of fewer than this is not shown


@dataclass(frozen=True, kw_only=True)
class Proof:
    """What the community can show for itself. None where too little happened to say."""

    people_helped: int | None
    answered_in_a_day: int | None  # per cent of last month's questions, without those younger than a day


def measure() -> Proof:
    """Counted from rows: two queries."""
    helped = Helped.objects.filter(ended_at=None).aggregate(people=Count("helped", distinct=True))["people"]
    asked = Question.objects.listed().filter(published_at__gte=now() - MONTH, published_at__lt=now() - DAY)
    in_time = Q(first_answer_at__lte=F("published_at") + DAY)
    counted = asked.aggregate(asked=Count("pk"), in_time=Count("pk", filter=in_time))
    enough = counted["asked"] >= FEWEST
    return Proof(
        people_helped=helped if helped >= FEWEST else None,
        answered_in_a_day=round(100 * counted["in_time"] / counted["asked"]) if enough else None,
    )


_kept: Kept[Proof] = Kept("proof", measure)


def forget() -> None:
    _kept.forget()


class ProofBlock(blocks.StructBlock):
    """Two measured numbers: people helped, and how soon questions are answered."""

    class Meta:
        icon = "chart-line"
        label = _("Proof")
        description = _("People helped so far, and the share of last month's questions answered within a day")
        template = "blocks/proof.html"
        preview_value: dict[str, Any] = {}

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        context = super().get_context(value, parent_context=parent_context)
        context["proof"] = _kept.get()  # measured anew each half hour: it counts over everything
        return context

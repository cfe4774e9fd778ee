"""Words as typed, made fit to keep: or a ValidationError that names the field."""

import uuid
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from community import clock
from community.members.models import Member
from community.text import RENDERER, clean, excerpt_of, is_blank, render

from .. import rules
from ..models import State, Text
from .holding import held_columns

REASON_MAX = 300  # characters of why a text was changed
T = TypeVar("T", bound=Text)


def wrong(field: str, message: str, *, code: str = "invalid") -> ValidationError:
    return ValidationError({field: ValidationError(message, code=code)})


def _too_long(field: str, *, limit: int) -> ValidationError:
    message = ngettext("At most %(limit)s character fits here.", "At most %(limit)s characters fit here.", limit)
    return wrong(field, message % {"limit": f"{limit:,}"}, code="too_long")


def title_of(raw: str, *, may_be_short: bool) -> str:
    """A question's title. A few words are enough when a product says the rest."""
    title = " ".join(clean(raw).split())
    if is_blank(title):
        raise wrong("title", _("Say in one sentence what you want to know."))
    if len(title) > rules.TITLE_MAX:
        raise _too_long("title", limit=rules.TITLE_MAX)
    if len(title) < rules.TITLE_MIN and not may_be_short:
        raise wrong("title", _("A few more words, please, or choose the product it is about."))
    return title


def body_of(raw: str, *, limit: int, least: int = 1, field: str = "body") -> str:
    """A text as Markdown. `least` 0 lets it be empty."""
    if len(raw) > limit * 2:
        raise _too_long(field, limit=limit)
    body = clean(raw).strip()
    if is_blank(body):
        if not least:
            return ""
        raise wrong(field, _("Write a few words first."))
    if len(body) > limit:
        raise _too_long(field, limit=limit)
    if len(body) < least:
        raise wrong(field, _("A few more words, please."))
    return body


def rendered(body: str, *, author: Member, by_staff: bool) -> dict[str, Any]:
    """The columns a body fills. Links of the team and of members trusted that far may be followed by search engines."""
    trusted = by_staff or author.trust >= rules.STEWARD
    return {"body": body, "html": render(body, trusted=trusted), "renderer": RENDERER}


def written(body: str, *, by: Member, visibility: str, submission: uuid.UUID | None, title: str = "") -> dict[str, Any]:
    """The columns a new text has, whatever kind it is. `title`: what else is read in it."""
    moment = clock.now()
    return (
        rendered(body, author=by, by_staff=by.is_team)
        | held_columns(by, title, body)
        | {
            "author": by,
            "by_staff": by.is_team,
            "language": by.language,
            "visibility": visibility,
            "submission": submission,
            "written_at": moment,
            "published_at": moment,
            "last_activity_at": moment,
        }
    )


def sent_before(mine: QuerySet[T], submission: uuid.UUID | None, **same: Any) -> T | None:
    """The text the same form made before, or one with the same words sent a moment ago. `mine` are its author's."""
    if submission and (found := mine.filter(submission=submission).first()):
        return found
    recent = mine.filter(state__in=(State.PUBLISHED, State.HELD), written_at__gte=clock.now() - rules.SAME_TEXT_WINDOW)
    return recent.filter(**same).first()


def unused(submission: uuid.UUID | None, *, among: QuerySet[Any]) -> uuid.UUID | None:
    """The form's name, or None where one of these texts has it: a name that was copied or made up is as none."""
    return None if submission and among.filter(submission=submission).exists() else submission


def why_changed(text: Text, reason: str, *, by: Member) -> str:
    """Why a text is changed. Somebody else than its author says it, for everybody to read."""
    given = body_of(reason[: 2 * REASON_MAX], limit=REASON_MAX, least=0, field="reason") if not text.is_by(by) else reason
    if not text.is_by(by):
        if not given:
            raise wrong("reason", _("Say why: its author and everybody else read it."))
        text.team_note = given
    return given[:REASON_MAX]


def put(text: Text, body: str) -> None:
    for name, value in rendered(body, author=text.author, by_staff=text.by_staff).items():
        setattr(text, name, value)


def excerpt(body: str) -> str:
    return excerpt_of(body, limit=240)

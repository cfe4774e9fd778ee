from django.db import transaction

from community import clock
from community.members.models import Member
from community.realtime.publish import publish
from community.text import slug_of
from community.verdict import require

from .. import policy
from ..models import Question, Revision, Text
from . import words
from .locking import lock_text


@transaction.atomic
def put_words_back(text: Text, revision: Revision, *, by: Member) -> None:
    """As it read before an edit of the team; what it read until now is kept as well. No new edit: nobody is told of one."""
    locked = lock_text(text)
    require(policy.can_edit(by, locked))
    kind = locked._meta.model_name or ""
    title = locked.title if isinstance(locked, Question) else ""
    Revision.objects.create(**{kind: locked}, title=title, body=locked.body, by=by, at=clock.now())
    columns = ["body", "html", "renderer", "edited_at", "edits", "team_note"]
    if isinstance(locked, Question):
        locked.title, locked.slug, locked.excerpt = revision.title, slug_of(revision.title), words.excerpt(revision.body)
        columns += ["title", "slug", "excerpt"]
    words.put(locked, revision.body)
    locked.edited_at, locked.edits, locked.team_note = clock.now(), locked.edits + 1, ""
    locked.save(update_fields=columns)
    question_id = locked.pk if isinstance(locked, Question) else locked.question_id  # type: ignore[attr-defined]
    publish(f"question:{question_id}", {"kind": f"{kind}.edited", "id": locked.pk})

from datetime import timedelta

from django.utils.timezone import now

from .models import Change

EVERYTHING = "everything"
FORGOTTEN_AFTER = timedelta(hours=1)
SWEEP_EACH = 1_000  # rows


def note_change(*topics: str) -> None:
    """Pages that show these things are drawn again. Call it in the transaction that changes them: a page may be kept
    by any process, and each looks here (community.frame.guests). A topic is "kind:id", or EVERYTHING.
    """
    rows = Change.objects.bulk_create(Change(topic=topic) for topic in topics)
    if any(row.pk % SWEEP_EACH == 0 for row in rows):
        Change.objects.filter(at__lt=now() - FORGOTTEN_AFTER).delete()

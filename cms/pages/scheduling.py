"""Wagtail's schedule, kept by the worker: what its command publish_scheduled does, a bounded batch each minute.

One page that cannot be published does not hold up the others: it is logged and tried again with the next turn.
"""

import logging
from typing import Any

from django.apps import apps
from django.db import transaction
from django.utils.timezone import now
from wagtail.models import DraftStateMixin, Page, Revision

log = logging.getLogger(__name__)
AT_ONCE = 20


def run() -> int:
    """How many went live or ended."""
    return sum(_each(row, _end) for row in _ended()) + sum(_each(row, _begin) for row in _due())


def _kinds() -> list[Any]:
    return [Page, *(kind for kind in apps.get_models() if issubclass(kind, DraftStateMixin) and not issubclass(kind, Page))]


def _ended() -> list[Any]:
    return [row for kind in _kinds() for row in kind._default_manager.filter(live=True, expire_at__lt=now())[:AT_ONCE]]


def _due() -> list[Revision]:
    return list(Revision.objects.filter(approved_go_live_at__lt=now()).order_by("approved_go_live_at")[:AT_ONCE])


def _end(row: Any) -> None:
    row.unpublish(set_expired=True, log_action="wagtail.unpublish.scheduled")


def _begin(revision: Revision) -> None:
    revision.publish(log_action="wagtail.publish.scheduled")


def _each(row: Any, act: Any) -> int:
    try:
        with transaction.atomic():
            act(row)
    except Exception:  # one page in trouble must not hold up the others
        log.exception("the schedule could not be kept for %s", row)
        return 0
    return 1

"""Codes against gifts: what is given is not free, and what is free was given to nobody and taken by no shop."""

from collections.abc import Iterator

from django.db.models import Q

from engagement.recognition.reconcile import Difference

from .models import Voucher


def differences(*, fix: bool = False) -> Iterator[Difference]:
    """Every code that says it is free and is not, or the other way round."""
    wrong = Voucher.objects.filter(Q(is_free=True, gift__isnull=False) | Q(is_free=False, gift=None, used_key=""))
    for voucher in list(wrong.order_by("pk")):
        free = not voucher.is_free
        if fix:
            Voucher.objects.filter(pk=voucher.pk).update(is_free=free)
        yield Difference("voucher is_free", f"voucher {voucher.pk}", voucher.is_free, free)

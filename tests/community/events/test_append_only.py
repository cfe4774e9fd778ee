import pytest
from django.db import IntegrityError, transaction

from community.events.models import Event


@pytest.mark.django_db
def test_a_fact_can_neither_be_changed_nor_deleted(ana):
    for change in (lambda: Event.objects.update(name="other"), lambda: Event.objects.all()._raw_delete("default")):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()
    assert Event.objects.get().name == "member.joined"

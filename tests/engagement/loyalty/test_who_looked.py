from datetime import timedelta

import pytest

from community import clock
from engagement.loyalty import actions
from engagement.loyalty.models import Look, Section

pytestmark = pytest.mark.django_db


def test_a_look_says_who_what_and_why(ana, leo):
    actions.note_look([ana.pk], what=[Section.GIVEN, Section.OPEN], because="Her message of today", by=leo)
    [look] = Look.objects.at(ana)
    assert (look.by, look.sections, look.because) == (leo, ["What you gave", "What is open between us"], "Her message of today")


def test_the_same_look_on_one_day_is_counted_and_on_the_next_it_is_another(ana, ben):
    for _turn in range(3):
        actions.note_look([ana.pk, ben.pk], what=[Section.ALL], system="Customer system")
    with clock.at(clock.now() + timedelta(days=1)):
        actions.note_look([ana.pk], what=[Section.ALL], system="Customer system")
    assert [look.times for look in Look.objects.at(ana)] == [1, 3]
    assert [look.times for look in Look.objects.at(ben)] == [3]


def test_looking_at_oneself_is_no_look(leo):
    actions.note_look([leo.pk], what=[Section.ALL], by=leo)
    assert not Look.objects.exists()


def test_a_year_later_it_is_forgotten(ana):
    with clock.at(clock.now() - timedelta(days=366)):
        actions.note_look([ana.pk], what=[Section.ALL], system="Customer system")
    assert not Look.objects.at(ana)
    assert actions.forget_old_looks() == 1

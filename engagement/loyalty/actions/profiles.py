"""Making loyalty profiles. Always remade from rows and facts, so late or twice changes nothing."""

from collections.abc import Callable, Iterable, Mapping
from itertools import islice

from django.db import transaction
from django.db.models import Max

from community import clock
from community.events.door import emit
from community.events.models import Event
from community.members.models import Member

from ..bodies import bodies
from ..events import ProfileChanged
from ..models import Profile

BATCH = 300  # members remade in one transaction by a back-fill
Progress = Callable[[int, int], None]


@transaction.atomic
def refresh_profiles(latest: Mapping[int, int]) -> int:
    """Remake these members' profiles after each's latest fact; how many changed. Emits ProfileChanged for those only."""
    changed = _update(list(_locked(latest).values()), latest)
    for profile in changed:
        emit(ProfileChanged(subject_id=profile.member_id, object_id=profile.pk, number=profile.version))
    return len(changed)


def back_fill(members: Iterable[int] | None = None, *, progress: Progress | None = None) -> int:
    """Make the profiles of everybody, or of these ids, what they should be; silently. How many changed."""
    people = Member.objects.filter(merged_into=None, erased_at=None).order_by("pk").values_list("pk", flat=True)
    wanted = list(people if members is None else people.filter(pk__in=list(members)))
    left, done, changed = iter(wanted), 0, 0
    while batch := list(islice(left, BATCH)):
        with transaction.atomic():
            latest = Event.objects.aggregate(last=Max("pk"))["last"] or 0
            changed += len(_update(list(_locked(batch).values()), dict.fromkeys(batch, latest)))
        done += len(batch)
        if progress:
            progress(done, len(wanted))
    return changed


def _locked(member_ids: Iterable[int]) -> dict[int, Profile]:
    """The profiles of these members, locked in order; made when missing. Who was merged or forgotten has none."""
    ids = set(Member.objects.filter(pk__in=list(member_ids), merged_into=None, erased_at=None).values_list("pk", flat=True))
    rows = Profile.objects.select_for_update(no_key=True).filter(member_id__in=ids).order_by("member_id")
    found = {profile.member_id: profile for profile in rows}
    missing = [Profile(member_id=pk) for pk in sorted(ids - set(found))]
    if not missing:
        return found
    Profile.objects.bulk_create(missing, ignore_conflicts=True)
    return {profile.member_id: profile for profile in rows.all()}


def _update(profiles: list[Profile], latest: Mapping[int, int]) -> list[Profile]:
    wanted = bodies([profile.member_id for profile in profiles])
    changed = [profile for profile in profiles if profile.body != wanted[profile.member_id]]
    for profile in changed:
        profile.body = wanted[profile.member_id]
        profile.version += 1
        profile.as_of_event = max(profile.as_of_event, latest[profile.member_id])
        profile.changed_at = clock.now()
    Profile.objects.bulk_update(changed, ["body", "version", "as_of_event", "changed_at"], batch_size=200)
    return changed

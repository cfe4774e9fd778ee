"""Members on the desk: who is meant. What is private of a member is asked for with a reason, and each of them sees that."""

from datetime import timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from community.forum.models import Product
from community.frame.prepared import ask
from community.members import rules
from community.members.models import STAFF_GROUPS, Leaving, Member
from community.moderation.models import Sanction
from engagement.loyalty.models import Keeper, Membership, Owned, Section, Tier
from engagement.recognition.models import Balance, Unit
from engagement.recognition.rules import LEVELS

PAGE = 50
BEHIND_ALL = 2**62  # no id of ours is so high
SHOWN = (
    "handle",
    "name",
    "erased_at",
    "avatar",
    "public_id",
    "joined_at",
    "claimed_at",
    "last_login",
    "language",
    "people_helped",
    "flair",
)
PRIVATE = {"membership": Section.MEMBERSHIP, "product": Section.PRODUCTS}  # what the filter tells, and to look at which is noted
MORE = (*PRIVATE, "keeper")  # asked for by few, and by the brand's team only
DAYS = [("", _("At any time")), ("7", _("In the last 7 days")), ("30", _("In the last 30 days")), ("365", _("In the last year"))]
ANY = ("", _("Any"))


class FilterForm(forms.Form):
    """What may be filtered by whoever looks; what is the brand team's alone is not offered to moderators."""

    q = forms.CharField(label=_("Search"), required=False, max_length=100, help_text=_("Handle, name or e-mail address"))
    state = forms.ChoiceField(label=_("Who"), required=False)
    level = forms.ChoiceField(label=_("Level"), required=False)
    joined = forms.ChoiceField(label=_("Joined"), required=False, choices=DAYS)
    seen = forms.ChoiceField(label=_("Last signed in"), required=False)
    language = forms.ChoiceField(label=_("Language"), required=False)
    membership = forms.ChoiceField(label=_("Membership"), required=False)
    product = forms.ModelChoiceField(
        label=_("Owns"), required=False, queryset=Product.objects.order_by("name"), empty_label=_("Any")
    )

    keeper = forms.ChoiceField(label=_("Who is there for them"), required=False)

    def __init__(self, *args: Any, private: bool, more: bool, **kwargs: Any) -> None:
        """`private`: for somebody of the brand's team; `more`: who also wants to ask for what is a member's own."""
        super().__init__(*args, **kwargs)
        states: list[tuple[str, Any]] = [ANY, ("suspended", _("Suspended")), ("off", _("Switched off"))]
        states += [("leaving", _("About to leave")), ("unclaimed", _("Without an account")), ("team", _("In the team"))]
        states += [(name, name) for name in STAFF_GROUPS]
        self._offer("state", states)
        self._offer("level", [ANY, *((str(level.number), level.name) for level in LEVELS)])
        self._offer("seen", [*DAYS, ("not-90", _("Not for 90 days"))])
        self._offer("language", [ANY, *settings.LANGUAGES])
        if more:
            self._offer("membership", [ANY, *((tier.slug, tier.name) for tier in Tier.objects.all())])
            self._offer("keeper", [ANY, *_keepers()])
        else:
            for name in MORE:
                del self.fields[name]
        if not private:
            self.fields["q"].help_text = _("Handle or name")

    def _offer(self, name: str, choices: Any) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def asked_in_private(self) -> list[Section]:
        """Which private sides of members the chosen filters would tell."""
        return [section for name, section in PRIVATE.items() if self.cleaned_data.get(name)]


def found(said: dict[str, Any], *, private: bool) -> QuerySet[Member]:
    """The members the filters mean, whoever joined last first. Nobody who left, was merged, or never confirmed an address."""
    here: QuerySet[Member] = Member.objects.filter(merged_into=None, erased_at=None)
    here = _in_state(here, said.get("state", "")).order_by("-pk").only(*SHOWN, "email", "is_staff", "is_superuser", "is_active")
    if q := said.get("q", "").strip():
        here = here.filter(_named(q, private=private))
    if level := said.get("level"):
        number, of = int(level), Balance.objects.filter(member=OuterRef("pk"), unit=Unit.STANDING)
        none_yet = ~Exists(of.filter(highest_level__gt=1)) if number == 1 else Exists(of.filter(highest_level=number))
        here = here.filter(none_yet)
    if days := said.get("joined"):
        here = here.filter(joined_at__gt=now() - timedelta(days=int(days)))
    here = _seen(here, said.get("seen", ""))
    if language := said.get("language"):
        here = here.filter(language=language)
    if private and (slug := said.get("membership")):
        here = here.filter(Exists(Membership.objects.filter(member=OuterRef("pk"), tier__slug=slug)))
    if private and (product := said.get("product")):
        here = here.filter(Exists(Owned.objects.filter(member=OuterRef("pk"), product=product, gone_at=None)))
    if private and (person := said.get("keeper")):
        here = here.filter(Exists(Keeper.objects.filter(member=OuterRef("pk"), person=int(person), until=None)))
    return here


def _keepers() -> list[tuple[str, str]]:
    """Of the team whoever is there for somebody."""
    busy = Exists(Keeper.objects.filter(person=OuterRef("pk"), until=None))
    return [(str(person.pk), person.shown_name) for person in Member.objects.people().filter(busy).order_by("name", "handle")]


def _in_state(members: QuerySet[Member], state: str) -> QuerySet[Member]:
    known = members.filter(Q(claimed_at__isnull=False) | Q(email=None))
    match state:
        case "suspended":
            open_ = Sanction.objects.filter(member=OuterRef("pk"), kind=Sanction.Kind.SUSPENSION, ended_at=None)
            return members.filter(Exists(open_))
        case "off":
            return known.filter(is_active=False)
        case "leaving":
            return known.filter(Exists(Leaving.objects.filter(member=OuterRef("pk"))))
        case "unclaimed":
            return known.filter(claimed_at=None, email=None)
        case "team":
            return known.filter(Q(is_staff=True) | Q(is_superuser=True))
        case "":
            return known
    return known.filter(is_staff=True, groups__name=state)


def _seen(members: QuerySet[Member], when: str) -> QuerySet[Member]:
    if when == "not-90":
        return members.filter(Q(last_login=None) | Q(last_login__lt=now() - timedelta(days=90)), claimed_at__isnull=False)
    return members.filter(last_login__gt=now() - timedelta(days=int(when))) if when else members


def _named(q: str, *, private: bool) -> Q:
    """By handle as it is spelled, or what begins like it; by name; an address only whole, and by the brand team only."""
    if "@" in q.strip("@"):
        return Q(email=q.lower()) if private else Q(pk=None)
    return Q(handle__startswith=rules.normalise(q)) | Q(name__icontains=q)


def page_of(said: dict[str, Any], *, private: bool, before: int | None) -> tuple[list[Any], int | None]:
    """A page of those the filters mean, each with `suspended`, and the number that the next one starts after: one statement."""
    last = before or BEHIND_ALL
    some = list(_some(said, private, last)) if any(said.values()) else ask(lambda last: _some({}, False, last), last)
    shown = some[:PAGE]
    return shown, shown[-1].pk if len(some) > PAGE else None


def _some(said: dict[str, Any], private: bool, last: int) -> QuerySet[Member]:
    held = Sanction.objects.filter(member=OuterRef("pk"), kind=Sanction.Kind.SUSPENSION, ended_at=None)
    return found(said, private=private).filter(pk__lt=last).annotate(suspended=Exists(held))[: PAGE + 1]

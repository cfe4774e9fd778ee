"""What there is to do on the first day, and what is done: asked of the data, never ticked by hand."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db.models import Count, Q
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from community.forum.models import Answer, Category, Product
from community.frame import identity
from community.members.models import Member

QUESTIONS, HELPERS = 12, 10
MAIL, ROLES = "mail", "roles"


@dataclass(frozen=True, kw_only=True)
class Known:
    """What the steps look at: five statements, whatever the size of the site."""

    brand: identity.Identity
    products: int
    categories: int
    official: int
    team: int
    invited: int
    noted: frozenset[str]
    papers: dict[str, int]  # {kind: id of its draft}
    brand_pk: int


def look() -> Known:
    note, invitation = apps.get_model("desk", "LaunchNote"), apps.get_model("desk", "HelperInvitation")
    team = Member.objects.filter(is_active=True).aggregate(team=Count("pk", filter=Q(is_staff=True) | Q(is_superuser=True)))
    return Known(
        brand=identity.current(),
        products=Product.objects.count(),
        categories=Category.objects.count(),
        official=len(Answer.objects.listed().filter(is_official=True).order_by().values("pk")[:QUESTIONS]),
        team=team["team"],
        invited=invitation.objects.count(),
        noted=frozenset(note.objects.values_list("step", flat=True)),
        papers=dict(apps.get_model("desk", "PaperDraft").objects.values_list("kind", "pk")),
        brand_pk=apps.get_model("desk", "Brand").load().pk,
    )


@dataclass(frozen=True, kw_only=True)
class Step:
    """One thing to do: its name, why, where, and how far it is. `skip`: it can be said that it is not needed."""

    key: str
    name: str | Promise
    why: str | Promise
    address: str
    act: str | Promise
    have: int
    want: int = 1
    skip: str | Promise = ""

    @property
    def done(self) -> bool:
        return self.have >= self.want

    @property
    def counted(self) -> bool:
        """How far it is says more than done or not."""
        return self.want > 1 and not self.done


def _brand(known: Known) -> Step:
    return Step(
        key="brand",
        name=_("Name and colour"),
        why=_("Every page and mail speaks in your name. Promise in how many hours you answer: whoever asks first sees it."),
        address=reverse("wagtailsettings:edit", args=["desk", "brand", known.brand_pk]),
        act=_("Choose"),
        have=int(bool(known.brand.named)),
    )


def _products(known: Known) -> Step:
    return Step(
        key="products",
        name=_("Products and categories"),
        why=_("People ask about what they own. A file with a product a line makes its categories too."),
        address=reverse("launch_products"),
        act=_("Bring a file"),
        have=int(known.products > 0 and known.categories > 0),
    )


def _questions(known: Known) -> Step:
    return Step(
        key="questions",
        name=_("Twelve questions with your answers"),
        why=_("What your service is asked most. Nobody meets an empty page, and everybody sees that they are yours."),
        address=reverse("launch_questions"),
        act=_("Bring a file"),
        have=known.official,
        want=QUESTIONS,
    )


def _paper(kind: str, name: Promise, why: Promise, version: int) -> Callable[[Known], Step]:
    def step(known: Known) -> Step:
        pk = known.papers.get(kind)
        address = reverse("wagtailsnippets_desk_paperdraft:edit", args=[pk]) if pk else ""
        return Step(key=kind, name=name, why=why, address=address, act=_("Read and publish"), have=version)

    return step


def _roles(known: Known) -> Step:
    alone = ROLES in known.noted
    return Step(
        key=ROLES,
        name=_("Who works here"),
        why=_("Moderators decide about texts, the brand team publishes. They join as members first."),
        address=reverse("wagtailusers_users:add"),
        act=_("Add somebody"),
        have=2 if alone else known.team,
        want=2,
        skip=_("I am alone for now"),
    )


def _mail(known: Known) -> Step:
    return Step(
        key=MAIL,
        name=_("A test mail"),
        why=_("Codes to sign in go by mail. Send one to yourself and see it arrive."),
        address=reverse("launch_mail"),
        act=_("Send it"),
        have=int(MAIL in known.noted),
    )


def _helpers(known: Known) -> Step:
    return Step(
        key="helpers",
        name=_("The first ten helpers"),
        why=_("Ten customers who thanked your service, asked by you. They make the beginning."),
        address=reverse("launch_helpers"),
        act=_("Invite them"),
        have=known.invited,
        want=HELPERS,
    )


def steps(known: Known | None = None) -> list[Step]:
    """All of them, in the order that works best."""
    known = known or look()
    guidelines = _paper(
        "guidelines", _("Guidelines"), _("How people treat each other here. A text is ready to be read."), known.brand.guidelines
    )
    terms = _paper("terms", _("Terms"), _("What you and your members agree on. Let your lawyer look at it."), known.brand.terms)
    makers: tuple[Any, ...] = (_brand, _mail, _products, _questions, guidelines, terms, _roles, _helpers)
    return [make(known) for make in makers]

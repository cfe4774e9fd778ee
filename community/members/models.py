import hashlib
import secrets
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.http import Http404
from django.utils.functional import cached_property
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from community import clock
from community.events.guards import append_only
from community.frame.addresses import address
from community.verdict import Refused

from . import rules

MODERATORS, BRAND_TEAM, OWNERS = "Moderators", "Brand team", "Owner"
STAFF_GROUPS = (MODERATORS, BRAND_TEAM, OWNERS)
LOYALTY_READ = "loyalty:read"
FACTS_WRITE = "facts:write"
CREDIT_SPEND = "credit:spend"
SCOPES = {
    LOYALTY_READ: _("Read everybody's loyalty profile"),
    FACTS_WRITE: _("Tell us what happened elsewhere: purchases, visits"),
    CREDIT_SPEND: _("Take from members' balances in a shop, and give back"),
}


# What chips and faces are drawn from: a page that shows forty people reads nothing else of them.
SHOWN = (
    "public_id", "handle", "name", "avatar", "joined_at", "erased_at", "people_helped", "is_staff", "is_superuser", "flair",
)  # fmt: skip


def shown(*paths: str) -> list[str]:
    """The columns to read of members joined as `paths`, for only()."""
    return [f"{path}__{name}" for path in paths for name in SHOWN]


class MemberManager(BaseUserManager["Member"]):
    def get_by_natural_key(self, username: str | None) -> "Member":
        return self.get(email__iexact=username)

    create_superuser: ClassVar[Callable[..., "Member"]]  # for Django's command; apps.py gives it the action, which stands above


def not_suspended(path: str = "") -> models.Q:
    """Members (joined as `path`) who may act now: their suspension, if they had one, is over."""
    column = f"{path}__suspended_until" if path else "suspended_until"
    return models.Q(**{column: None}) | models.Q(**{f"{column}__lte": clock.now()})


class MemberQuerySet(models.QuerySet["Member"]):
    def people(self) -> "MemberQuerySet":
        """Those whose page exists: not merged, not erased, not switched off, and who confirmed an address if they gave one."""
        confirmed = models.Q(claimed_at__isnull=False) | models.Q(email=None)
        return self.filter(confirmed, merged_into=None, erased_at=None, is_active=True)

    def visible_to(self, viewer: Any) -> "MemberQuerySet":
        """Member pages the viewer may open. Staff also see members who are switched off."""
        if getattr(viewer, "on_duty", False):
            return self.filter(merged_into=None, erased_at=None)
        return self.people()

    def at_handle(self, handle: str, *, viewer: Any) -> "Member":
        """Whose page an address means: by handle, old handle, or what they were merged into.

        Http404 when nobody's, or not for this viewer; Refused 410 when the member left.
        """
        spelled = rules.normalise(handle)
        member: Member | None = self.filter(handle=spelled).first()
        if member is None:
            old = OldHandle.objects.filter(handle=spelled).select_related("member").first()
            member = old.member if old else None
        for _turn in range(5):
            if member is not None and member.merged_into_id:
                member = self.filter(pk=member.merged_into_id).first()
        if member is not None and member.erased_at:
            raise Refused(_("This member has left the community."), status=410)
        if member is None or not self.visible_to(viewer).filter(pk=member.pk).exists():
            raise Http404
        return member


class Reach(models.TextChoices):
    """Where a member likes to hear from us, about whatever can wait."""

    MAIL = "mail", _("By e-mail, and here")
    HERE = "here", _("Only here")


class Member(AbstractBaseUser, PermissionsMixin):
    """A person. Unknown and imported people are members without credentials: no e-mail, an unusable password.

    A row is emptied when a member is erased, never deleted: facts point at it.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    handle = models.CharField(max_length=30, unique=True)
    handle_key = models.CharField(max_length=120, unique=True, help_text="the handle's confusable skeleton")
    name = models.CharField(_("name"), max_length=60, blank=True)
    email = models.EmailField(_("e-mail"), null=True, blank=True, unique=True)
    language = models.CharField(max_length=12, default="en")
    time_zone = models.CharField(max_length=64, default="UTC")
    bio = models.CharField(_("about you"), max_length=200, blank=True)
    avatar = models.CharField(
        max_length=120, blank=True, help_text="path stem of the uploaded picture under media; '' for initials"
    )

    agreed_to = models.CharField(max_length=20, blank=True, help_text="the version of the terms they accepted last")
    of_age = models.PositiveSmallIntegerField(
        null=True,
        blank=True,
        help_text="the age they confirmed to have; 0: to be asked; NULL: was here before",
    )

    reached_by = models.CharField(max_length=10, choices=Reach.choices, default=Reach.MAIL)
    quiet_from = models.PositiveSmallIntegerField(null=True, blank=True, help_text="hour of their day; NULL: as the brand has it")
    quiet_until = models.PositiveSmallIntegerField(null=True, blank=True)

    joined_at = models.DateTimeField(default=now)
    claimed_at = models.DateTimeField(null=True, blank=True, help_text="when a person first signed in as this member")
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="merged_from")
    erased_at = models.DateTimeField(null=True, blank=True)
    is_active = models.BooleanField(default=True)
    suspended_until = models.DateTimeField(
        null=True, blank=True, help_text="signs in nowhere and does nothing before; kept by moderation"
    )
    is_staff = models.BooleanField(default=False, help_text="in a staff group; kept by members.actions.set_groups")
    trust = models.PositiveSmallIntegerField(default=1)

    people_helped = models.PositiveIntegerField(default=0, help_text="distinct members; kept by forum.actions")
    unnamed_marks = models.PositiveIntegerField(default=0, help_text="helpful marks without a name, from an import")
    unnamed_marks_until = models.DateField(null=True, blank=True)
    flair = models.JSONField(
        default=dict, blank=True, help_text="what recognition shows on author chips; set by members.actions.set_flair"
    )

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects = MemberManager.from_queryset(MemberQuerySet)()

    class Meta:
        constraints = [
            models.CheckConstraint(name="merged_into_another", condition=~models.Q(merged_into=models.F("pk"))),
        ]

    def __str__(self) -> str:
        return self.shown_name

    @property
    def shown_name(self) -> str:
        """What stands beside a face: the name, else the handle; an erased member has neither."""
        if self.erased_at:
            return str(_("A former member"))
        return self.name or self.handle

    def get_full_name(self) -> str:
        return self.shown_name

    def get_short_name(self) -> str:
        return self.shown_name

    def get_absolute_url(self) -> str:
        return address("member", self.handle)

    @property
    def is_suspended(self) -> bool:
        return self.suspended_until is not None and self.suspended_until > clock.now()

    @property
    def is_team(self) -> bool:
        """In a staff group now. Answers given as staff remember it themselves (`by_staff`)."""
        return self.is_staff or self.is_superuser

    # Asked once whether this browser has shown a second factor (members.duty). None: nobody asks, as in a worker.
    stepped: Callable[[], bool] | None = None

    @cached_property
    def off_duty(self) -> bool:
        """Here without a second factor: whatever is theirs as the team's waits for it; what is theirs as a member's does not."""
        return self.stepped is not None and not self.stepped()

    @property
    def on_duty(self) -> bool:
        """In the team, and may do now what the team may. What was done counts as the team's either way (`is_team`)."""
        return self.is_team and not self.off_duty

    @cached_property
    def group_names(self) -> frozenset[str]:
        """The groups whose rights they have now."""
        return frozenset(self.groups.values_list("name", flat=True)) if self.on_duty else frozenset()

    @property
    def moderates(self) -> bool:
        """May hide, restore and close: moderators and owners."""
        return self.on_duty and (self.is_superuser or bool(self.group_names & {MODERATORS, OWNERS}))

    def has_perm(self, perm: str, obj: models.Model | None = None) -> bool:
        """Django's rights, but two nobody has, owners included: members join by themselves and are never deleted."""
        nobodys = perm in ("members.add_member", "members.delete_member")
        return not nobodys and super().has_perm(perm, obj) and not self.off_duty

    def has_module_perms(self, app_label: str) -> bool:
        return super().has_module_perms(app_label) and not self.off_duty

    @property
    def quiet_hours(self) -> tuple[int, int]:
        """(from, until) of their day in which no mail comes that can wait."""
        if self.quiet_from is None or self.quiet_until is None:
            return settings.QUIET_HOURS
        return self.quiet_from, self.quiet_until

    def end_of_quiet(self, moment: datetime) -> datetime | None:
        """When the quiet hours end that the moment falls into; None outside of them."""
        return rules.end_of_quiet(moment, time_zone=self.time_zone, hours=self.quiet_hours)

    @property
    def initials(self) -> str:
        words = [word for word in self.shown_name.replace("-", " ").replace("_", " ").split() if word[0].isalnum()]
        letters = words[0][0] + (words[-1][0] if len(words) > 1 else words[0][1:2]) if words else "?"
        return letters.upper()

    @property
    def hue(self) -> int:
        """0-10, stable for a member: the colour of the generated initials."""
        return int(hashlib.sha256(self.public_id.bytes).hexdigest()[:4], 16) % 11


class OldHandle(models.Model):
    """A handle somebody gave up: it redirects to them and nobody else may take it."""

    handle_key = models.CharField(max_length=120, unique=True)
    handle = models.CharField(max_length=30, unique=True)
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="old_handles")
    given_up_at = models.DateTimeField(default=now)

    def __str__(self) -> str:
        return self.handle


class ApiToken(models.Model):
    """A key to the API. Only its hash is kept; the token itself is shown once."""

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="tokens")
    name = models.CharField(max_length=60)
    prefix = models.CharField(max_length=12, help_text="the first characters, to recognise it by")
    digest = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField(
        default=list, help_text="empty: the member's own data only; 'loyalty:read': everybody's loyalty profile"
    )
    created_at = models.DateTimeField(default=now)
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"

    def allows(self, scope: str) -> bool:
        return scope in self.scopes

    @staticmethod
    def new_secret() -> str:
        return f"qrc_{secrets.token_urlsafe(32)}"

    @staticmethod
    def digest_of(secret: str) -> str:
        return hashlib.sha256(secret.encode()).hexdigest()


class ConsentQuerySet(models.QuerySet["Consent"]):
    def in_force(self) -> "ConsentQuerySet":
        """The last row for each member, purpose and channel: what they say now."""
        later = Consent.objects.filter(
            member=models.OuterRef("member"), purpose=models.OuterRef("purpose"), channel=models.OuterRef("channel")
        )
        return self.filter(~models.Exists(later.filter(pk__gt=models.OuterRef("pk"))))


@append_only
class Consent(models.Model):
    """What a member said to one purpose through one channel, and to which words. The last row is in force; no row is a no."""

    class Where(models.TextChoices):
        PROFILE = "profile", _("on the loyalty profile")
        SETTINGS = "settings", _("in the settings")
        MAIL = "mail", _("from a mail")
        BANNER = "banner", _("when first asked")

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="consents", db_index=False)
    purpose = models.CharField(max_length=20)
    channel = models.CharField(max_length=20)
    allowed = models.BooleanField()
    wording = models.CharField(max_length=20, help_text="the version of the words they saw")
    where = models.CharField(max_length=20, choices=Where.choices)
    by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+", db_index=False, help_text="who said it for them")
    at = models.DateTimeField(default=now)

    objects = ConsentQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["member", "purpose", "channel", "-id"], name="consent_last")]

    def __str__(self) -> str:
        return f"{self.purpose} by {self.channel}: {'yes' if self.allowed else 'no'}"


@append_only
class Agreement(models.Model):
    """A member accepted a document in this version at this moment. What they accepted last stands in their row, too."""

    class Document(models.TextChoices):
        TERMS = "terms", _("the terms")
        AGE = "age", _("the age it takes")

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="agreements")
    document = models.CharField(max_length=10, choices=Document.choices)
    version = models.CharField(max_length=20, help_text="of the terms; the age in years")
    at = models.DateTimeField(default=now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["member", "document", "version"], name="agreed_once")]

    def __str__(self) -> str:
        return f"{self.document} {self.version}"


class Identity(models.Model):
    """How other systems name a member: an address, a member number, or an id in a system. Each names one member only."""

    class Kind(models.TextChoices):
        MAIL = "mail", _("e-mail address")
        NUMBER = "number", _("member number")
        SYSTEM = "system", _("id in another system")

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="identities")
    kind = models.CharField(max_length=6, choices=Kind.choices)
    value = models.CharField(max_length=254, help_text="an address in small letters; an id as system:id")
    at = models.DateTimeField(default=now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "value"], name="one_member_an_identity")]
        verbose_name_plural = "identities"

    def __str__(self) -> str:
        return f"{self.kind} of {self.member_id}"


class Export(models.Model):
    """Everything that is known of a member, asked for by them: a file only they can fetch, for some days."""

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="exports")
    key = models.UUIDField(default=uuid.uuid4, unique=True, help_text="the file's name")
    asked_at = models.DateTimeField(default=now)
    ready_at = models.DateTimeField(null=True, blank=True)
    size = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return f"export for {self.member_id}"

    @property
    def path(self) -> Path:
        return Path(settings.EXPORT_ROOT) / f"{self.key.hex}.zip"

    @property
    def until(self) -> datetime:
        return self.asked_at + timedelta(days=settings.KEEP_DAYS["exports"])


class Leaving(models.Model):
    """A member asked to be forgotten. They may change their mind until the day it is done."""

    member = models.OneToOneField(Member, on_delete=models.PROTECT, related_name="leaving")
    asked_at = models.DateTimeField(default=now)
    at = models.DateTimeField(db_index=True, help_text="when they are forgotten")
    texts_too = models.BooleanField(default=False, help_text="their questions and answers lose their words as well")

    def __str__(self) -> str:
        return f"{self.member_id} leaves"

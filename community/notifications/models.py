from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from community.events.models import Event


class Channel(models.TextChoices):
    INBOX = "inbox", _("Here")
    MAIL = "mail", _("By e-mail")


class MessageQuerySet(models.QuerySet["Message"]):
    def inbox_of(self, member_id: int) -> "MessageQuerySet":
        """What stands in a member's inbox, newest first."""
        return self.filter(member_id=member_id, channel=Channel.INBOX, withheld=False).order_by("-pk")

    def unread(self) -> "MessageQuerySet":
        return self.filter(read_at=None)

    def with_events(self) -> "MessageQuerySet":
        return self.select_related("event__actor")


class Message(models.Model):
    """One member is told of one fact through one channel. The words are made when they are read: this row holds none.

    Exactly one per fact, member and channel, however often and by however many workers the fact is worked on.
    """

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="messages")
    member = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="messages")
    channel = models.CharField(max_length=10, choices=Channel.choices)
    kind = models.CharField(max_length=60, help_text="the fact's name")
    question_id = models.BigIntegerField(null=True, blank=True, help_text="what it is about, to group by")
    created_at = models.DateTimeField(help_text="when it happened")
    read_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True, help_text="when the mail server took it")
    withheld = models.BooleanField(default=False, help_text="what it tells of is hidden from the member, or taken back")

    objects = MessageQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["event", "member", "channel"], name="one_message_per_fact_member_channel")]
        indexes = [
            models.Index(fields=["member", "-id"], name="message_inbox", condition=models.Q(channel="inbox", withheld=False)),
            models.Index(
                fields=["member"],
                name="message_unread",
                condition=models.Q(channel="inbox", withheld=False, read_at=None),
            ),
            models.Index(fields=["question_id"], name="message_question", condition=models.Q(question_id__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.kind} to {self.member_id} ({self.channel})"

    @property
    def is_unread(self) -> bool:
        return self.read_at is None


class Preference(models.Model):
    """A member does not want one kind of message through one channel. No row: wanted."""

    member = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="unwanted_messages")
    kind = models.CharField(max_length=60)
    channel = models.CharField(max_length=10, choices=Channel.choices)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["member", "kind", "channel"], name="one_preference")]

    def __str__(self) -> str:
        return f"{self.member_id} wants no {self.kind} by {self.channel}"

from django.db import models
from django.utils.timezone import now


class Change(models.Model):
    """Something that pages show has changed: "question:7", "member:3". Written with the change, forgotten after a while."""

    topic = models.CharField(max_length=60)
    at = models.DateTimeField(default=now, db_index=True)

    def __str__(self) -> str:
        return self.topic

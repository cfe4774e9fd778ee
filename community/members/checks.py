from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Tags, Warning, register


@register(Tags.security, deploy=True)
def the_team_shows_a_second_factor(**options: Any) -> list[CheckMessage]:
    if settings.STAFF_SECOND_FACTOR or settings.TESTING:
        return []
    told = "STAFF_SECOND_FACTOR is off: a password or a code in a mail is enough to moderate and to open the CMS."
    return [Warning(told, hint="Leave it on; the team is led to set one up.", id="members.W001")]

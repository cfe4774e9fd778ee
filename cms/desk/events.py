from dataclasses import dataclass

from community.events.door import Fact


@dataclass(frozen=True, kw_only=True)
class HelperInvited(Fact):
    """The brand's team invited one of its first helpers by mail; the subject is who invited."""

    name = "helper.invited"
    about = "helper_invitation"

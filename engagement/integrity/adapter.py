"""Where sign-in meets this room."""

from typing import Any

from django.http import HttpRequest

from community.members.elsewhere.adapter import LinkingAdapter

from . import actions


class NotingAdapter(LinkingAdapter):
    """Every way in ends in `login`: the network is noted there, so that two accounts can be compared for 30 days."""

    def login(self, request: HttpRequest, user: Any) -> None:
        super().login(request, user)
        agent = request.headers.get("User-Agent", "")
        actions.note_trace(user, address=self.get_client_ip(request), user_agent=agent)

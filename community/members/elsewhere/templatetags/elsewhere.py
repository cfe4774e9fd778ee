"""The other ways in, as buttons."""

from dataclasses import dataclass

from allauth.socialaccount.adapter import get_adapter
from django import template
from django.http import HttpRequest

register = template.Library()


@dataclass(frozen=True, kw_only=True)
class Way:
    """One provider: its name in addresses, what its button is called, and its picture as a data address or ""."""

    code: str
    name: str
    logo: str


@register.simple_tag(name="ways_elsewhere", takes_context=True)
def ways_elsewhere(context: template.Context) -> list[Way]:
    request = context.get("request")
    return ways(request) if request else []


def ways(request: HttpRequest) -> list[Way]:
    found = [provider for provider in get_adapter(request).list_providers(request) if provider.app and provider.app.client_id]
    return [Way(code=one.sub_id, name=one.name, logo=one.app.settings.get("logo", "")) for one in found]

"""Drawing a page so that what it showed is free as soon as it is drawn."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.context import make_context
from django.template.loader import get_template


def page(request: HttpRequest, name: str, context: dict[str, Any]) -> HttpResponse:
    """As django.shortcuts.render. Django's contexts point at themselves, so that all a page has read waited for the collector
    of garbage, who walked through a thousand objects of each page: a twentieth of its time.
    """
    template: Any = get_template(name)
    made = make_context(context, request, autoescape=template.backend.engine.autoescape)
    try:
        return HttpResponse(template.template.render(made))
    finally:
        made.dicts.clear()

"""The site's addresses, and some that break: for tests of what is said then."""

from django.db import IntegrityError, OperationalError
from django.urls import path

from cms.config import urls
from cms.config.urls import handler400, handler403, handler404, handler500

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]


def breaks(request, token):
    said = 'Key (handle)=(nia.secret) already exists for "nia@example.com" from 203.0.113.7.'
    raise IntegrityError(f"duplicate key\nDETAIL:  {said}")


def is_away(request):
    raise OperationalError("unable to open database file: connection to server at 198.51.100.4 failed")


urlpatterns = [path("breaks/<str:token>/", breaks), path("away/", is_away), path("api/away/", is_away), *urls.urlpatterns]

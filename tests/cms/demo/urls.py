"""The site's addresses with the demo's own, as they are when QUERENCIA_DEMO is set."""

from django.urls import include, path

from cms.config.urls import handler400, handler403, handler404, handler500
from cms.config.urls import urlpatterns as of_the_site

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]

urlpatterns = [path("", include("cms.demo.urls")), *of_the_site]

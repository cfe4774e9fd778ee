from typing import Any

from django.apps import AppConfig


class PagesConfig(AppConfig):
    name = "cms.pages"
    label = "pages"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from wagtail.signals import page_published

        from .models import HomePage

        page_published.connect(draw_pictures, sender=HomePage, dispatch_uid="draw_pictures")


def draw_pictures(instance: Any, **kwargs: Any) -> None:
    """Make the pictures of a page in the sizes it shows when it is published, so that reading it writes nothing."""
    from .pictures import make_sizes

    make_sizes(instance)

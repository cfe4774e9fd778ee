from typing import Any

from django.apps import AppConfig


class PagesConfig(AppConfig):
    name = "cms.pages"
    label = "pages"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.db.models.signals import post_delete, post_save
        from wagtail.models import Locale, Page, PageViewRestriction, Site
        from wagtail.signals import page_published, page_unpublished, post_page_move

        from community.forum import places

        from . import kept
        from .models import Menu

        places.told_about_by(kept.page_about)
        page_published.connect(was_published, dispatch_uid="pages_published")
        for moved in (page_unpublished, post_page_move):
            moved.connect(kept.note_changed, dispatch_uid=f"pages_moved_{id(moved)}")
        for model in (Site, Locale, PageViewRestriction, Menu):
            post_save.connect(kept.note_changed, sender=model, dispatch_uid=f"pages_saved_{model.__name__}")
        for gone in (Page, Site, Locale, PageViewRestriction):
            post_delete.connect(kept.note_changed, sender=gone, dispatch_uid=f"pages_deleted_{gone.__name__}")


def was_published(instance: Any, revision: Any = None, **kwargs: Any) -> None:
    """Its pictures are made, whom it thanks is told, and everybody reads the menus and trees again."""
    from . import actions, kept
    from .models import ArticlePage
    from .models.base import SitePage
    from .pictures import make_sizes

    if isinstance(instance, SitePage):
        make_sizes(instance)
    kept.note_changed()
    if isinstance(instance, ArticlePage):
        actions.thank_contributors(instance, by=revision.user if revision else None)

"""The sizes in which a page shows its pictures, made when it is published, so that reading it writes nothing."""

from cms.blocks import pictures

from .models.base import SitePage


def make_sizes(page: SitePage) -> None:
    pictures.drawn(page.wanted())

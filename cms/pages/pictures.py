"""The sizes in which a page shows its pictures, made when it is published."""

from cms.blocks.shelf import renditions

from .models import HERO, HomePage


def make_sizes(page: HomePage) -> None:
    if page.picture:
        renditions([page.picture], HERO)
    shelves = [piece.value for piece in (*page.body, *page.aside) if piece.block_type == "products"]
    for shelf in shelves:
        renditions([item["picture"] for item in shelf["items"] if item.get("picture")])

from typing import Any

from django.db import IntegrityError, transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from community.frame.actions import note_change
from community.verdict import Refused

from .. import rules
from ..models import Category, OldSlug, Product, Tag
from .words import wrong

DEFAULT_CATEGORY = "General"


def _slug(model: type[Category] | type[Product] | type[Tag], name: str) -> str:
    """A free address made of the name; a number is added when another has it."""
    base = slugify(name)[:50] or slugify(name, allow_unicode=True)[:50] or model.__name__.lower()
    taken = set(model.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    numbered = (base if n == 1 else f"{base}-{n}" for n in range(1, len(taken) + 2))
    return next(slug for slug in numbered if slug not in taken)


@transaction.atomic
def create_category(*, name: str, intro: str = "", parent: Category | None = None, position: int = 0) -> Category:
    """A place for questions; two levels at most."""
    if parent is not None and parent.parent_id is not None:
        raise wrong("parent", _("Categories have two levels."))
    first = not Category.objects.filter(is_default=True).exists()
    return Category.objects.create(
        name=name, slug=_slug(Category, name), intro=intro, parent=parent, position=position, is_default=first
    )


def default_category() -> Category:
    """Where questions without a product go; made when there is none yet."""
    found = Category.objects.filter(is_default=True).first()
    if found is None:
        try:
            with transaction.atomic():
                found = create_category(name=DEFAULT_CATEGORY)
        except IntegrityError:  # another request made it in the same moment
            found = Category.objects.get(is_default=True)
    return found


@transaction.atomic
def create_product(*, name: str, category: Category, intro: str = "", position: int = 0) -> Product:
    return Product.objects.create(name=name, slug=_slug(Product, name), category=category, intro=intro, position=position)


def create_tag(*, name: str, intro: str = "") -> Tag:
    return tags_named([name])[0] if not intro else Tag.objects.create(name=name, slug=_slug(Tag, name), intro=intro)


def tags_named(names: Any) -> list[Tag]:
    """The tags of these names, made where they are new. ValidationError for too many or too long ones."""
    wanted = rules.tag_names(list(names))
    if len(wanted) > rules.TAGS_MAX:
        raise wrong("tags", _("At most %(n)s tags.") % {"n": rules.TAGS_MAX})
    if any(len(name) > rules.TAG_LENGTH for name in wanted):
        raise wrong("tags", _("A tag has at most %(n)s characters.") % {"n": rules.TAG_LENGTH})
    known = {tag.name: tag for tag in Tag.objects.filter(name__in=wanted)}
    for name in sorted(set(wanted) - known.keys()):  # in order, so that two who make the same ones wait, not lock each other out
        known[name] = _new_tag(name)
    return [known[name] for name in wanted]


def _new_tag(name: str) -> Tag:
    for _turn in range(10):
        try:
            with transaction.atomic():
                return Tag.objects.create(name=name, slug=_slug(Tag, name))
        except IntegrityError:  # in the same moment somebody used the same new word, or another one with this address
            if found := Tag.objects.filter(name=name).first():
                return found
    raise Refused(_("Many new tags are being made at once. Please try again."), status=409)


@transaction.atomic
def rename_place(place: Category | Product | Tag, *, name: str) -> None:
    """A new name and address; the old address redirects for ever."""
    OldSlug.objects.get_or_create(kind=place._meta.model_name or "", slug=place.slug, object_id=place.pk)
    place.name = name
    place.slug = _slug(type(place), name)
    place.save(update_fields=["name", "slug"])
    note_change("places")


@transaction.atomic
def change_place(place: Category | Product, *, name: str, **said: Any) -> None:
    """Change what is said of a category or product; with a new name comes a new address, and the old one redirects."""
    stored = type(place).objects.select_for_update(no_key=True).get(pk=place.pk)
    parent = said.get("parent")
    if parent is not None and (parent.pk == stored.pk or parent.parent_id is not None or _has_children(stored)):
        raise wrong("parent", _("Categories have two levels."))
    for field, value in said.items():
        setattr(stored, field, value)
    stored.save(update_fields=list(said))
    if name != stored.name:
        rename_place(stored, name=name)
    note_change("places")


def _has_children(place: Category | Product) -> bool:
    return isinstance(place, Category) and place.children.exists()

"""The demo's home page: the one every site starts with, with the brand's words and pictures."""

from collections.abc import Iterable
from io import BytesIO

from django.conf import settings
from django.core.files.images import ImageFile
from wagtail.images.models import Image

from cms.desk import brand
from cms.desk.models import Brand, PaperDraft
from cms.pages.models import HomePage
from community.forum.models import Product
from community.frame import identity
from community.members.actions import agree
from community.members.models import Member

from . import drawing

PROMISE = 24  # hours
HEADING = "Riders help riders"
INTRO = (
    "<p>Tordo builds cargo bikes and the lights on them. Whatever squeaks, leaks or puzzles you: somebody here has carried "
    "their children, bread or ferns through it, and will be glad to tell you how.</p>"
)


def keep_picture(title: str, description: str, file: BytesIO) -> Image:
    """A picture in the CMS's library."""
    picture = Image(title=title, description=description, file=ImageFile(file, name=f"{title.lower().replace(' ', '-')}.png"))
    picture.save()
    return picture


def introduce(*, editor: Member, people: Iterable[Member]) -> None:
    """What the first day asks of a brand: its name and promise, and the papers, to which the members agree."""
    row = Brand.load()
    row.name, row.promise = settings.BRAND_NAME, PROMISE
    row.save()
    brand.forget()
    for draft in PaperDraft.objects.order_by("kind"):
        draft.save_revision(user=editor).publish(user=editor)
    for member in people:
        agree(member, terms=str(identity.current().terms), age=settings.MINIMUM_AGE)


def furnish(*, products: dict[str, Product], editor: Member) -> None:
    """Publish the home page with the brand's words, as an editor does."""
    home = HomePage.objects.get(slug="home")
    home.heading, home.intro = HEADING, INTRO
    home.picture = keep_picture("On the way", "Somebody rides a cargo bike with two children out of a town.", drawing.hero())
    shelf = [
        {"product": product, "picture": keep_picture(product.name, product.name, drawing.product(drawing.PRODUCTS[key]))}
        for key, product in products.items()
    ]
    home.body = [
        ("solved_questions", {"heading": "", "number": 5}),
        ("products", {"heading": "", "items": shelf}),
        ("ask", {"heading": "", "text": ""}),
    ]
    home.save_revision(user=editor).publish(user=editor)

from datetime import timedelta
from io import BytesIO

import pytest
import time_machine
from django.core.files.images import ImageFile
from django.test import Client
from django.utils.timezone import now
from PIL import Image as Picture
from wagtail.images.models import Image, Rendition
from wagtail.models import Locale, Page

from cms.pages import kept
from cms.pages.models import HomePage, LandingPage, Menu, PlainPage, ProductPage
from community.events import jobs
from community.forum import actions as forum
from tests.pages import cost_of
from tests.posts import make_answer, make_question

HOUR = timedelta(hours=1)


def page_at(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, f"{address}: {answer.status_code}"
    return answer.content.decode()


def publish(page: Page, under: Page | None = None, **said: object) -> Page:
    for name, value in said.items():
        setattr(page, name, value)
    (under or HomePage.objects.get(slug="home")).add_child(instance=page)
    page.save_revision().publish()
    return page


def plain(title: str = "Who we are", slug: str = "who-we-are", **said: object) -> Page:
    return publish(PlainPage(title=title, slug=slug, body=[("words", f"<p>Words of {title}.</p>")]), **said)


# --- the ways of a page -------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_page_is_found_at_any_depth_and_its_draft_by_nobody(client):
    above = plain()
    below = publish(PlainPage(title="Jobs", slug="jobs"), under=above)
    assert "Words of Who we are." in page_at(client, "/who-we-are/")
    assert below.url == "/who-we-are/jobs/" and page_at(client, below.url)
    below.unpublish()
    page_at(client, below.url, 404)
    assert client.post("/who-we-are/").status_code == 405


@pytest.mark.django_db
def test_a_page_closed_by_a_password_is_closed(client):
    from wagtail.models import PageViewRestriction

    page = plain()
    PageViewRestriction.objects.create(page=page, restriction_type="password", password="tea")
    assert "Words of Who we are." not in page_at(client, page.url)
    assert page.url not in page_at(client, "/sitemaps/pages-0.xml")


@pytest.mark.django_db
def test_every_kind_of_page_serves_itself_empty_and_says_what_to_do_next(client):
    product = forum.create_product(name="Dynamo lamp", category=forum.create_category(name="Lights"))
    publish(LandingPage(title="Winter light", slug="winter"))
    publish(ProductPage(title="The dynamo lamp", slug="dynamo-lamp", product=product))
    publish(PlainPage(title="Imprint", slug="imprint"))
    for address in ("/winter/", "/dynamo-lamp/", "/imprint/"):
        shown = page_at(client, address)
        assert 'href="/questions/ask/' in shown and 'rel="canonical" href="http' in shown, address
    assert all(address in page_at(client, "/sitemaps/pages-0.xml") for address in ("/winter/", "/dynamo-lamp/"))


@pytest.mark.django_db
def test_a_product_page_gathers_questions_and_who_helps(client, ana, ben):
    product = forum.create_product(name="Dynamo lamp", category=forum.create_category(name="Lights"))
    answer = make_answer(make_question(ana, title="Why does the lamp flicker?", products=[product]), ben)
    forum.accept_answer(answer, by=ana)
    page = publish(ProductPage(title="The dynamo lamp", slug="dynamo-lamp", product=product))
    shown = page_at(client, page.url)
    assert "Why does the lamp flicker?" in shown and "They know it well" in shown and ">Ben</a>" in shown


@pytest.mark.django_db
def test_a_products_page_and_its_questions_lead_to_each_other(client, ana):
    category = forum.create_category(name="Lights")
    lamp, bell = (forum.create_product(name=name, category=category) for name in ("Dynamo lamp", "Bell"))
    make_question(ana, title="Why does the lamp flicker?", products=[lamp])
    hub = lamp.get_absolute_url()
    assert "more about Dynamo lamp" not in page_at(client, hub)
    page = publish(ProductPage(title="The dynamo lamp", slug="dynamo-lamp", product=lamp))
    empty = publish(ProductPage(title="The bell", slug="bell", product=bell))
    for product, own in ((lamp, page), (bell, empty)):
        assert f'href="{product.get_absolute_url()}"' in page_at(client, own.url)
        assert f'<a href="{own.url}" dir="auto">Guides and more about {product.name}</a>' in page_at(
            client, product.get_absolute_url()
        )
    before = cost_of(client, hub)
    page.unpublish()
    assert "more about Dynamo lamp" not in page_at(client, hub) and cost_of(client, hub) == before
    page.save_revision().publish()
    page.view_restrictions.create(restriction_type="login")
    assert "more about Dynamo lamp" not in page_at(Client(), hub)


def item(menu: str, *, page: int | str = "", address: str = "", words: str = "") -> dict[str, str]:
    """What the CMS's form sends for a menu with one item."""
    said = {"value-page": str(page), "value-address": address, "value-words": words}
    return {f"{menu}-count": "1"} | {
        f"{menu}-0-{name}": value for name, value in ({"deleted": "", "order": "0", "type": "item", "id": ""} | said).items()
    }


# --- menus --------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_menus_stand_on_every_page_and_cost_no_query(client, leo):
    page = plain()
    before = cost_of(client, "/tags/")
    client.force_login(leo)
    form = item("main", page=page.pk) | item("footer", address="https://shop.example.com/", words="Shop")
    address = f"/cms/settings/pages/menu/{Menu.load().pk}/"
    assert client.post(address, form).status_code == 302
    guest = Client()
    shown = page_at(guest, "/questions/")
    assert '<a href="/who-we-are/">Who we are</a>' in shown and '<a href="https://shop.example.com/">Shop</a>' in shown
    assert '<a href="/who-we-are/" aria-current="page">' in page_at(guest, "/who-we-are/")
    assert cost_of(guest, "/tags/") == before
    page.unpublish()
    assert "Who we are" not in page_at(guest, "/questions/")


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["javascript:alert(1)", "//elsewhere.example/", "shop", "/\\elsewhere.example"])
def test_a_menu_leads_nowhere_that_would_run_in_the_page(client, leo, address):
    client.force_login(leo)
    form = item("main", address=address, words="Here") | {"footer-count": "0"}
    sent = client.post(f"/cms/settings/pages/menu/{Menu.load().pk}/", form)
    assert sent.status_code == 200 and not len(Menu.load().main)
    assert ">Here<" not in page_at(Client(), "/questions/")


@pytest.mark.django_db
def test_without_a_menu_the_pages_that_want_to_be_in_one_stand_there(client):
    plain(show_in_menus=True)
    assert '<a href="/who-we-are/">Who we are</a>' in page_at(client, "/questions/")


# --- languages ----------------------------------------------------------------------------------------------------


@pytest.fixture
def translated(db) -> PlainPage:
    """A page in English and Spanish, below a home page in both."""
    page, spanish = plain(show_in_menus=True), Locale.objects.get(language_code="es")
    home = HomePage.objects.get(slug="home").copy_for_translation(spanish)
    home.save_revision().publish()
    twin = page.copy_for_translation(spanish)
    twin.title, twin.slug, twin.body = "Quiénes somos", "quienes-somos", [("words", "<p>Palabras nuestras.</p>")]
    twin.save_revision().publish()
    return PlainPage.objects.get(pk=twin.pk)


def test_a_translation_has_an_address_of_its_own_in_its_language(client, translated):
    assert translated.url == "/es/quienes-somos/"
    shown = page_at(client, "/es/quienes-somos/")
    assert "Palabras nuestras." in shown and '<html lang="es"' in shown
    for language, address in (("es", "/es/quienes-somos/"), ("en", "/who-we-are/")):
        for page in ("/es/quienes-somos/", "/who-we-are/"):
            assert f'hreflang="{language}" href="http://' in page_at(client, page)
            assert f'{address}">' in page_at(client, page)
    assert '<html lang="en"' in page_at(client, "/who-we-are/")
    assert client.get("/es/nothing/").status_code == client.get("/ms/quienes-somos/").status_code == 404
    assert client.get("/quienes-somos/").url == "/es/quienes-somos/"
    assert "/es/quienes-somos/" in page_at(client, "/sitemaps/pages-0.xml")


def test_the_same_address_speaks_the_readers_language_and_so_does_the_menu(client, translated):
    client.cookies["language"] = "es"
    shown = page_at(client, "/who-we-are/")
    assert "Palabras nuestras." in shown and 'rel="canonical" href="http://' in shown and '/es/quienes-somos/">' in shown
    assert '<a href="/es/quienes-somos/">Quiénes somos</a>' in page_at(client, "/questions/")
    translated.unpublish()
    assert "Words of Who we are." in page_at(client, "/who-we-are/")
    assert client.get("/es/quienes-somos/").status_code == 404


def test_an_editor_begins_a_translation_in_the_cms(client, leo, db):
    page, spanish = plain(), Locale.objects.get(language_code="es")
    client.force_login(leo)
    for one in (HomePage.objects.get(slug="home"), page):
        sent = client.post(f"/cms/translation/submit/page/{one.pk}/", {"locales": [spanish.pk]})
        assert sent.status_code == 302
        assert Page.objects.filter(translation_key=one.translation_key, locale=spanish, live=False).count() == 1


# --- the clock ----------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_page_goes_live_and_ends_by_the_workers_clock_alone(client):
    begin, end = now() + timedelta(hours=1), now() + timedelta(hours=3)
    publish(LandingPage(title="Winter light", slug="winter"), live=False, go_live_at=begin, expire_at=end)
    for moment, status in ((begin - HOUR / 2, 404), (begin + HOUR / 2, 200), (end + HOUR / 2, 404)):
        with time_machine.travel(moment, tick=True):
            while jobs.run_once():
                pass
            page_at(client, "/winter/", status)
    assert LandingPage.objects.get().expired


@pytest.mark.django_db
def test_one_page_in_trouble_does_not_hold_up_the_others(client, monkeypatch):
    for slug in ("first", "second"):
        publish(PlainPage(title=slug, slug=slug))
    Page.objects.filter(slug__in=("first", "second")).update(expire_at=now() - timedelta(minutes=1))
    unpublish = Page.unpublish

    def troubled(self, *args, **kwargs):
        if self.slug == "first":
            raise RuntimeError("broken")
        return unpublish(self, *args, **kwargs)

    monkeypatch.setattr(Page, "unpublish", troubled)
    jobs.run_due()
    assert list(Page.objects.filter(slug__in=("first", "second"), live=True).values_list("slug", flat=True)) == ["first"]


# --- pictures -----------------------------------------------------------------------------------------------------


def keep_picture(**focus: int) -> Image:
    file = BytesIO()
    Picture.new("RGB", (1800, 1200), "teal").save(file, "JPEG")
    return Image.objects.create(title="A lamp", description="A lit lamp", file=ImageFile(file, name="lamp.jpg"), **focus)


@pytest.mark.django_db
def test_pictures_come_in_avif_and_webp_in_several_widths_around_their_focal_point(client, tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path
    picture = keep_picture(focal_point_x=1500, focal_point_y=300, focal_point_width=200, focal_point_height=200)
    page = PlainPage(title="Light", slug="light")
    page.body = [("picture", {"picture": picture, "shape": "square", "caption": "At night"})]
    publish(page)
    made = set(Rendition.objects.values_list("pk", flat=True))
    assert len(made) == 6
    shown = page_at(client, "/light/")
    assert shown.count("240w") == shown.count("480w") == shown.count("960w") == 2
    assert 'type="image/avif"' in shown and 'type="image/webp"' in shown and 'alt="A lit lamp"' in shown
    assert set(Rendition.objects.values_list("pk", flat=True)) == made
    assert not Rendition.objects.filter(focal_point_key="").exists()


@pytest.mark.django_db
def test_a_picture_taken_out_of_the_library_leaves_the_page_standing(client, tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path
    picture = keep_picture()
    publish(PlainPage(title="Light", slug="light", body=[("picture", {"picture": picture, "shape": "whole", "caption": ""})]))
    picture.delete()
    kept.forget()
    assert "<picture>" not in page_at(client, "/light/")

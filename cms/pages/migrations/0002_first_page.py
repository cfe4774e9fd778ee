"""Wagtail's welcome page becomes a home page with pieces that make sense on any site. An editor's own page is left alone."""

import json
import uuid

from django.db import migrations

MAIN = [
    ("solved_questions", {"heading": "", "number": 5, "product": None, "tag": None}),
    ("products", {"heading": "", "items": []}),
    ("ask", {"heading": "", "text": ""}),
]
SIDE = [("thank_yous", {"heading": "", "notes": 3, "people": 5}), ("proof", {})]


def stored(pieces):
    return json.dumps([{"type": kind, "value": value, "id": str(uuid.uuid4())} for kind, value in pieces])


def make_home_page(apps, schema_editor):
    Page = apps.get_model("wagtailcore", "Page")
    HomePage = apps.get_model("pages", "HomePage")
    ContentType = apps.get_model("contenttypes", "ContentType")
    plain = ContentType.objects.filter(app_label="wagtailcore", model="page").first()
    welcome = Page.objects.filter(path="00010001", depth=2, slug="home", content_type=plain).first()
    if welcome is None or HomePage.objects.exists():
        return
    kind, _ = ContentType.objects.get_or_create(app_label="pages", model="homepage")
    home = HomePage(page_ptr_id=welcome.pk)
    for field in Page._meta.concrete_fields:
        setattr(home, field.attname, getattr(welcome, field.attname))
    home.title = home.draft_title = "Home"
    home.content_type = kind
    home.body, home.aside = stored(MAIN), stored(SIDE)
    home.save()


class Migration(migrations.Migration):
    dependencies = [("pages", "0001_home_page")]

    operations = [migrations.RunPython(make_home_page, migrations.RunPython.noop, elidable=False)]

import re

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.timezone import now

from cms.desk.launch import actions, bringing, steps
from cms.desk.models import Brand, HelperInvitation, PaperDraft
from community.forum.models import Category, Product, Question
from community.frame import identity
from community.members.models import Member
from community.papers.models import Paper
from tests.people import make_member

pytestmark = pytest.mark.django_db
PRODUCTS = "name,intro,category\nDynamo lamp,It never sleeps,Lights\nRear lamp,,Lights\nCargo bike,Carries four,Bikes\n"


def questions(number: int = 12) -> str:
    rows = [f'"How do I care for part {n} of it?","","Once a year, with oil.",Dynamo lamp,"care,oil"' for n in range(number)]
    return "question,details,answer,product,tags\n" + "\n".join(rows) + "\n"


@pytest.fixture
def team(leo) -> Client:
    client = Client()
    client.force_login(Member.objects.get(pk=leo.pk))
    return client


BRAND = {"name": "Tazzoria", "colour": "#7a3b12", "hue": "75", "promise": "24", "levels": "First sip\n\nDialled in", "logo": ""}


def file(text: str, name: str = "file.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, text.encode(), content_type="text/csv")


def bring(client: Client, kind: str, text: str) -> str:
    """Look at the file, then say that it is right; the words of the first page."""
    report = client.post(f"/cms/launch/{kind}/", {"file": file(text)})
    shown = report.content.decode()
    if 'name="sure"' in shown:
        assert client.post(f"/cms/launch/{kind}/", {"lines": text, "sure": "1"}).status_code == 302
    return shown


def done() -> dict[str, bool]:
    return {step.key: step.done for step in steps.steps()}


def test_the_list_knows_from_the_data_what_is_done(team, leo):
    assert not any(done().values())
    assert "First steps" in team.get("/cms/").content.decode()
    brand = Brand.load()
    form = {
        "name": "Tazzoria",
        "colour": "#7a3b12",
        "hue": "75",
        "promise": "24",
        "levels": "First sip\n\nDialled in",
        "logo": "",
    }
    assert team.post(f"/cms/settings/desk/brand/{brand.pk}/", form).status_code == 302
    bring(team, "products", PRODUCTS)
    bring(team, "questions", questions())
    for draft in PaperDraft.objects.all():
        draft.save_revision(user=leo).publish(user=leo)
    assert team.post("/cms/launch/skip/roles/").status_code == 302
    assert team.post("/cms/launch/mail/", {"address": "leo@example.com"}).status_code == 302
    addresses = "\n".join(f"helper-{n}@example.com" for n in range(10))
    assert team.post("/cms/launch/helpers/", {"addresses": addresses, "words": "Please."}).status_code == 302
    assert all(done().values())
    assert "Everything is done." in team.get("/cms/launch/").content.decode()
    assert "First steps" not in re.sub(r"sidebar.*", "", team.get("/cms/").content.decode(), flags=re.S)
    home = Client().get("/").content.decode()
    assert "Tazzoria" in home and "How do I care for part" in home and "Guidelines" in home


def test_products_are_looked_at_first_and_then_brought_with_their_categories(team):
    shown = team.post("/cms/launch/products/", {"file": file(PRODUCTS)}).content.decode()
    assert "Take 3 new lines" in shown and not Product.objects.exists()
    bring(team, "products", PRODUCTS)
    assert list(Product.objects.values_list("name", "category__name")) == [
        ("Cargo bike", "Bikes"), ("Dynamo lamp", "Lights"), ("Rear lamp", "Lights")
    ]  # fmt: skip
    assert "known before" in bring(team, "products", PRODUCTS.replace("Cargo bike", "Cargo trike"))
    assert Product.objects.count() == 4 and Category.objects.count() == 2


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "Choose a file."),
        ("title;sum\nLamp;3\n", "Missing: name"),
        ("name\n", "The file has no lines."),
        (f"name\n{'x' * 61}\n", "A name has 1 to 60 characters."),
        ("name,intro\nLamp," + "x" * 301, "at most 300 characters"),
        ("name\n" + "\n".join(f"Lamp {n}" for n in range(501)), "More than 500 lines"),
    ],
)
def test_a_file_that_is_not_right_writes_nothing_and_says_why(team, text, words):
    answer = team.post("/cms/launch/products/", {"file": file(text)} if text else {})
    assert words in answer.content.decode() and not Product.objects.exists()


def test_one_wrong_line_holds_back_all_of_them_even_for_who_is_sure(team):
    bring(team, "products", PRODUCTS)
    text = (
        questions(2)
        + '"What does it cost to repair it?","","",Dynamo lamp,""\n"Which battery does it need?","","A big one.",Moon lamp,""\n'
    )
    answer = team.post("/cms/launch/questions/", {"lines": text, "sure": "1"}).content.decode()
    assert "It has no answer." in answer and "There is no product called “Moon lamp”." in answer
    assert not Question.objects.exists()


def test_questions_stand_solved_by_the_team_with_semicolons_and_again_nothing_doubles(team, leo):
    bring(team, "products", PRODUCTS)
    other = questions(3).replace("details,answer,product,tags", "details;answer;product;tags").replace("question,", "question;")
    bring(team, "questions", other.replace('","', '";"').replace('",D', '";D').replace('p,"', 'p;"'))
    assert Question.objects.count() == 3
    one = Question.objects.first()
    assert one is not None and one.author == leo and one.is_solved and one.has_official and one.by_staff
    assert bring(team, "questions", questions(3)).count("known before") >= 3
    assert Question.objects.count() == 3


def test_a_file_to_fill_can_be_taken_in_again_as_it_is(team):
    for kind in ("products", "questions"):
        text = team.get(f"/cms/launch/{kind}.csv").content.decode("utf-8-sig")
        assert "Take 1 new line" in bring(team, kind, text)
    assert team.get("/cms/launch/other.csv").status_code == 404


def test_a_test_mail_is_really_sent_and_a_server_that_refuses_is_quoted(team, monkeypatch):
    assert team.post("/cms/launch/mail/", {"address": "leo@example.com"}).status_code == 302
    assert [one.to for one in mail.outbox] == [["leo@example.com"]] and "This is a test." in mail.outbox[0].body
    from django.core.mail import EmailMultiAlternatives

    def refuse(self):
        raise ConnectionRefusedError("nobody listens there")

    monkeypatch.setattr(EmailMultiAlternatives, "send", refuse)
    answer = team.post("/cms/launch/mail/", {"address": "leo@example.com"})
    assert answer.status_code == 502 and "nobody listens there" in answer.content.decode()


def test_helpers_get_one_mail_ever_and_members_none(team, leo, work):
    make_member("nina")
    text = "first@example.com, NINA@example.com\nfirst@example.com\nsecond@example.com"
    sent = team.post("/cms/launch/helpers/", {"addresses": text, "words": "You helped us so often."})
    assert sent.status_code == 302 and HelperInvitation.objects.count() == 2
    mail.outbox.clear()
    work()
    assert sorted(one.to[0] for one in mail.outbox) == ["first@example.com", "second@example.com"]
    assert "You helped us so often." in mail.outbox[0].body and "/accounts/signup/" in mail.outbox[0].body
    team.post("/cms/launch/helpers/", {"addresses": "first@example.com"})
    work()
    assert len(mail.outbox) == 2


def test_addresses_of_helpers_are_forgotten_after_a_month(team):
    team.post("/cms/launch/helpers/", {"addresses": "first@example.com"})
    HelperInvitation.objects.update(at=now() - actions.REMEMBERED * 1.1)
    assert actions.forget_addresses() == 1 and HelperInvitation.objects.get().address == ""


@pytest.mark.parametrize("text", ["", "not an address", "\n".join(f"a{n}@example.com" for n in range(21))])
def test_what_is_no_list_of_a_few_addresses_is_refused(team, text):
    answer = team.post("/cms/launch/helpers/", {"addresses": text, "words": "kept words"})
    assert answer.status_code == 400 and "kept words" in answer.content.decode() and not HelperInvitation.objects.exists()


def test_moderators_and_members_have_no_first_steps(mia, ana):
    for member in (mia, ana):
        client = Client()
        client.force_login(member)
        for place in ("", "products/", "questions/", "mail/", "helpers/", "products.csv"):
            assert client.get(f"/cms/launch/{place}").status_code in (302, 403), place
        assert client.post("/cms/launch/skip/roles/").status_code in (302, 403)
    assert not done()["roles"]


def test_only_what_can_be_left_out_is_left_out(team):
    assert team.post("/cms/launch/skip/brand/").status_code == 400


def test_the_brands_names_of_levels_stand_everywhere_and_a_gap_keeps_ours(team, client, ben):
    brand = Brand.load()
    team.post(f"/cms/settings/desk/brand/{brand.pk}/", BRAND)
    shown = client.get("/levels/").content.decode()
    assert "First sip" in shown and "Helping hand" in shown and "Dialled in" in shown and "Good neighbour" not in shown
    assert identity.current().level_name(9, "other") == "other"
    for levels in ("x" * 31, "\n".join("12345678")):
        answer = team.post(f"/cms/settings/desk/brand/{brand.pk}/", BRAND | {"levels": levels})
        assert answer.status_code == 200 and Brand.load().levels.startswith("First sip")


def test_what_is_published_in_the_cms_becomes_a_version(team, leo, mia):
    draft = PaperDraft.objects.get(kind="terms")
    address = f"/cms/snippets/desk/paperdraft/edit/{draft.pk}/"
    words = '{"blocks":[{"key":"a","text":"Our own words.","type":"unstyled","depth":0,"inlineStyleRanges":[],"entityRanges":[]}],"entityMap":{}}'  # noqa: E501
    form = {"body": words, "body_es": "null", "body_ms": "null"}
    assert team.post(address, form).status_code == 302 and not Paper.objects.exists()
    assert team.post(address, form | {"action-publish": "1"}).status_code == 302
    assert "Our own words." in Client().get("/terms/").content.decode()
    assert "Our own words." in team.get(address).content.decode()
    assert team.get("/cms/snippets/desk/paperdraft/").status_code == 200
    other = Client()
    other.force_login(mia)
    assert other.get(address).status_code == 302
    assert bringing.MOST_LINES == 500


def test_products_and_categories_are_kept_on_the_desk(team, client):
    team.post("/cms/categories/new/", {"name": "Lights", "intro": "", "parent": "", "position": "0"})
    category = Category.objects.get()
    form = {"name": "Dynamo lamp", "intro": "", "category": category.pk, "position": "0"}
    assert team.post("/cms/products/new/", form).status_code == 302
    product = Product.objects.get()
    assert team.post(f"/cms/products/edit/{product.pk}/", form | {"name": "Night lamp"}).status_code == 302
    assert client.get("/products/dynamo-lamp/").status_code == 301 and client.get("/products/night-lamp/").status_code == 200
    again = team.post(
        f"/cms/categories/edit/{category.pk}/", {"name": "Lights", "intro": "", "parent": category.pk, "position": "0"}
    )
    assert again.status_code == 200 and Category.objects.get().parent is None

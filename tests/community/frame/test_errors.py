from django.test import Client, RequestFactory

from community.frame.refusals import refusal_page
from community.frame.views import server_error
from community.verdict import Refused


def test_an_unknown_address_is_a_page_with_a_way_on(db, client: Client):
    answer = client.get("/no-such-page/")
    page = answer.content.decode()
    assert answer.status_code == 404 and "There is no page here" in page and 'class="skip"' in page


def test_a_guest_sees_sign_in_and_join_that_return_here(db, client: Client):
    page = client.get("/no-such-page/?x=1").content.decode()
    assert "/accounts/login/?next=/no-such-page/%3Fx%3D1" in page and "Sign out" not in page


def test_a_member_sees_themselves_and_the_way_out(client: Client, ana):
    client.force_login(ana)
    page = client.get("/no-such-page/").content.decode()
    assert "You: Ana" in page and "/accounts/logout/" in page and "Sign in" not in page and "Manage" not in page


def test_the_team_sees_the_way_to_the_cms(client: Client, mia):
    client.force_login(mia)
    assert 'href="/cms/"' in client.get("/no-such-page/").content.decode()


def test_a_form_without_a_token_loses_no_text(db):
    client = Client(enforce_csrf_checks=True)
    answer = client.post("/accounts/login/", {"login": "x", "body": "My long <b>answer</b>"})
    page = answer.content.decode()
    assert answer.status_code == 403 and "My long &lt;b&gt;answer&lt;/b&gt;" in page and "readonly" in page


def test_a_refusal_keeps_its_status_reason_and_text(db, rf: RequestFactory, ana):
    request = rf.post("/x/", {"body": "kept words"}, headers={"referer": "http://testserver/questions/"})
    request.user = ana
    answer = refusal_page(request, Refused("Slow down, please.", status=429, retry_after=30))
    page = answer.content.decode()
    assert answer.status_code == 429 and answer["Retry-After"] == "30"
    assert "Slow down, please." in page and "kept words" in page and 'href="http://testserver/questions/"' in page


def test_a_refusal_in_place_is_only_a_message(db, rf: RequestFactory):
    request = rf.post("/x/", {"body": "kept words"}, headers={"hx-request": "true"})
    request.htmx = True
    answer = refusal_page(request, Refused("Not yours."))
    assert answer.status_code == 403 and answer["HX-Retarget"] == "#toasts" and "<html" not in answer.content.decode()


def test_more_than_the_site_reads_at_once_is_told_so(db, client: Client, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    answer = client.post("/accounts/login/", {"login": "x" * 2000})
    assert answer.status_code == 413 and "too large" in answer.content.decode()


def test_our_own_mistake_is_a_page_without_a_database(rf: RequestFactory):
    answer = server_error(rf.get("/"))
    assert answer.status_code == 500 and "Something went wrong here" in answer.content.decode()


def test_an_address_that_no_text_can_have_is_unknown(db, client: Client):
    for address in ("/members/a%00b/", "/tags/a%00b/", "/products/%00/", "/questions/1/a%00b/", "/x%00y/"):
        assert client.get(address).status_code == 404

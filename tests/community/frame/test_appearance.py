from django.test import Client


def test_a_theme_is_remembered_in_a_cookie_and_drawn_by_the_server(db, client: Client):
    answer = client.post("/appearance/", {"theme": "dark", "next": "/no-such-page/"})
    assert answer.status_code == 302 and answer["Location"] == "/no-such-page/"
    assert client.cookies["theme"].value == "dark" and client.cookies["theme"]["httponly"]
    assert 'data-theme="dark"' in client.get("/no-such-page/").content.decode()
    client.post("/appearance/", {"theme": ""})
    assert "data-theme" not in client.get("/no-such-page/").content.decode()


def test_a_theme_nobody_made_is_not_kept_and_a_foreign_address_is_not_gone_to(db, client: Client):
    answer = client.post("/appearance/", {"theme": '"><script>', "next": "https://evil.example/"})
    assert answer["Location"] == "/" and not client.cookies["theme"].value


def test_appearance_is_never_changed_by_a_get(db, client: Client):
    assert client.get("/appearance/", {"theme": "dark"}).status_code == 405
    assert client.get("/language/", {"language": "es"}).status_code == 405
    assert "theme" not in client.cookies


def test_the_language_is_chosen_in_the_footer_and_arabic_is_not_offered(db, client: Client):
    page = client.get("/no-such-page/").content.decode()
    assert 'value="es"' in page and 'value="ms"' in page and 'value="ar"' not in page
    client.post("/language/", {"language": "es", "next": "/no-such-page/"})
    assert '<html lang="es" dir="ltr"' in client.get("/no-such-page/").content.decode()


def test_arabic_turns_the_page_around(db, client: Client):
    assert '<html lang="ar" dir="rtl"' in client.get("/no-such-page/", headers={"accept-language": "ar"}).content.decode()

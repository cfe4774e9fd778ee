"""Going to a provider and coming back, as somebody in a browser does."""

from django.test import Client

from tests.provider import there_and_back

JOIN, HERE = "/accounts/3rdparty/signup/", "/accounts/3rdparty/"


def go(browser: Client, *, to: str = "/accounts/elsewhere/shop/", then: str = ""):
    """Press the button, sign in over there, come back; the answer of the way back."""
    leaving = browser.post(to, {"next": then} if then else {})
    assert leaving.status_code == 200, leaving
    return browser.get(there_and_back(leaving))


def who(browser: Client) -> str:
    """The handle of whoever this browser is signed in as; "" for a guest."""
    answer = browser.get("/me/")
    return "" if answer.url.startswith("/accounts/login/") else answer.url.split("/")[2]

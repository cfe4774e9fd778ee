"""A friend is invited as two people live it: once with scripts, once without any."""

import pytest

from community.events.models import Due
from community.forum import actions as forum
from community.forum.models import Question
from engagement.referrals.models import Referral
from tests.browser.test_the_main_loop import code_in_mail

pytestmark = pytest.mark.once


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_from_a_copied_link_to_a_friend_who_found_help(site, ana, ben, until, scripts):
    until(lambda: not Due.objects.exists())
    anas, nias = site.window(ana, scripts=scripts), site.window(scripts=scripts)
    page = anas.go("/")
    page.click(".nav a:has-text('Invite')")
    page.wait_for_selector("#link")
    link = page.input_value("#link")
    assert page.locator(".qr svg path").count() == 1
    if scripts:
        page.click("text=Copy link")
        page.wait_for_selector(".toast:has-text('Copied')")
    else:
        assert not page.is_visible("text=Copy link")

    page = nias.go(link.partition("/invite/")[1] + link.partition("/invite/")[2])
    page.click("form[action$='/join/'] button")
    page.wait_for_selector("text=Invited by Ana")
    page.fill("[name=email]", "nia@example.com")
    page.fill("[name=name]", "Nia Okafor")
    page.check("[name=agreed]")
    page.click("form[action*=signup] button")
    page.wait_for_selector("[name=code]")
    page.fill("[name=code]", code_in_mail())
    page.click("form:has([name=code]) button.pri")
    page.wait_for_selector(".menu.me")
    until(lambda: Referral.objects.filter(state="verified").exists())

    nia = Referral.objects.get().friend
    question = forum.ask_question(title="Why does the lamp flicker when I brake?", by=nia)
    page = anas.go("/invite/")
    page.click("text=Answer Nia Okafor")
    page.wait_for_selector("h1:has-text('lamp')")
    forum.accept_answer(forum.post_answer(Question.objects.get(pk=question.pk), body="Check the earth wire.", by=ben), by=nia)
    until(lambda: Referral.objects.filter(state="rewarded").exists() and not Due.objects.exists())
    page = anas.go("/invite/")
    assert page.is_visible("text=1 friend has found help here") and page.is_visible(".pill.gold:has-text('Rewarded')")
    assert "+20" in anas.go("/me/why/").content()

"""Writing: how few acts it takes, and that no word of it is lost."""

import io
import re

import pytest
from PIL import Image
from playwright.sync_api import expect

from community.forum.models import Answer, Comment, Draft, Question
from tests.posts import make_answer, make_question

pytestmark = pytest.mark.once


def picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (64, 48), "red").save(out, "PNG")
    return out.getvalue()


def test_writing_takes_few_acts_with_tools_a_preview_and_a_draft_that_follows_to_another_device(site, ana, ben, until):
    question = make_question(ana)
    page = site.window(ben).go(question.get_absolute_url())
    field = page.locator("#answer-body")
    field.fill("the earth wire")  # the first act
    field.select_text()
    page.keyboard.press("Control+B")
    expect(field).to_have_value("**the earth wire**")
    page.get_by_role("button", name="Bold").focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("button", name="Italic")).to_be_focused()
    expect(page.locator("#compose [data-kept]")).to_have_text("Saved")
    other = site.window(ben).go("/drafts/")
    other.click(f"main a:has-text('{question.title}')")
    expect(other.locator("#answer-body")).to_have_value("**the earth wire**")
    page.get_by_role("button", name="Preview").click()
    expect(page.locator("#preview strong")).to_have_text("the earth wire")
    page.get_by_role("button", name="Post answer").click()  # the second
    expect(page.locator("#answers article strong")).to_have_text("the earth wire")
    expect(page.locator("#answer-body")).to_have_value("")
    assert Answer.objects.count() == 1 and not Draft.objects.exists()

    page.click("header >> text=Ask")  # a question: four acts with this one
    page.fill("#ask-title", "Which bulb fits the rear light?")
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Picture").click()
    chooser.value.set_files({"name": "bulb.png", "mimeType": "image/png", "buffer": picture()})
    page.click("text=Post question")
    page.wait_for_selector("h1:has-text('Which bulb fits')")
    until(lambda: page.evaluate("document.querySelector('#q .prose img').naturalWidth") == 64)
    assert page.evaluate("Object.keys(localStorage).filter((name) => name.startsWith('draft ')).length") == 0


def test_a_comment_is_kept_while_it_is_written_follows_to_another_device_and_is_sent_once(site, ana, ben, until):
    answer = make_answer(make_question(ana), ben)
    page = site.window(ana).go(answer.question.get_absolute_url())
    fold, field = page.locator(f"#reply-answer-{answer.pk}"), page.locator(f"#comment-answer-{answer.pk}")
    fold.locator("summary").click()
    field.fill("Which wire is the earth")
    expect(fold.locator("[data-kept]")).to_have_text("Saved")
    other = site.window(ana).go("/drafts/")
    other.click(f"main a:has-text('{answer.question.title}')")
    expect(other.locator(f"#comment-answer-{answer.pk}")).to_have_value("Which wire is the earth")
    second = page.context.new_page()
    second.goto(site.address + answer.question.get_absolute_url())
    second.locator(f"#reply-answer-{answer.pk} summary").click()
    expect(second.locator(f"#comment-answer-{answer.pk}")).to_have_value("Which wire is the earth")
    page.context.set_offline(True)
    field.fill("Which wire is the earth wire?")
    expect(fold.locator("[data-kept]")).to_contain_text("No connection")
    page.context.set_offline(False)
    page.reload()
    expect(field).to_have_value("Which wire is the earth wire?")  # it opens by itself: the server never got it
    fold.get_by_role("button", name="Post comment").click()
    expect(page.locator(f"#c-a{answer.pk}")).to_contain_text("Which wire is the earth wire?")
    expect(field).to_have_value("")
    page.wait_for_timeout(1800)  # longer than it takes to save
    assert Comment.objects.count() == 1 and not Draft.objects.exists()
    assert page.evaluate("Object.keys(localStorage).filter((name) => name.startsWith('draft ')).length") == 0
    site.opened[0][1].complaints.clear()  # the browser itself notes what the network lost


def test_on_a_phone_what_sends_the_text_stands_in_sight_while_it_is_written(site, ana):
    page = site.window(ana, viewport={"width": 390, "height": 420}).go("/questions/ask/")
    page.fill("#ask-title", "Which bulb fits the rear light?")
    page.fill("#ask-body", "\n".join(f"Line {n}" for n in range(30)))
    page.locator("#ask-body").evaluate("field => field.scrollIntoView({block: 'start'})")
    at = page.get_by_role("button", name="Post question").bounding_box()
    assert at["y"] + at["height"] <= 420 and not page.is_visible(".tabbar")


def test_a_link_to_an_answer_is_shared_in_two_presses_and_is_a_plain_link_without_scripts(site, ana, ben):
    answer = make_answer(make_question(ana), ben)
    page = site.window(permissions=["clipboard-read", "clipboard-write"]).go(answer.question.get_absolute_url())
    page.locator(f"#a{answer.pk} details.menu summary").click()
    page.locator(f"#a{answer.pk} a[data-share]").click()
    expect(page.locator("#toasts")).to_contain_text("Link copied.")
    assert page.evaluate("navigator.clipboard.readText()") == f"{site.address}/a/{answer.pk}/"
    plain = site.window(scripts=False).go(answer.question.get_absolute_url())
    plain.locator(f"#a{answer.pk} details.menu summary").click()
    plain.locator(f"#a{answer.pk} a[data-share]").click()
    plain.wait_for_url(re.compile(f"#a{answer.pk}$"))


def test_two_tabs_a_lost_network_and_an_expired_sign_in_lose_no_word(site, ana, ben, until):
    question = make_question(ana)
    window = site.window(ben)
    page = window.go(question.get_absolute_url())
    second = page.context.new_page()
    second.goto(site.address + question.get_absolute_url())
    page.fill("#answer-body", "From the first tab")
    expect(page.locator("#compose [data-kept]")).to_have_text("Saved")
    second.fill("#answer-body", "From the second tab")
    expect(second.get_by_label("The other version")).to_have_value("From the first tab")
    second.click("text=Use this one")
    expect(second.get_by_label("The other version")).to_have_value("From the second tab")
    second.click("text=Drop this one")
    expect(second.locator("#compose [data-kept]")).to_have_text("Saved")
    second.close()

    page.reload()
    expect(page.locator("#answer-body")).to_have_value("From the first tab")
    page.context.set_offline(True)
    page.fill("#answer-body", "Written in a tunnel")
    page.click("text=Post answer")
    expect(page.locator("#toasts")).to_contain_text("No connection")
    expect(page.locator("#compose [data-kept]")).to_contain_text("No connection")
    page.context.set_offline(False)
    page.reload()
    expect(page.locator("#answer-body")).to_have_value("Written in a tunnel")
    until(lambda: Draft.objects.get().words["body"] == "Written in a tunnel")

    page.context.clear_cookies()
    page.fill("#answer-body", "Written after signing out")
    expect(page.locator("#compose [data-kept]")).to_contain_text("You are signed out")
    page.click("text=Post answer")
    page.wait_for_url(re.compile("/accounts/login/"))
    page.go_back()
    window.complaints.clear()  # the browser itself notes what the network and the server refused
    assert not Answer.objects.exists()


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_guest_writes_in_the_page_or_on_one_of_its_own_and_finds_it_after_a_reload(site, ana, scripts):
    question = make_question(ana)
    page = site.window(scripts=scripts).go(question.get_absolute_url())
    assert page.context.cookies() == []
    page.click("text=Write your answer")
    expect(page.locator("markdown-toolbar")).to_be_visible(visible=scripts)
    page.fill("#answer-body", "Typed by a **guest**")
    page.get_by_role("button", name="Preview").click()
    expect(page.locator("#preview strong")).to_have_text("guest")
    if scripts:
        page.reload()
        if not page.locator("#answer-body").count():  # the link may have led to the page of its own before scripts were there
            page.click("text=Write your answer")
    expect(page.locator("#answer-body")).to_have_value("Typed by a **guest**")
    page.click("text=Post answer")
    page.get_by_role("heading", name="Sign in").wait_for()
    assert bool(page.locator("dialog").count()) == scripts
    assert not Answer.objects.exists() and Question.objects.count() == 1


def test_without_a_network_the_page_says_so_and_nothing_leads_away_from_it(site, ben):
    window = site.window(ben)
    page = window.go("/settings/")
    page.fill("#id_bio", "Typed in a tunnel")
    page.context.set_offline(True)
    expect(page.get_by_role("status")).to_contain_text("No connection. You can go on reading and writing here.")
    page.click("text=See your page as others see it")
    page.click("main form.card button:has-text('Save')")
    expect(page.get_by_role("status")).to_contain_text("No connection. What you wrote is still here")
    expect(page.locator("#id_bio")).to_have_value("Typed in a tunnel")
    page.context.set_offline(False)
    page.click("main form.card button:has-text('Save')")
    expect(page.get_by_role("status")).to_contain_text("Saved.")
    ben.refresh_from_db()
    assert ben.bio == "Typed in a tunnel"
    window.complaints.clear()

"""A member signs in, asks, answers, accepts and thanks with the keyboard alone; the focus is seen at every step.

Prints how many times Tab was pressed for each task: pytest -s shows it.
"""

from typing import Any

import pytest

from community.forum.models import Question
from tests.people import PASSWORD, make_member

pytestmark = pytest.mark.once

FOCUS = """() => {
  const it = document.activeElement, box = it.getBoundingClientRect(), around = it.closest(".editor, .chips label") ?? it;
  const outlined = (style) => style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  const name = it.getAttribute("aria-label") || it.labels?.[0]?.textContent || it.textContent || it.value || "";
  const on = document.elementFromPoint(box.left + box.width / 2, box.top + Math.min(box.height, 40) / 2);
  return {name: name.trim().replace(/\\s+/g, " "), tag: it.tagName, at: [Math.round(box.top), Math.round(box.bottom)],
    seen: [it, around].some((one) => outlined(getComputedStyle(one))) && !!on && (around.contains(on) || on.contains(it))};
}"""


class Keys:
    """Somebody without a pointer. `to` presses Tab until the wanted control has the focus, and counts."""

    def __init__(self, page: Any) -> None:
        self.page, self.tabs, self.unseen = page, 0, []

    def begin(self) -> None:
        self.tabs = 0

    def to(self, wanted: str, within: int = 60) -> None:
        for _press in range(within):
            focus = self.page.evaluate(FOCUS)
            if focus["tag"] not in ("BODY", "MAIN") and focus["name"].startswith(wanted):
                return
            self.page.keyboard.press("Tab")
            self.tabs += 1
            focus = self.page.evaluate(FOCUS)
            if focus["tag"] != "BODY" and not focus["seen"]:
                self.unseen.append(f"on the way to {wanted}: {focus}")
        raise AssertionError(f"{wanted} was not reached at {self.page.url}; the focus is on {self.page.evaluate(FOCUS)}")

    def press(self, wanted: str, key: str = "Enter") -> None:
        self.to(wanted)
        self.page.keyboard.press(key)

    def write(self, wanted: str, words: str) -> None:
        self.to(wanted)
        self.page.keyboard.type(words)


def test_the_tasks_of_a_member_by_keyboard_alone_with_the_focus_always_in_sight(site, until):
    ana, ben = make_member("ana"), make_member("ben")
    page = site.window().page
    keys, counts = Keys(page), {}

    page.goto(site.address + "/accounts/login/?next=/questions/ask/")
    keys.press("Skip to content")
    keys.write("E-mail", ana.email)
    keys.write("Password", PASSWORD)
    keys.page.keyboard.press("Enter")
    page.wait_for_url("**/questions/ask/")
    counts["sign in"] = keys.tabs

    keys.begin()
    keys.press("Skip to content")
    keys.write("What do you need help with?", "Why does the lamp flicker when it rains?")
    keys.press("Post question")
    until(lambda: Question.objects.exists())
    question = Question.objects.get()
    page.wait_for_url(f"**{question.get_absolute_url()}*")
    counts["ask"] = keys.tabs

    theirs = site.window(ben)
    other = Keys(theirs.go(question.get_absolute_url()))
    other.press("Skip to content")
    other.write("Your answer", "Grease the contact of the earth wire.")
    other.press("Post answer")
    until(lambda: question.answers.exists())
    counts["answer"] = other.tabs

    keys.begin()
    page.goto(site.address + question.get_absolute_url())
    keys.press("Skip to content")
    keys.press("This solved it")
    until(lambda: Question.objects.get().accepted_id)
    counts["accept"] = keys.tabs

    keys.begin()
    page.goto(site.address + question.get_absolute_url())
    keys.press("Skip to content")
    keys.press("This helped me")
    page.get_by_label("Add a thank-you note").wait_for()
    keys.write("Add a thank-you note", "Bright again, thank you.")
    keys.press("Send note")
    until(lambda: question.answers.get().helped_count == 1)
    page.get_by_text("“Bright again, thank you.”").wait_for()
    counts["thank"] = keys.tabs

    print(f"Tabs: {counts}")  # noqa: T201 - what the test is asked for
    assert keys.unseen + other.unseen == []
    assert max(counts.values()) <= 20

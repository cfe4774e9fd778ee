"""What the desk draws from stencils, and the frame around it, is what the templates draw."""

import re
from datetime import timedelta

import pytest
from django.contrib import messages
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.sessions.backends.cache import SessionStore
from django.template import Context
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.timesince import timesince
from django.utils.timezone import localtime, now
from django.utils.translation import override
from wagtail.users.models import UserProfile

from cms.desk import frame, people
from cms.desk.templatetags import desk_cards
from cms.desk.templatetags.desk import marked
from community.forum import actions as forum
from community.frame import identity
from community.frame.moments import span_in_words
from community.members import actions as members
from community.moderation import actions, queue, rules
from community.moderation.models import Item, Phrase
from community.verdict import NO, YES
from tests.people import make_member, make_moderator
from tests.posts import make_answer, make_question

pytestmark = pytest.mark.django_db

HOLED = "Eve <b>&amp;</b> \ue000pk\ue001 46116860184273800"
TOKEN = re.compile(r'(CSRF_TOKEN": "|csrfmiddlewaretoken" value=")\w+')


def same(ours, theirs):
    assert re.sub(r"\s+", " ", TOKEN.sub(r"\1", ours)).strip() == re.sub(r"\s+", " ", TOKEN.sub(r"\1", theirs)).strip()


@pytest.fixture
def what_waits(ana, ben, mia):
    question = make_question(ana, title=f"Why {HOLED[:30]}?")
    texts = [question, make_answer(question, ben, f"Buy {HOLED}"), make_answer(question, make_member("eve", name=HOLED))]
    texts.append(forum.post_comment(question, body=f"A remark {HOLED}", by=ben))
    for text, reason in zip(texts, rules.REPORT_REASONS, strict=False):
        for reporter in (make_member(f"r{text.pk}{reason}"), mia)[: 1 + text.pk % 2]:
            actions.report_text(text, reason=reason, words="Look.", by=reporter)
    actions.take(Item.objects.waiting()[1], by=make_moderator("moe"))
    actions.take(Item.objects.waiting()[2], by=mia)
    Item.objects.filter(pk=Item.objects.waiting()[3].pk).update(is_held=True, marks=["oil", "shop"])


@pytest.mark.parametrize("language", ["en", "es", "ms"])
@pytest.mark.parametrize("after", [None, 1])
def test_what_waits(what_waits, mia, language, after):
    rows, _more = queue.page_of()
    detail = queue.detail_of(rows[0].item)
    assert len(rows) == 4
    context = {"rows": rows, "detail": detail, "after": after, "user": mia, "csrf_token": "abc"}
    with override(language):
        drawn = desk_cards.waiting_rows(Context(context))
        afresh = [
            render_to_string(
                "desk/moderation/row.html",
                {
                    "item": row.item,
                    "excerpt": row.excerpt,
                    "current": row.item.pk == detail.item.pk,
                    "iso": row.item.opened_at.isoformat(timespec="seconds"),
                    "since": span_in_words(now() - row.item.opened_at),
                    "taker": row.item.taken_by.shown_name if row.item.is_taken and row.item.taken_by != mia else "",
                    "after": after,
                    "csrf_token": "abc",
                },
            )
            for row in rows
        ]
    same(drawn, "".join(afresh))
    assert drawn.count("aria-current") == 1 and ("\ue000" in drawn) == ("\ue000" in "".join(afresh))


def test_what_is_decided(what_waits, mia):
    Phrase.objects.create(name=HOLED[:20], words="Please be kind.")
    for row in queue.page_of()[0]:
        for following in (0, 7):
            more = {"reasons": [(key, label, rules.LETTERS[key]) for key, label in rules.REASONS.items()], "days": rules.DAYS}
            context = {"detail": queue.detail_of(row.item), "after": 3, "following": following, "csrf_token": "abc", **more}
            phrases = list(Phrase.objects.all())
            options = "".join(f'<option value="{phrase.pk}">{escape(phrase.name)}</option>' for phrase in phrases)
            afresh = render_to_string("desk/moderation/decide.html", context | {"item": row.item, "phrases": SafeString(options)})
            same(desk_cards.decide_form(Context(context | {"phrases": phrases})), afresh)


def test_the_one_whose_detail_is_shown(what_waits, mia, leo):
    for row in queue.page_of()[0]:
        detail = queue.detail_of(row.item)
        author = detail.text.author
        context = {"detail": detail, "after": None, "following": 0, "csrf_token": "abc", "phrases": [], "user": mia, "most": 1000}
        context |= {"counts": queue.counts(author=author.pk), "reasons": [], "days": rules.DAYS}
        for verdict in (YES, NO("It is your own <b>.")):
            taken = "" if not row.item.is_taken else "own" if row.item.taken_by == mia else "other"
            shown = {
                **context, **context["counts"], "item": row.item, "taken": taken, "verdict": verdict, "name": author.shown_name,
                "taker": row.item.taken_by.shown_name if taken else "", "title": row.item.question.title,
                "ago": span_in_words(now() - detail.text.published_at), "address": detail.address, "right": detail.right,
                "body": marked(detail.text.body, row.item.marks), "words": ", ".join(row.item.marks), "judged": detail.judged,
                "reports": render_to_string("desk/moderation/reports.html", {"reports": detail.reports}),
                "since": timesince(author.joined_at), "helped": author.people_helped,
                "form": desk_cards.decide_form(Context(context)),
            }  # fmt: skip
            drawn = desk_cards.item_detail(Context(context | {"verdict": verdict}))
            same(drawn, render_to_string("desk/moderation/detail.html", shown))
            assert ("q-decide" in drawn) == bool(verdict)


def test_members_in_the_list(ana, ben, mia, leo):
    members.set_flair(ana.pk, {"level": 2, "level_name": "Explorer", "share": 40, "badges": []})
    type(ben).objects.filter(pk=ben.pk).update(people_helped=3, last_login=now() - timedelta(days=400), is_active=False)
    make_member("eve", name=HOLED)
    type(ben).objects.filter(pk=make_member("uma").pk).update(claimed_at=None, email=None)
    actions.suspend(ana, reason="abuse", days=7, words="", by=mia)
    rows, older = people.page_of({}, private=True, before=None)
    assert older is None and {row.suspended for row in rows} == {True, False}
    for language in ("en", "es", "ms"):
        with override(language):
            afresh = []
            for row in rows:
                row.joined = desk_cards._short(localtime(row.joined_at).date(), language)
                seen = row.last_login and desk_cards._short(localtime(row.last_login).date(), language)
                shown = {"row": row, "team": row.is_superuser or row.is_staff, "helped": row.people_helped, "seen": seen}
                afresh.append(render_to_string("desk/members/row.html", shown | {"level": row.flair.get("level_name", "")}))
            same(desk_cards.member_rows(rows), "".join(afresh))


def test_filters_as_they_were_chosen(leo, client):
    client.force_login(leo)
    for asked in ("", "?q=%EE%80%80pk%EE%80%81%22%3E", "?level=2&joined=30", "?more=1", "?level=2"):
        for language in ("en", "es"):
            form = people.FilterForm(
                {"q": '\ue000pk\ue001">', "level": "2"} if "q=" in asked or "level" in asked else None, private=True, more=False
            )
            with override(language):
                drawn = desk_cards.member_filters(form, private=True, more=False, kept=bool(asked))
                fields = [desk_cards._field(form[name], form["q"].value() or "") for name in form.fields]
                more = {"private": True, "more": False, "kept": bool(asked)}
                same(drawn, render_to_string("desk/members/filters.html", {"fields": fields} | more))
        page = client.get(f"/cms/members/{asked}").content.decode()
        assert 'value="\ue000pk\ue001&quot;&gt;"' in page if "q=" in asked else 'name="q"' in page
        assert ('<option value="2" selected>' in page) == ("level=2" in asked)


def request_of(member, **cookies):
    request = RequestFactory().get("/cms/moderation/")
    request.user, request.session, request.COOKIES = member, SessionStore(), cookies
    request._messages = FallbackStorage(request)
    return request


def framed(request):
    parts = {"title": "A &amp; B", "css": "<style></style>", "js": "<script></script>", "content": "<p>\ue000token\ue001 x</p>"}
    parts = {name: SafeString(part) for name, part in parts.items()}
    drawn = frame.around(request, **parts)
    same(drawn, render_to_string("desk/shell.html", parts, request))
    return drawn


def test_the_frame_is_what_the_cms_draws_and_follows_what_it_depends_on(mia, leo):
    first = framed(request_of(mia))
    assert framed(request_of(mia)).count("sidebar-collapsed") == 0 == first.count("sidebar-collapsed")
    assert "sidebar-collapsed" in framed(request_of(mia, wagtail_sidebar_collapsed="1"))
    assert framed(request_of(leo)) != first
    with override("es"):
        assert 'lang="es"' in framed(request_of(mia))
    profile = UserProfile.get_for_user(mia)
    profile.theme, profile.density = "dark", "snug"
    profile.save()
    assert "w-theme-dark w-density-snug" in framed(request_of(type(mia).objects.get(pk=mia.pk)))
    identity.put(identity.Identity(named="Lumen"))
    assert 'aria-label="Lumen"' in framed(request_of(mia))


def test_what_is_told_once_is_told_to_one_and_once(mia):
    request = request_of(mia)
    messages.success(request, "Done for good")
    parts = dict.fromkeys(frame.HOLES, SafeString(""))
    assert "Done for good" in frame.around(request, **parts)
    assert "Done for good" not in frame.around(request_of(mia), **parts)


def test_each_page_has_a_token_of_its_own_that_works(mia):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(mia)
    tokens = []
    for _turn in range(2):
        page = browser.get("/cms/moderation/").content.decode()
        tokens.append(re.search(r'CSRF_TOKEN": "(\w+)"', page)[1])
    assert tokens[0] != tokens[1]
    for token in tokens:
        sent = {"csrfmiddlewaretoken": token, "act": "keep"}
        assert browser.post("/cms/moderation/many/", sent).status_code == 302
    assert browser.post("/cms/moderation/many/", {"act": "keep"}).status_code == 403


def test_of_one_author_no_more_than_99_are_counted(what_waits, mia):
    item = queue.page_of()[0][0].item
    context = {"detail": queue.detail_of(item), "after": None, "following": 0, "csrf_token": "abc", "phrases": [], "user": mia}
    context |= {"verdict": YES, "reasons": [], "days": rules.DAYS}
    for counted, shown in ((99, "<dd>99</dd>"), (100, "<dd>99+</dd>"), (300, "<dd>99+</dd>")):
        assert desk_cards.item_detail(Context(context | {"counts": {"texts": counted, "against": 0}})).count(shown) == 1

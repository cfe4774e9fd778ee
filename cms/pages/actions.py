"""What is written about guides: readers' word on them, their beginning as an answer, and thanks to those who helped."""

import re
import uuid
from collections.abc import Iterable

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.timezone import now
from django.utils.translation import gettext as _
from wagtail.models import Locale, Page

from community import clock
from community.events.door import emit
from community.forum.models import Answer, Question
from community.members.models import Member
from community.verdict import Refused, require

from . import kept, policy
from .drafting import pieces_of
from .events import GuideCredited
from .models import ArticlePage, Asked, Contributor, Credit, HelpPage, Useful

ADDRESS = re.compile(re.escape(settings.SITE_URL) + r"(/[\w\-/]*)")


@transaction.atomic
def say_useful(page: ArticlePage, *, useful: bool, member: Member | None = None, visitor: uuid.UUID | None = None) -> None:
    """A reader's word on a guide; said again, it is the last one that counts."""
    who = {"member": member} if member else {"visitor": visitor}
    try:
        with transaction.atomic():
            Useful.objects.update_or_create(page=page, **who, defaults={"useful": useful, "at": clock.now()})
    except IntegrityError:  # the same reader, twice in the same moment
        Useful.objects.filter(page=page, **who).update(useful=useful, at=clock.now())


def draft_of_answer(answer: Answer, *, by: Member) -> ArticlePage:
    """A guide begun with an answer's words, as a draft that only the team sees; asked again, it is the same draft."""
    require(policy.can_make_guide(by, answer))
    with transaction.atomic():
        question = Question.objects.select_for_update(of=("self",), no_key=True).get(pk=answer.question_id)
        if found := ArticlePage.objects.filter(contributors__answer=answer).first():
            return found
        page = ArticlePage(
            title=question.title[:255],
            intro="",
            body=pieces_of(answer.html),
            product=question.products.order_by("position", "pk").first(),
            question=question,
            checked_on=clock.now().date(),
            live=False,
            owner=by,
            locale=Locale.get_default(),
        )
        if not answer.author.erased_at and not answer.is_official:
            page.contributors.add(Contributor(member=answer.author, answer=answer))
        place_for_guides(by=by).add_child(instance=page)
        page.save_revision(user=by, log_action=True)
    return page


def place_for_guides(*, by: Member) -> HelpPage:
    """Where guides stand: the first such page, made below the home page when there is none yet."""
    locale = Locale.get_default()
    if found := HelpPage.objects.filter(locale=locale).order_by("path").first():
        return found
    home = Page.objects.filter(url_path=kept.site().roots.get(kept.site().language, "")).first()
    if home is None:
        raise Refused(_("This site has no home page yet."), status=409)
    page = HelpPage(title=_("Guides"), slug="guides", show_in_menus=True, owner=by, locale=locale)
    home.add_child(instance=page)
    page.save_revision(user=by).publish(user=by)
    return page


@transaction.atomic
def note_asked(question: Question) -> int:
    """Keep which guides a question says it is about, by their addresses in its words; how many."""
    paths = set(ADDRESS.findall(question.body))
    pages = guides_at(paths) if paths else []
    rows = [Asked(page=page, question=question) for page in pages]
    Asked.objects.bulk_create(rows, ignore_conflicts=True)
    if rows:
        kept.note_changed()
    return len(rows)


def guides_at(paths: Iterable[str]) -> list[ArticlePage]:
    site = kept.site()
    found = []
    for path in paths:
        begin, _slash, rest = path.lstrip("/").partition("/")
        other = begin in site.roots and begin != site.language
        found.append(site.roots[begin] + rest if other else site.roots.get(site.language, "") + path.lstrip("/"))
    return list(ArticlePage.objects.live().filter(url_path__in=found))


def thank_contributors(page: ArticlePage, *, by: Member | None) -> None:
    """Tell each member a published guide thanks, once for the guide in all its languages."""
    with transaction.atomic():
        told = set(Credit.objects.filter(translation_key=page.translation_key).values_list("member_id", flat=True))
        members = Member.objects.people().filter(pk__in=page.contributors.values("member")).exclude(pk__in=told)
        for member in members:
            _made, new = Credit.objects.get_or_create(
                translation_key=page.translation_key, member=member, defaults={"page": page, "at": now()}
            )
            if new:
                emit(
                    GuideCredited(
                        subject_id=member.pk,
                        actor_id=by.pk if by else None,
                        object_id=page.pk,
                        question_id=page.question_id,
                        product_id=page.product_id,
                        by_staff=member.is_team,
                    )
                )


def forget_said(member: Member) -> None:
    """Whoever leaves takes their word on guides along; that a guide thanks somebody stays, without a name."""
    Useful.objects.filter(member=member).delete()

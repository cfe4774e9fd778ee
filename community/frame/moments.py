"""How moments are said. A page makes one Moments for all it says: asking for language and zone costs more than the words."""

import re
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from html import escape

from django.utils.dateformat import format as format_day
from django.utils.dateformat import time_format
from django.utils.formats import date_format, get_format
from django.utils.safestring import SafeString
from django.utils.timezone import get_current_timezone, now
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

MINUTE, WEEK = timedelta(minutes=1), timedelta(days=7)
CLOCK = re.compile(r"(?<!\\)[aAfgGhHiPs]")
NOT_CLOCK = re.compile(r"(?<!\\)[bcdDeEFIjlLmMnNoOrStTuUwWyYzZ]")


def span_in_words(span: timedelta) -> str:
    """41 min, 2 h, 3 days: the largest unit only."""
    minutes = int(span.total_seconds() // 60)
    unit = 1 if minutes < 60 else 60 if minutes < 24 * 60 else 24 * 60
    return _span(max(minutes, 0) // unit, unit, get_language())


@lru_cache(10_000)
def _span(n: int, unit: int, _language: str | None) -> str:
    if unit == 1:
        return ngettext("%(n)s min", "%(n)s min", n) % {"n": n} if n else _("under a minute")
    if unit == 60:
        return ngettext("%(n)s h", "%(n)s h", n) % {"n": n}
    return ngettext("%(n)s day", "%(n)s days", n) % {"n": n}


class Moments:
    def __init__(self) -> None:
        self.now, self.language, self.zone = now(), get_language() or "", get_current_timezone()
        self.year = self.now.astimezone(self.zone).year

    def in_words(self, moment: datetime) -> str:
        """Relative up to 7 days, then the date (with the year when it is another)."""
        passed = self.now - moment
        if passed >= WEEK:
            return self.day_in_words(moment.astimezone(self.zone).date())
        return _("just now") if passed < MINUTE else _("%(span)s ago") % {"span": span_in_words(passed)}

    def day_in_words(self, day: date) -> str:
        return _day_in_words(day, day.year == self.year, self.language)

    def ago(self, moment: datetime) -> SafeString:
        """A time as people say it; the full date in `datetime` and title."""
        local = moment.astimezone(self.zone)
        said = _said(local.date(), self.year, self.language) if self.now - moment >= WEEK else escape(self.in_words(moment))
        return SafeString(f'<time datetime="{local.isoformat(timespec="seconds")}" title="{self.whole(local)}">{said}</time>')

    def whole(self, local: datetime) -> str:
        """DATETIME_FORMAT, escaped. Its day and its clock are each said once: there are few of both."""
        day, clock = _formats(self.language)
        if not clock:
            return escape(date_format(local, "DATETIME_FORMAT"))
        said = time(local.hour, local.minute, local.second if "s" in clock else 0)  # few where no second is said
        return _day(local.date(), day, self.language) + _clock(said, clock, self.language)


@lru_cache(10_000)
def _said(day: date, this_year: int, language: str) -> str:
    return escape(_day_in_words(day, day.year == this_year, language))


@lru_cache(10_000)
def _day_in_words(day: date, this_year: bool, language: str) -> str:
    return date_format(day, "MONTH_DAY_FORMAT" if this_year else "DATE_FORMAT")


@lru_cache
def _formats(language: str) -> tuple[str, str]:
    """DATETIME_FORMAT parted where the clock begins; no second part where the two are mixed."""
    whole = get_format("DATETIME_FORMAT", lang=language)
    begin = CLOCK.search(whole)
    if begin is None or NOT_CLOCK.search(whole, begin.start()):
        return whole, ""
    return whole[: begin.start()], whole[begin.start() :]


@lru_cache(10_000)
def _day(day: date, form: str, language: str) -> str:
    return escape(format_day(day, form))


@lru_cache(90_000)
def _clock(clock: time, form: str, language: str) -> str:
    return escape(time_format(clock, form))

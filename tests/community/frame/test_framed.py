"""The frame from its stencil is the frame its template draws; moments are said as Django says them."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template import RequestContext
from django.template.loader import get_template
from django.test import RequestFactory
from django.urls import resolve
from django.utils.formats import date_format
from django.utils.html import escape
from django.utils.timezone import localtime
from django.utils.translation import override

from community.frame.moments import Moments
from community.frame.templatetags.framed import Framed
from community.members import actions as members

pytestmark = pytest.mark.once

PLACES = [
    "/",
    "/questions/",
    "/questions/ask/",
    "/badges/",
    "/levels/",
    "/tags/",
    "/me/",
    "/settings/",
    "/questions/7/x/?sort=<b>",
]


def both(path, viewer, **more):
    request = RequestFactory().get(path, headers={"cookie": more.pop("cookie", "")})
    request.user, request.session, request.resolver_match = viewer, {}, resolve(request.path)
    base = get_template("base.html").template
    context = RequestContext(request, more)
    with context.bind_template(base), context.render_context.push_state(base):
        (node,) = base.nodelist.get_nodes_by_type(Framed)
        return node.render(context), node.nodelist.render(context)


@pytest.mark.parametrize("language", ["en", "es", "ms", "ar"])
def test_the_frame_from_its_stencil_is_what_the_template_draws(db, ana, ben, mia, language):
    members.set_flair(ana.pk, {"level": 2, "level_name": "Explorer", "share": 40, "badges": []})
    ana.refresh_from_db()
    with override(language):
        for path in PLACES:
            for viewer in (AnonymousUser(), ana, ben, mia):
                kept, drawn = both(path, viewer)
                assert kept == drawn
            kept, drawn = both(path, ana, member=ana)
            assert kept == drawn
            kept, drawn = both(path, ana, member=ben, cookie="theme=dark")
            assert kept == drawn
            assert 'data-theme="dark"' in kept


@pytest.mark.parametrize("language", ["en", "es", "ms", "ar"])
def test_whole_moments_are_said_as_django_says_them(language):
    with override(language):
        moments = Moments()
        for n in range(400):
            local = localtime(datetime(2019, 1, 1, tzinfo=UTC) + timedelta(hours=31 * n, minutes=7 * n, seconds=n))
            assert moments.whole(local) == escape(date_format(local, "DATETIME_FORMAT"))
        noon = localtime(datetime(2024, 2, 29, 12, tzinfo=UTC))
        assert moments.whole(noon) == escape(date_format(noon, "DATETIME_FORMAT"))

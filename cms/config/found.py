"""What search engines ask a site for: which pages there are, and where they need not look."""

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from cms.pages import sitemaps as of_pages
from community.forum import sitemaps as of_the_forum
from community.frame.found import whole
from community.frame.sitemaps import Fixed, Section, index, sitemap
from engagement.recognition import sitemaps as of_recognition

# Only what wants a sign-in: a page that is not worth finding says so itself, and must be read to be heard.
CLOSED = ("/accounts/", "/api/", "/cms/", "/me/", "/notifications/", "/settings/")


def _lists() -> list[str]:
    return [reverse(name) for name in ("questions", "tags", "badges", "levels")]


SECTIONS: dict[str, Section] = {
    section.name: section
    for section in (
        *of_pages.SECTIONS,
        Fixed(name="lists", addresses=_lists),
        *of_the_forum.SECTIONS,
        *of_recognition.SECTIONS,
    )
}


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in CLOSED), "", f"Sitemap: {whole(reverse('sitemap_index'))}", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


@require_safe
def sitemap_index(request: HttpRequest) -> HttpResponse:
    each = ((reverse("sitemap", args=[section.name, n]), at) for section in SECTIONS.values() for n, at in section.pages())
    return index(each)


@require_safe
def sitemap_page(request: HttpRequest, section: str, number: int) -> HttpResponse:
    lines = SECTIONS[section].lines(number) if section in SECTIONS else []
    if not lines:
        raise Http404
    return sitemap(lines)

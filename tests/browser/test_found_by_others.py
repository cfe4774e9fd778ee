import json

import pytest

from tests.posts import make_answer, make_question

pytestmark = pytest.mark.once

TITLE = 'Why </script><script>document.title = "broken"</script> does it flicker?'


def test_structured_data_is_data_to_a_browser_too(site, ana, ben):
    """The policy forbids scripts in a page; this is none, nothing in it runs, and it can be read."""
    question = make_question(ana, TITLE, body=TITLE, tags=("wiring",))
    make_answer(question, ben, TITLE)
    page = site.window().go(question.get_absolute_url())
    said = [json.loads(text) for text in page.locator('script[type="application/ld+json"]').all_text_contents()]
    assert [one["@type"] for one in said] == ["QAPage", "BreadcrumbList"]
    assert said[0]["mainEntity"]["name"] == question.title and "broken" not in page.title().split("<")[0]
    assert page.title().startswith("Why </script>") and page.locator("script:not([src])").count() == len(said)
    picture = page.locator('meta[property="og:image"]').get_attribute("content")
    assert page.request.get(site.address + picture[picture.index("/questions/") :]).headers["content-type"] == "image/png"

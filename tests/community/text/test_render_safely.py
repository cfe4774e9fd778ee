"""Whatever is typed, what comes out holds nothing that runs, loads or styles."""

import re
import xml.etree.ElementTree as ET
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from community.text import render
from community.text.markdown import ATTRIBUTES, TAGS, plain
from tests.community.text.samples import sample

NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
KNOWN = {name for names in ATTRIBUTES.values() for name in names} | {"class", "rel"}


def check_values(tag: str, attributes: dict[str, str]) -> None:
    assert tag in TAGS, tag
    assert set(attributes) <= KNOWN, attributes
    if tag == "a" and "href" in attributes:
        assert attributes["rel"] == "nofollow ugc noopener"
        scheme = re.match(r"[\s\x00-\x20]*([a-z][a-z0-9+.-]*):", attributes["href"], re.IGNORECASE)
        assert scheme is None or scheme[1].lower() in ("http", "https", "mailto"), attributes
    if tag == "img":
        assert attributes["src"].startswith("/media/")


class Lenient(HTMLParser):
    """Reads as a forgiving browser does."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        check_values(tag, {name: value or "" for name, value in attrs})


def assert_harmless(html: str) -> None:
    """Parsed by two readers that share nothing: a lenient one of HTML and a strict one of XML."""
    lenient = Lenient()
    lenient.feed(html)
    lenient.close()
    strict = NOT_IN_XML.sub(" ", html)
    strict = re.sub(r"<(br|hr|img)\b([^>]*)>", r"<\1\2/>", strict).replace("&nbsp;", "&#160;")
    for element in ET.fromstring(f"<body>{strict}</body>").iter():
        if element.tag != "body":
            check_values(element.tag, dict(element.attrib))


def test_no_payload_of_the_sanitizer_collection_stays_active() -> None:
    for entry in sample("sanitizer/dompurify.json"):
        for text in (entry["payload"], f"x\n\n{entry['payload']}\n\n- {entry['payload']}", f"[a]({entry['payload']})"):
            assert_harmless(render(text))


def test_strings_that_break_software_are_rendered_harmlessly() -> None:
    for text in sample("text/blns.json"):
        assert_harmless(render(text))
        assert_harmless(render(f"> {text}\n\n`{text}`\n\n![{text}]({text})"))


@pytest.mark.parametrize(
    "link",
    [
        "[a](javascript:alert(1))",
        "[a](JaVaScRiPt:alert(1))",
        "[a](java&#10;script:alert(1))",
        "[a](&#106;avascript:alert(1))",
        "[a](data:text/html,<script>alert(1)</script>)",
        "[a](vbscript:x)",
        "[a](file:///etc/passwd)",
        "<javascript:alert(1)>",
        "![a](javascript:alert(1))",
        "![a](https://tracker.example/pixel.png)",
        "[a]: javascript:alert(1)\n\n[a]",
        "<a href='javascript:alert(1)'>a</a>",
        "<img src=x onerror=alert(1)>",
        '![a](/media/x.png "a\\" onerror=alert(1) x=\\"")',
    ],
)
def test_a_hostile_link_or_picture_is_disarmed(link: str) -> None:
    html = render(link)
    assert_harmless(html)
    assert "<img" not in html or "/media/" in html


def test_a_picture_of_ours_is_shown_and_one_from_elsewhere_is_a_link_to_it() -> None:
    assert render("![cup](/media/a.png)") == '<p><img src="/media/a.png" alt="cup" loading="lazy"></p>\n'
    foreign = render("![cup](https://example.com/a.png)")
    assert foreign == '<p><a href="https://example.com/a.png" rel="nofollow ugc noopener">cup</a></p>\n'


def test_code_is_coloured_by_classes_and_never_by_styles() -> None:
    html = render("```python\nx = 1\n```")
    assert '<code class="language-python">' in html
    assert '<span class="n">x</span>' in html
    assert "style" not in html


def test_columns_are_aligned_without_a_style() -> None:
    html = render("|a|\n|-:|\n|1|")
    assert '<td align="right">1</td>' in html


def test_line_breaks_stay_and_headings_leave_the_first_two_levels_to_the_page() -> None:
    assert render("one\ntwo") == "<p>one<br>\ntwo</p>\n"
    assert render("# Title\n###### Small") == "<h3>Title</h3>\n<h6>Small</h6>\n"


def test_only_addresses_become_links() -> None:
    html = render("asp.net, www.example.com, https://example.org/a and ana@example.com")
    assert "asp.net," in html.replace("<p>", "")
    assert html.count("<a ") == 3


MARKS = st.sampled_from(
    list("*_`~[]()<>!#-+|\\&\"'=:/ \n\t\x00") + ["javascript:", "http://a.b", "\ud800", "a", "é", "```", "1. "]
)


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.text(max_size=200), st.lists(MARKS, max_size=80).map("".join)))
def test_any_text_renders_to_something_harmless(text: str) -> None:
    html = render(text)
    assert_harmless(html)
    assert_harmless(plain(text))
    html.encode("utf-8")


@settings(max_examples=100, deadline=None)
@given(st.lists(MARKS, max_size=60).map("".join))
def test_what_came_out_rendered_again_is_still_harmless(text: str) -> None:
    assert_harmless(render(render(text)))

"""What schema.org and the makers of search results ask of structured data, as far as our pages use it.

Written from schema.org's pages of each type and Google's "Q&A", "Breadcrumb" and "Profile page" guides: a required
property missing, a property the type does not have, or a value of another kind is a problem.
"""

import json
import re
from datetime import datetime
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlsplit

TEXT, URL, DATE, NUMBER, LANGUAGE = "text", "address", "date", "number", "language"
WRITTEN = {"author": "Person", "datePublished": DATE, "dateModified": DATE, "inLanguage": LANGUAGE, "upvoteCount": NUMBER}
KNOWN: dict[str, dict[str, str]] = {
    "QAPage": {"url": URL, "mainEntity": "Question"},
    "Question": WRITTEN
    | {"@id": URL, "name": TEXT, "text": TEXT, "answerCount": NUMBER, "acceptedAnswer": "Answer", "suggestedAnswer": "Answer"},
    "Answer": WRITTEN | {"text": TEXT, "url": URL},
    "Person": {"name": TEXT, "alternateName": TEXT, "url": URL, "description": TEXT, "image": URL},
    "ProfilePage": {"dateCreated": DATE, "mainEntity": "Person"},
    "BreadcrumbList": {"itemListElement": "ListItem"},
    "ListItem": {"position": NUMBER, "name": TEXT, "item": URL},
}
REQUIRED = {
    "QAPage": {"mainEntity"},
    "Question": {"name", "text", "answerCount", "author", "datePublished"},
    "Answer": {"text", "url", "author", "datePublished", "upvoteCount"},
    "Person": {"name"},
    "ProfilePage": {"mainEntity"},
    "BreadcrumbList": {"itemListElement"},
    "ListItem": {"position", "name", "item"},
}
SEVERAL = {"suggestedAnswer", "itemListElement"}


class Scripts(HTMLParser):
    """The structured data of a page, read as a browser reads it."""

    def __init__(self) -> None:
        super().__init__()
        self.inside, self.found = False, []

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.inside = tag == "script" and dict(attrs).get("type") == "application/ld+json"
        if self.inside:
            self.found.append("")

    def handle_endtag(self, tag: str) -> None:
        self.inside = False

    def handle_data(self, data: str) -> None:
        if self.inside:
            self.found[-1] += data


def read(page: str) -> dict[str, dict[str, Any]]:
    """{type: data} of a page."""
    scripts = Scripts()
    scripts.feed(page)
    each = [json.loads(text) for text in scripts.found]
    return {one["@type"]: one for one in each}


def problems(data: dict[str, Any]) -> list[str]:
    """What is wrong with a piece of structured data; [] is valid."""
    found = [] if data.get("@context") == "https://schema.org" else ["no context"]
    return found + _of_type(data, data["@type"])


def _of_type(data: Any, kind: str) -> list[str]:
    if not isinstance(data, dict) or data.get("@type") != kind:
        return [f"no {kind}: {data!r}"]
    found = [f"{kind} has no {name}" for name in REQUIRED[kind] - set(data)]
    for name, value in data.items():
        if name in ("@context", "@type"):
            continue
        wanted = KNOWN[kind].get(name)
        if wanted is None:
            found.append(f"{kind} knows no {name}")
        elif name in SEVERAL:
            found += [problem for one in value for problem in _value(one, wanted)] if value else [f"empty {name}"]
        else:
            found += _value(value, wanted)
    return found + RULES.get(kind, lambda _data: [])(data)


def _value(value: Any, wanted: str) -> list[str]:
    if wanted in KNOWN:
        return _of_type(value, wanted)
    return [] if CHECKS[wanted](value) else [f"no {wanted}: {value!r}"]


def _is_date(value: Any) -> bool:
    return isinstance(value, str) and datetime.fromisoformat(value).tzinfo is not None


CHECKS = {
    TEXT: lambda value: isinstance(value, str) and bool(value.strip()),
    URL: lambda value: isinstance(value, str) and bool(urlsplit(value).scheme in ("http", "https") and urlsplit(value).netloc),
    DATE: _is_date,
    NUMBER: lambda value: isinstance(value, int) and not isinstance(value, bool) and value >= 0,
    LANGUAGE: lambda value: re.fullmatch(r"[a-z]{2,3}(-[A-Za-z0-9]+)*", value) is not None,
}


def _counted(question: dict[str, Any]) -> list[str]:
    given = len(question.get("suggestedAnswer", [])) + ("acceptedAnswer" in question)
    return [f"{given} answers of {question['answerCount']}"] if given > question["answerCount"] else []


def _in_order(trail: dict[str, Any]) -> list[str]:
    places = [item["position"] for item in trail["itemListElement"]]
    return [] if len(places) > 1 and places == list(range(1, len(places) + 1)) else [f"positions {places}"]


RULES = {"Question": _counted, "BreadcrumbList": _in_order}

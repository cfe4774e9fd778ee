"""Every component in every state on one page, and every page that says something went wrong: for whoever builds them.

Routed in development and under test only. What is shown is made up here and stored nowhere; the words are as long,
unbroken and foreign as members may write them.
"""

from datetime import timedelta
from types import SimpleNamespace as Thing
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import path
from django.utils.timezone import now
from django.views.decorators.http import require_safe

from community.frame import theme
from community.members.models import Member
from community.text import markdown

LONG_NAME = "Wilhelmina-Konstantina Featherstonehaugh van den Berghe-Oss"
LONG_TITLE = "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz" * 3
LONG_TAG = "donaudampfschifffahrtsgesellschaft1"
ARABIC = "كيف أنظف مصباح الدراجة بعد المطر؟ بدأ يومض منذ أسبوع"
PROSE = f"""First line, and a very long word: {"x" * 90}

{ARABIC}

> Somebody said this before, and it is quoted.

1. One
2. Two with `code`, **weight** and a [link](https://example.com/{"long/" * 30})

| {" | ".join(f"Column {n}" for n in range(1, 13))} |
|{"---|" * 12}
| {" | ".join(f"value {n} that is long" for n in range(1, 13))} |

```python
{"very_long_line_of_code(" + ", ".join(f"argument_{n}" for n in range(30)) + ")"}
{chr(10).join(f"line_{n} = {n}" for n in range(12))}
```
"""
SHAPES = ("hexagon", "circle", "square", "shield", "diamond", "scallop")
METALS = ("bronze", "silver", "gold", "brand", "locked")
SIZES = {16: "small", 24: "small", 32: "large", 48: "large", 64: "large", 128: "huge"}
ERRORS = ("400", "403", "404", "410", "413", "429", "500", "503", "refused")
FLAIR = {
    "level": 7,
    "level_name": "Oberdampfkesselaufsichtsrat",
    "share": 62,
    "badges": [
        {"shape": "hexagon", "metal": metal, "glyph": "wrench", "name": f"Solver {n}"} for n, metal in enumerate(METALS[:3])
    ],
}


class Form(forms.Form):
    title = forms.CharField(label="Title", help_text="A hint below the field.")
    body = forms.CharField(label="Words", required=False, widget=forms.Textarea)
    choice = forms.ChoiceField(label="A choice", choices=[("a", "One"), ("b", LONG_NAME)])


for widget in (field.widget for field in Form.base_fields.values()):
    widget.attrs["class"] = "input"


def people() -> list[Member]:
    """A newcomer, somebody with everything, a name of sixty letters, one who reads from right to left."""
    long = Member(handle="wilhelmina", name=LONG_NAME, people_helped=12345, flair=FLAIR)
    arabic = Member(handle="nadia", name="نادية بنت عبد الرحمن", people_helped=41, flair=FLAIR)
    return [Member(handle="nia", name="Nia"), long, arabic]


def questions() -> list[Thing]:
    newcomer, long, arabic = people()
    states: list[dict[str, Any]] = [
        {"title": "Nobody has answered yet", "author": newcomer, "excerpt": ""},
        {"title": LONG_TITLE, "author": long, "answers_count": 12345, "helped_count": 98765},
        {"title": ARABIC, "author": arabic, "excerpt": ARABIC, "answers_count": 1, "has_official": True},
        {"title": "Solved", "author": long, "answers_count": 2, "helped_count": 3, "is_solved": True},
        {"title": "Closed", "author": newcomer, "is_closed": True},
    ]
    product = Thing(name="Lastenanhängerkupplungsersatzteil", get_absolute_url="#")
    common = {
        "get_absolute_url": "#",
        "excerpt": "Words " * 60,
        "products": Thing(all=[product]),
        "published_at": now() - timedelta(days=2),
        "solved_after": timedelta(hours=3),
        "accepted": Thing(author=long, is_official=False),
    }
    return [Thing(**common | state) for state in states]


@require_safe
def gallery(request: HttpRequest) -> HttpResponse:
    wrong = Form({"title": "", "choice": "no such choice"})
    context = {
        "people": people(),
        "questions": questions(),
        "form": Form(),
        "wrong": wrong,
        "prose": markdown.render(PROSE),
        "badges": [(shape, metal) for shape in SHAPES for metal in METALS],
        "sizes": SIZES.items(),
        "long_title": LONG_TITLE,
        "long_tag": LONG_TAG,
        "long_name": LONG_NAME,
        "arabic": ARABIC,
        "errors": ERRORS,
    }
    return render(request, "gallery/gallery.html", context)


@require_safe
def error(request: HttpRequest, name: str) -> HttpResponse:
    """A page that says what went wrong, as it is drawn when it does; with 200, so that it can be looked at."""
    if name not in ERRORS:
        raise Http404
    if name in ("500", "503"):
        return HttpResponse(render_to_string(f"{name}.html", {"colours": theme.remembered(), "code": "3f9a61c20b7d84e5"}))
    refused = {"reason": "This question was closed while you wrote.", "status": 409, "kept": ["What I wrote.\n" * 4], "back": "/"}
    return HttpResponse(render_to_string(f"{name}.html", refused if name == "refused" else {}, request))


urlpatterns = [path("", gallery, name="gallery"), path("<slug:name>/", error, name="gallery_error")]

"""Colours of code: short class names that a stylesheet knows, no inline styles."""

import re
from functools import cache

from pygments import highlight as paint
from pygments.formatters import HtmlFormatter
from pygments.lexer import Lexer
from pygments.lexers import get_lexer_by_name
from pygments.token import STANDARD_TYPES

# Patterns of many languages take time that grows with the square of a run of spaces, lines or dotted names: only code
# that looks like code is coloured, and Java and C# (whose patterns are slow on plain words) never are.
LONGEST = 5_000  # characters coloured in one text
LONGEST_LINE = 160
BLANK_LINES = re.compile(r"\n(?:[^\S\n]*\n){4}")

# Names people write after ```; each is a lexer's name or alias.
LANGUAGES = frozenset(
    (
        *("bash", "c", "c++", "console", "cpp", "css", "diff", "dockerfile", "go", "html", "ini", "javascript", "js", "json"),
        *("jsx", "kotlin", "lua", "nginx", "perl", "php", "powershell", "py", "python", "r", "rb", "ruby", "rs", "rust"),
        *("sh", "shell", "sql", "swift", "toml", "ts", "typescript", "xml", "yaml", "yml"),
    )
)
CLASSES = frozenset(short for short in STANDARD_TYPES.values() if short)
_formatter = HtmlFormatter(nowrap=True)


@cache
def _lexer(language: str) -> Lexer:
    return get_lexer_by_name(language, stripnl=False, ensurenl=False)


def highlight(code: str, language: str, *, spent: int = 0) -> str | None:
    """The code as HTML spans; None when it is too much to colour. `spent` is what was coloured before in the same text."""
    if spent + len(code) > LONGEST or BLANK_LINES.search(code) or any(len(line) > LONGEST_LINE for line in code.split("\n")):
        return None
    return paint(code, _lexer(language), _formatter)

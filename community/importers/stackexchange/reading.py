"""The dump's files, a row at a time. Nothing is trusted: no document type, no entities, no endless rows."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from xml.parsers import expat

from django.utils.functional import Promise
from django.utils.translation import gettext as _

CHUNK = 1 << 18  # bytes read at a time
LONGEST_ROW = 8 << 20  # bytes
Row = dict[str, str]


class Unreadable(Exception):
    """The folder is not a dump that can be imported, with one sentence for whoever tries."""

    def __init__(self, reason: str | Promise) -> None:
        super().__init__(str(reason))


@dataclass(frozen=True, kw_only=True)
class Kind:
    """One file of the dump: its root element and what each row must have."""

    file: str
    root: str
    numbers: tuple[str, ...] = ("Id",)
    moments: tuple[str, ...] = ("CreationDate",)
    texts: tuple[str, ...] = ()


USERS = Kind(file="Users.xml", root="users", texts=("DisplayName",))
TAGS = Kind(file="Tags.xml", root="tags", moments=(), texts=("TagName",))
POSTS = Kind(file="Posts.xml", root="posts", numbers=("Id", "PostTypeId"))
HISTORY = Kind(file="PostHistory.xml", root="posthistory", numbers=("Id", "PostHistoryTypeId", "PostId"))
COMMENTS = Kind(file="Comments.xml", root="comments", numbers=("Id", "PostId"))
VOTES = Kind(file="Votes.xml", root="votes", numbers=("Id", "PostId", "VoteTypeId"))
LINKS = Kind(file="PostLinks.xml", root="postlinks", numbers=("Id", "PostId", "RelatedPostId", "LinkTypeId"))
BADGES = Kind(file="Badges.xml", root="badges", numbers=("Id", "UserId"), moments=("Date",), texts=("Name",))
KINDS = (USERS, TAGS, POSTS, HISTORY, COMMENTS, VOTES, LINKS, BADGES)
# Numbers and times that may be missing but must be right where they stand.
OPTIONAL_NUMBERS = ("OwnerUserId", "UserId", "ParentId", "AcceptedAnswerId", "LastEditorUserId", "ExcerptPostId", "WikiPostId")
OPTIONAL_MOMENTS = ("ClosedDate", "LastEditDate")
_NUMBER = re.compile(r"-?[0-9]{1,18}", re.ASCII)


def moment(text: str) -> datetime:
    """A time of the dump: ISO without a zone, meant as UTC."""
    when = datetime.fromisoformat(text)
    return when.replace(tzinfo=UTC) if when.tzinfo is None else when.astimezone(UTC)


def present(folder: Path) -> list[Kind]:
    """The dump's files that are there. Unreadable when the folder holds no dump."""
    if not folder.is_dir():
        raise Unreadable(_("%(folder)s is not a folder.") % {"folder": folder})
    kinds = [kind for kind in KINDS if (folder / kind.file).is_file()]
    if POSTS not in kinds and USERS not in kinds:
        raise Unreadable(
            _("%(folder)s holds no Stack Exchange dump: neither Users.xml nor Posts.xml is there.") % {"folder": folder}
        )
    return kinds


def rows(folder: Path, kind: Kind) -> Iterator[Row]:
    """Every row of the file in its order; none when the file is missing. Memory stays that of one chunk."""
    path = folder / kind.file
    if not path.is_file():
        return
    found: list[Row] = []
    parser = _parser(kind, found)
    fed = 0
    try:
        with path.open("rb") as file:
            while chunk := file.read(CHUNK):
                parser.Parse(chunk, False)
                fed += len(chunk)
                if not found and fed - parser.CurrentByteIndex > LONGEST_ROW:
                    raise Unreadable(_("%(file)s has a row longer than 8 MB.") % {"file": kind.file})
                yield from found
                found.clear()
        parser.Parse(b"", True)
        yield from found
    except expat.ExpatError as error:
        where = {"file": kind.file, "line": error.lineno, "what": expat.errors.messages[error.code]}
        raise Unreadable(_("%(file)s is not well-formed XML: line %(line)s, %(what)s.") % where) from None
    except OSError as error:
        raise Unreadable(_("%(file)s cannot be read: %(what)s.") % {"file": kind.file, "what": error.strerror}) from None


def _parser(kind: Kind, found: list[Row]) -> expat.XMLParserType:
    parser = expat.ParserCreate()
    parser.buffer_text = True
    depth = 0

    def begin(name: str, attributes: Row) -> None:
        nonlocal depth
        depth += 1
        if depth == 2 and name == "row":
            found.append(attributes)
        elif depth != 1 or name != kind.root:
            raise Unreadable(_("%(file)s is not a file of a Stack Exchange dump.") % {"file": kind.file})

    def end(_name: str) -> None:
        nonlocal depth
        depth -= 1

    def refuse(*_arguments: object) -> None:
        raise Unreadable(_("%(file)s declares a document type or entities, which no dump has.") % {"file": kind.file})

    parser.StartElementHandler, parser.EndElementHandler = begin, end
    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = parser.ExternalEntityRefHandler = refuse  # type: ignore[assignment]
    return parser


def checked(folder: Path, kind: Kind) -> Iterator[Row]:
    """The rows, each looked at: Unreadable at the first that lacks what a row of this file has."""
    for number, row in enumerate(rows(folder, kind), start=1):
        if problem := _problem(kind, row):
            where = {"file": kind.file, "number": number, "what": problem}
            raise Unreadable(_("%(file)s, row %(number)s: %(what)s is missing or makes no sense.") % where)
        yield row


def _problem(kind: Kind, row: Row) -> str:
    for name in kind.numbers:
        if not _NUMBER.fullmatch(row.get(name, "")):
            return name
    for name in OPTIONAL_NUMBERS:
        if name in row and not _NUMBER.fullmatch(row[name]):
            return name
    for name in kind.texts:
        if name not in row:
            return name
    for name in (*kind.moments, *(name for name in OPTIONAL_MOMENTS if name in row)):
        try:
            moment(row[name])
        except (KeyError, ValueError, OverflowError):
            return name
    return ""

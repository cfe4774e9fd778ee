"""One import from beginning to end."""

from pathlib import Path

from community.frame.actions import EVERYTHING, note_change

from ..progress import Progress, Silence
from ..rendering import Renderer
from . import reading
from .accepts import import_accepts
from .answers import import_answers
from .comments import import_comments
from .counters import recount_people, recount_texts
from .extras import import_badges, import_links
from .people import import_users
from .places import import_tags, import_wikis
from .questions import import_questions
from .reading import POSTS
from .site import Site
from .staging import scratch
from .votes import keep_orphans


def source_of(folder: Path, site: str = "") -> str:
    """What an import's rows and facts are known by: the site's name, or its folder's."""
    return f"stackexchange:{site or folder.resolve().name}"[:100]


def import_dump(folder: Path, *, source: str, progress: Progress | None = None) -> None:
    """Import a dump. Every file is read and checked to its end before the first row is written.

    Unreadable when something is wrong with it: then nothing was written. Interrupted, it goes on where it stopped when
    it is started again; a second time it adds nothing; a newer dump adds and changes what is new.
    """
    progress = progress or Silence()
    kinds = reading.present(folder)
    with scratch() as desk:
        desk.fill(folder, kinds, progress)
        with Renderer() as renderer:
            site = Site(folder=folder, source=source, scratch=desk, renderer=renderer, progress=progress)
            _import(site)


def _import(site: Site) -> None:
    import_users(site)
    import_tags(site)
    site.progress.step("posts", site.scratch.total(POSTS))
    import_wikis(site)
    import_questions(site)
    import_answers(site)
    site.progress.end()
    import_comments(site)
    import_links(site)
    import_badges(site)
    keep_orphans(site)
    recount_texts(site)
    site.progress.step("accepted", sum(1 for _question in site.scratch.questions()))
    import_accepts(site)
    site.progress.end()
    recount_people(site)
    note_change(EVERYTHING)

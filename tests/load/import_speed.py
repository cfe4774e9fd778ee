"""How fast a dump comes in: `python -m tests.load.import_speed [--rows 100000] [--site coffee.meta] [--keep FOLDER]`.

Makes a dump of at least so many rows by repeating a real one (../shared/data/se) with shifted ids, imports it into a new
database (SQLite in a temporary folder, or what DATABASE_URL names, which must be empty), and prints the XML rows a second,
the time each phase took, and the largest memory of this process.
"""

import argparse
import gc
import os
import re
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
SHIFT = 1_000_000  # far beyond every id of the dumps
IDS = re.compile(
    r' (Id|PostId|RelatedPostId|UserId|OwnerUserId|LastEditorUserId|ParentId|AcceptedAnswerId|ExcerptPostId|WikiPostId)="(\d+)"'
)


def repeat(source: Path, to: Path, *, rows: int) -> int:
    """Write the dump again and again with other ids until it has at least so many rows; how many it has."""
    files = {path.name: path.read_text(encoding="utf-8-sig") for path in sorted(source.glob("*.xml"))}
    each = sum(text.count("<row ") for name, text in files.items() if name != "Tags.xml")
    copies = -(-rows // each)
    to.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        start, end = text.index("<row "), text.rindex("</")
        with (to / name).open("w", encoding="utf-8") as file:
            file.write(text[:start])
            for turn in range(1 if name == "Tags.xml" else copies):
                file.write(shifted(text[start:end], turn))
            file.write(text[end:])
    return sum(path.read_text(encoding="utf-8").count("<row ") for path in to.glob("*.xml"))


def shifted(rows: str, turn: int) -> str:
    """The rows with every id moved; the machine's own user (-1) is there once."""
    if not turn:
        return rows
    moved = IDS.sub(lambda match: f' {match[1]}="{int(match[2]) + turn * SHIFT}"', rows)
    return re.sub(r' *<row Id="-1" .*?/>\r?\n', "", moved)


def measure(folder: Path, rows: int) -> None:
    import django

    django.setup()
    from community.importers.progress import Progress
    from community.importers.stackexchange.counting import count_all
    from community.importers.stackexchange.dump import import_dump

    gc.freeze()  # as the command does
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    began, cpu = time.perf_counter(), time.process_time()
    import_dump(folder, source="stackexchange:load", progress=Progress(sys.stderr))
    spent, cpu = time.perf_counter() - began, time.process_time() - cpu
    helper = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    sys.stdout.write(f"{count_all('stackexchange:load')}\n")
    sys.stdout.write(f"{rows:,} rows in {spent:.1f} s: {rows / spent:,.0f} rows a second\n")
    sys.stdout.write(f"processor {cpu:.1f} s here, {helper:.1f} s in the helper; at most {peak} MB here\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--site", default="coffee.meta")
    parser.add_argument("--keep", type=Path, help="where to leave the dump that was made")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = options.keep or Path(scratch) / "dump"
        rows = repeat(ROOT.parent / "shared" / "data" / "se" / options.site, folder, rows=options.rows)
        os.environ["DJANGO_SETTINGS_MODULE"] = "cms.config.settings"
        os.environ["DATA_DIR"] = scratch
        subprocess.run([sys.executable, "manage.py", "migrate", "-v0"], cwd=ROOT, check=True)
        measure(folder, rows)


if __name__ == "__main__":
    main()

"""English, Spanish and Malay are complete: every sentence of the sources has its translation, compiled."""

import contextlib
import re
import shutil
from gettext import GNUTranslations
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import override_settings

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.once

PACKAGES = ("community", "engagement", "cms")
LANGUAGES = ("es", "ms")
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|(?<!%)%[sd]|\{\w*\}")


@pytest.fixture(scope="module")
def extracted(tmp_path_factory) -> dict[str, set[str]]:
    """{package: every message its code and templates ask for}, extracted afresh from a copy."""
    if not shutil.which("xgettext"):
        pytest.skip("xgettext is not installed: on Debian and Ubuntu apt-get install -y gettext")
    found = {}
    for package in PACKAGES:
        place = tmp_path_factory.mktemp("messages") / package
        shutil.copytree(ROOT / package, place, ignore=shutil.ignore_patterns("locale", "locale_*", "__pycache__", "migrations"))
        (place / "locale").mkdir()
        with override_settings(LOCALE_PATHS=[]), contextlib.chdir(place):
            call_command("makemessages", locale=["es"], verbosity=0, no_location=True, no_wrap=True)
        found[package] = set(read(place / "locale/es/LC_MESSAGES/django.po"))
    return found


def read(path: Path) -> dict[str, list[str]]:
    """{msgid: its translations} of a .po file; obsolete entries are left out, fuzzy ones count as empty."""
    entries: dict[str, list[str]] = {}
    for block in path.read_text().split("\n\n"):
        lines = [line for line in block.splitlines() if not line.startswith("#~")]
        fuzzy = any(line.startswith("#,") and "fuzzy" in line for line in lines)
        fields: dict[str, str] = {}
        name = ""
        for line in lines:
            if match := re.match(r'(msg\w+(?:\[\d\])?) "(.*)"$', line):
                name, fields[match[1]] = match[1], match[2]
            elif line.startswith('"') and name:
                fields[name] += line[1:-1]
        if fields.get("msgid"):
            values = [value for key, value in fields.items() if key.startswith("msgstr")]
            entries[fields.get("msgctxt", "") + fields["msgid"]] = [""] if fuzzy else values
    return entries


def catalogue(package: str, language: str) -> Path:
    return ROOT / package / "locale" / language / "LC_MESSAGES" / "django.po"


@pytest.mark.parametrize("package", PACKAGES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_has_its_translation(extracted, package, language):
    there = read(catalogue(package, language))
    missing = {message for message in extracted[package] if not all(there.get(message, [""]))}
    assert not missing, f"{len(missing)} of {len(extracted[package])} sentences of {package} are not in {language}"


@pytest.mark.parametrize("package", PACKAGES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_stands_in_a_sentences_places_is_kept(package, language):
    wrong = []
    for message, values in read(catalogue(package, language)).items():
        places = set(PLACEHOLDER.findall(message))
        wrong += [message for value in values if value and not set(PLACEHOLDER.findall(value)) <= places]
    assert not wrong


@pytest.mark.parametrize("package", PACKAGES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_compiled_is_what_is_written(package, language):
    path = catalogue(package, language)
    with path.with_suffix(".mo").open("rb") as file:
        compiled = GNUTranslations(file)
    for message, values in read(path).items():
        if "\\" not in message + values[0] and len(values) == 1 and values[0]:
            assert values[0] in (compiled.gettext(message), compiled.ngettext(message, "", 1))  # the latter has its plural

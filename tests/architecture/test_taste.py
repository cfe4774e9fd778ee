"""The house rules a machine can see (ARCHITECTURE, "Taste" and "Kept by machines"): docs/architecture.md tells them."""

import ast
import re
from statistics import quantiles

import pytest

from tests.architecture.sources import PACKAGES, Source, length_of, sources

pytestmark = pytest.mark.once

NO_HOME = {"core", "common", "utils", "services", "helpers", "misc", "selectors"}
MAY_LISTEN_TO_OTHERS = ("cms/", "community/members/adapter.py")  # third-party signals only
MAY_BRIDGE_LOOPS = "community/realtime/"

# Soft limits. Whoever adds a line says when and why; the list may only shrink.
LONG_FUNCTIONS: dict[str, str] = {}
LONG_MODULES: dict[str, str] = {}


def where(wanted) -> list[str]:
    return [source.path for source in sources() if wanted(source)]


def test_nothing_is_called_after_having_no_home():
    assert where(lambda source: NO_HOME & set(source.path.removesuffix(".py").split("/"))) == []


def test_rooms_tell_each_other_facts_not_signals():
    def listens(source: Source) -> bool:
        names = list(source.imports())
        return any(name.startswith("django.dispatch") or ".signals" in f".{name}" for name in names)

    assert [path for path in where(listens) if not path.startswith(MAY_LISTEN_TO_OTHERS)] == []


def test_nobody_overrides_save():
    def overrides(source: Source) -> bool:
        classes = [node for node in ast.walk(source.tree) if isinstance(node, ast.ClassDef)]
        of_models = source.path.endswith("/models.py") or "/models/" in source.path  # whatever they inherit from
        models = [node for node in classes if of_models or any("Model" in ast.unparse(base) for base in node.bases)]
        methods = {item.name for node in models for item in node.body if isinstance(item, ast.FunctionDef)}
        return bool(methods & {"save", "delete", "asave"})

    assert [path for path in where(overrides) if not path.endswith("forms.py")] == []


def test_only_realtime_crosses_from_threads_to_loops():
    def bridges(source: Source) -> bool:
        return "async_to_sync" in source.text or "run_coroutine_threadsafe" in source.text

    assert [path for path in where(bridges) if not path.startswith(MAY_BRIDGE_LOOPS)] == []


def test_locks_let_others_name_the_locked_row():
    """The stronger lock makes two commits whose rows name each other's members wait for ever."""

    def locks_hard(source: Source) -> bool:
        locks = re.findall(r"select_for_update\(([^)]*\)?[^)]*)\)", source.text)
        return any("no_key=True" not in lock and "skip_locked=True" not in lock for lock in locks)

    assert where(locks_hard) == [] and len(where(lambda source: "select_for_update(" in source.text)) > 5


def test_rights_of_the_team_ask_whether_it_is_on_duty():
    """`is_team` says how something counts; what somebody may is `on_duty`, `moderates` or `group_names`."""

    def asks_the_team(source: Source) -> bool:
        text = re.sub(r"staff(=|\": )by\.is_team", "", source.text)
        return bool(re.search(r"(viewer|\bby)\.is_team\b|getattr\((viewer|member), \"is_team\"", text))

    assert where(asks_the_team) == ["community/members/policy.py"] and len(where(lambda source: "on_duty" in source.text)) > 5


def test_functions_are_short():
    long = {f"{source.path}:{f.name}" for source in sources() for f in source.functions() if length_of(f) > 50}
    assert long == set(LONG_FUNCTIONS)


def test_modules_are_short():
    assert {source.path for source in sources() if source.lines > 400} == set(LONG_MODULES)


def test_nine_functions_of_ten_have_at_most_twenty_lines():
    lengths = [length_of(function) for source in sources() for function in source.functions()]
    assert quantiles(lengths, n=10)[8] <= 20


def test_every_module_of_every_package_was_looked_at():
    assert {source.path.split("/")[0] for source in sources()} == set(PACKAGES)
    assert len(sources()) > 100

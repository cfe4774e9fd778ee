import subprocess
import sys

import pytest

from tests.environment import ROOT


@pytest.mark.parametrize("name", ["wsgi:application", "asgi:application", "oneprocess:with_worker"])
def test_what_the_operations_page_tells_servers_to_load_sets_itself_up(name, tmp_path):
    module, _colon, attribute = name.partition(":")
    assert f"cms.config.{name}" in (ROOT / "docs/operations/README.md").read_text() or attribute == "application"
    load = f"import cms.config.{module} as loaded; assert callable(loaded.{attribute})"
    bare = {"PATH": "/usr/bin:/bin", "DATA_DIR": str(tmp_path), "QUERENCIA_NO_BOOTSTRAP": "1"}
    done = subprocess.run([sys.executable, "-c", load], cwd=ROOT, env=bare, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr

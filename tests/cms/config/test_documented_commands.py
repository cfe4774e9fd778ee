import subprocess
import sys

from tests.environment import ROOT


def test_the_whole_site_in_one_process_sets_itself_up_as_the_operations_page_tells_a_server_to_load_it(tmp_path):
    name = "cms.config.oneprocess:with_worker"
    assert name in (ROOT / "docs/operations/README.md").read_text()
    module, _colon, attribute = name.partition(":")
    load = f"import {module} as loaded; assert callable(loaded.{attribute})"
    bare = {"PATH": "/usr/bin:/bin", "DATA_DIR": str(tmp_path), "QUERENCIA_NO_BOOTSTRAP": "1"}
    done = subprocess.run([sys.executable, "-c", load], cwd=ROOT, env=bare, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr

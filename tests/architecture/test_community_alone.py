import os
import subprocess
import sys

import pytest

from tests.environment import ROOT


@pytest.mark.once
def test_community_runs_without_engagement_and_without_the_site(tmp_path):
    environment = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "REDIS_URL")}
    told = subprocess.run(
        [sys.executable, "-m", "tests.community_alone.story"],
        cwd=ROOT,
        env=environment | {"DATA_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert told.returncode == 0, told.stderr[-3000:]

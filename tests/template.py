"""The tests' template database, made ahead of the processes that want a copy: `python -m tests.template`."""

import gc
import os

import tests.environment  # noqa: F401 - the settings read what it says


def main() -> None:
    gc.disable()  # a third of the time of migrating; what it would have collected is gone with this process
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.config.settings")
    import django

    django.setup()
    from tests import databases

    databases.kind().drop()


if __name__ == "__main__":
    main()

"""The delivery loop in a process of its own: started and killed by a test."""

import os
import threading

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.config.settings")

import django  # noqa: E402

django.setup()

from engagement.connections import sending  # noqa: E402

if __name__ == "__main__":
    print("working", flush=True)  # noqa: T201 - the test waits for this line
    sending.loop(threading.Event())

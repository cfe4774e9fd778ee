"""Live updates. Ordinary requests are served by wsgi.py; the demo hands them over inside one process."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.config.settings")
application = get_asgi_application()

import os

from django.core.wsgi import get_wsgi_application

os.environ["DJANGO_SETTINGS_MODULE"] = "cms.config.bench.site_settings"
application = get_wsgi_application()

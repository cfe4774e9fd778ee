from community.frame.sitemaps import Rows

from .models import Badge

SECTIONS = (Rows(name="badges", rows=Badge.objects.active),)

from django.conf import settings
from django.urls import include, path, re_path, reverse_lazy
from django.views.generic import RedirectView
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from cms.desk.account import editor_account

from . import found, views
from .api import api

handler400 = "community.frame.views.bad_request"
handler403 = "community.frame.views.permission_denied"
handler404 = "community.frame.views.page_not_found"
handler500 = "community.frame.views.server_error"

urlpatterns = [
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("metrics", views.metrics, name="metrics"),
    path("robots.txt", found.robots, name="robots"),
    path("sitemap.xml", found.sitemap_index, name="sitemap_index"),
    path("sitemaps/<str:section>-<int:number>.xml", found.sitemap_page, name="sitemap"),
    path("", include("community.frame.urls")),
    path("notifications/", include("community.notifications.urls")),
    path("", include("community.members.urls")),
    path("", include("community.papers.urls")),
    path("", include("community.moderation.urls")),
    path("", include("community.forum.urls")),
    path("", include("engagement.recognition.urls")),
    path("", include("engagement.loyalty.urls")),
    path("", include("engagement.connections.urls")),
    path("", include("engagement.referrals.urls")),
    path("", include("engagement.rewards.urls")),
    path("", include("engagement.credit.urls")),
    path("", include("engagement.cases.urls")),
    path("api/v1/", api.urls),
    path("accounts/", include("community.members.elsewhere.urls")),
    path("accounts/", include("allauth.urls")),
    # One way in for everybody: Wagtail's own forms would let staff past their second factor.
    path("cms/login/", RedirectView.as_view(pattern_name="account_login", query_string=True)),
    path("_util/login/", RedirectView.as_view(pattern_name="account_login", query_string=True)),
    re_path("^cms/password_reset/", RedirectView.as_view(url=reverse_lazy("account_reset_password"))),
    path("cms/account/", editor_account),
    path("cms/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    *([path("", include("cms.demo.urls"))] if settings.DEMO else []),
    *([path("gallery/", include("cms.demo.gallery"))] if settings.DEBUG or settings.TESTING else []),
    path("", include("cms.pages.urls")),
]

from django.urls import include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

handler400 = "community.frame.views.bad_request"
handler403 = "community.frame.views.permission_denied"
handler404 = "community.frame.views.page_not_found"
handler500 = "community.frame.views.server_error"

urlpatterns = [
    path("", include("community.frame.urls")),
    path("notifications/", include("community.notifications.urls")),
    path("accounts/", include("allauth.urls")),
    path("cms/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("", include(wagtail_urls)),
]

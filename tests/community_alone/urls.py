from django.urls import include, path

urlpatterns = [
    path("", include("community.frame.urls")),
    path("notifications/", include("community.notifications.urls")),
    path("", include("community.members.urls")),
    path("", include("community.moderation.urls")),
    path("", include("community.forum.urls")),
    path("accounts/", include("allauth.urls")),
]

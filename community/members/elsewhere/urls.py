"""Under accounts/, before allauth's own, which includes them once more as a provider's."""

from django.urls import path

from . import views

urlpatterns = [
    path("3rdparty/", views.connections, name="socialaccount_connections"),
    path("oidc/<str:provider_id>/login/callback/", views.callback, name="openid_connect_callback"),
    path("elsewhere/disconnect/", views.disconnect, name="elsewhere_disconnect"),
    path("elsewhere/<str:provider_id>/", views.start, name="elsewhere"),
    path("elsewhere/<str:provider_id>/connect/", views.connect, name="elsewhere_connect"),
]

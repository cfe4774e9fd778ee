from django.urls import path

from . import views

urlpatterns = [
    path("invite/", views.invite, name="invite"),
    path("invite/terms/", views.terms, name="invite_terms"),
    path("invite/code/<slug:act>/", views.code, name="invite_code"),
    path("invite/friends/<int:pk>/appeal/", views.appeal, name="invite_appeal"),
    path("invite/friends/<int:pk>/not-so/", views.take_off, name="invite_take_off"),
    path("invite/<slug:code>/", views.invitation, name="invitation"),
    path("invite/<slug:code>/join/", views.join, name="invitation_join"),
]

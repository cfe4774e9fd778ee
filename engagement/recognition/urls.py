from django.urls import path

from . import views

urlpatterns = [
    path("badges/", views.badges, name="badges"),
    path("badges/<slug:slug>/", views.badge, name="badge"),
    path("badges/<slug:slug>/picture.png", views.badge_picture, name="badge_picture"),
    path("levels/", views.levels, name="levels"),
    path("me/why/", views.why_level, name="why_level"),
]

from django.urls import path

from . import views

urlpatterns = [
    path("appearance/", views.choose_theme, name="theme"),
    path("language/", views.set_language, name="set_language"),
]

from django.urls import path

from . import media, views

urlpatterns = [
    path("appearance/", views.choose_theme, name="theme"),
    path("theme/<slug:name>.css", views.theme_css, name="theme_css"),
    path("language/", views.set_language, name="set_language"),
    path("media/<path:path>", media.media, name="media"),
]

from django.urls import path, re_path
from wagtail.urls import serve_pattern
from wagtail.urls import urlpatterns as wagtail_urls

from . import views

urlpatterns = [
    *[route for route in wagtail_urls if route.name != "wagtail_serve"],
    path("guides/<int:pk>/useful/", views.useful, name="guide_useful"),
    path("guides/of-answer/<int:answer_id>/", views.of_answer, name="guide_of_answer"),
    re_path(serve_pattern, views.serve, name="wagtail_serve"),
]

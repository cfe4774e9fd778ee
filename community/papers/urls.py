from django.urls import path

from . import views

urlpatterns = [
    path("terms/", views.paper, {"kind": "terms"}, name="terms"),
    path("terms/<int:version>/", views.paper, {"kind": "terms"}, name="terms_version"),
    path("guidelines/", views.paper, {"kind": "guidelines"}, name="guidelines"),
    path("guidelines/<int:version>/", views.paper, {"kind": "guidelines"}, name="guidelines_version"),
]

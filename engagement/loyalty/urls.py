from django.urls import path

from . import views

urlpatterns = [
    path("me/loyalty/", views.loyalty_profile, name="loyalty_profile"),
    path("me/loyalty/download/", views.download, name="loyalty_download"),
    path("me/membership/", views.membership, name="membership"),
    path("me/loyalty/facts/<slug:key>/", views.facts, name="loyalty_facts"),
]

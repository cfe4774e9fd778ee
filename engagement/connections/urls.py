from django.urls import path

from . import views

urlpatterns = [path("hooks/shops/<slug:slug>/", views.shop_hook, name="shop_hook")]

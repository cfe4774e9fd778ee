from django.urls import path

from . import views

urlpatterns = [path("me/balance/", views.balance, name="balance")]

from django.urls import path

from . import views

urlpatterns = [
    path("me/rewards/", views.rewards, name="rewards"),
    path("me/rewards/<int:gift_id>/answer/", views.answer, name="reward_answer"),
]

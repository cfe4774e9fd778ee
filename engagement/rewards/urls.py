from django.urls import path

from . import views

urlpatterns = [
    path("me/rewards/", views.rewards, name="rewards"),
    path("me/rewards/have/<int:reward_id>/", views.buy, name="reward_buy"),
    path("me/rewards/<int:gift_id>/answer/", views.answer, name="reward_answer"),
]

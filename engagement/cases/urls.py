from django.urls import path

from . import views

urlpatterns = [
    path("me/cases/", views.cases, name="cases"),
    path("me/cases/write/", views.message, name="message_brand"),
    path("me/cases/<uuid:public_id>/", views.case, name="case"),
    path("me/cases/<uuid:public_id>/worked/", views.check, name="case_check"),
    path("me/surveys/<int:survey_id>/", views.survey, name="survey"),
]

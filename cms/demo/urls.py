from django.urls import path

from . import views

urlpatterns = [
    path("mail/", views.mail_list, name="demo_mails"),
    path("mail/<str:key>/", views.mail_detail, name="demo_mail"),
]

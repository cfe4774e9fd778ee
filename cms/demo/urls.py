from django.urls import path

from . import views
from .till import till

urlpatterns = [
    path("till/", till, name="demo_till"),
    path("mail/", views.mail_list, name="demo_mails"),
    path("mail/<str:key>/", views.mail_detail, name="demo_mail"),
]

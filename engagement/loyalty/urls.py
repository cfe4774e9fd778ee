from django.urls import path

from . import views

urlpatterns = [
    path("me/loyalty/", views.loyalty_profile, name="loyalty_profile"),
    path("me/loyalty/download/", views.download, name="loyalty_download"),
    path("me/card/", views.card, name="card"),
    path("me/card/claim/", views.claim, name="claim"),
    path("me/membership/", views.membership, name="membership"),
    path("me/products/", views.owned.products, name="owned"),
    path("me/products/<int:owned_id>/", views.owned.choices, name="owned_choices"),
    path("me/products/<int:owned_id>/gone/", views.owned.gone, name="owned_gone"),
    path("me/history/", views.history.own, name="history"),
    path("me/history/wrong/", views.history.wrong, name="history_wrong"),
    path("me/history/contacts/<int:contact_id>/hide/", views.history.contact_hide, name="contact_hide"),
    path("members/<handle:handle>/known/", views.history.known, name="member_known"),
    path("members/<handle:handle>/known/contacts/", views.history.contact, name="contact_note"),
    path("members/<handle:handle>/known/contacts/<int:contact_id>/done/", views.history.contact_done, name="contact_done"),
    path(
        "members/<handle:handle>/known/corrections/<int:correction_id>/",
        views.history.correction_answer,
        name="correction_answer",
    ),
    path("me/loyalty/facts/<slug:key>/", views.facts, name="loyalty_facts"),
]

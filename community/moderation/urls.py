"""Addresses of reporting, of deciding in place, and of what the team decided about oneself."""

from django.urls import path

from .views import appealing, members, reporting, standing

urlpatterns = [
    path("questions/<int:question_id>/acts/close/", standing.close, name="question_close"),
    path("questions/<int:question_id>/acts/reopen/", standing.reopen, name="question_reopen"),
    path("questions/<int:question_id>/acts/duplicate/", standing.duplicate, name="question_duplicate"),
    path("questions/<int:question_id>/acts/move/", standing.move, name="question_move"),
    path("texts/<str:kind>/<int:pk>/hide/", standing.hide, name="text_hide"),
    path("texts/<str:kind>/<int:pk>/restore/", standing.restore, name="text_restore"),
    path("texts/<str:kind>/<int:pk>/author/", members.author, name="text_author"),
    path("members/<handle:handle>/decide/", members.member, name="member_decide"),
    path("suspended/<str:token>/", members.suspended, name="suspended"),
    path("texts/<str:kind>/<int:pk>/report/", reporting.report, name="report"),
    path("report/", reporting.illegal, name="report_illegal"),
    path("reports/<uuid:key>/", reporting.receipt, name="report_receipt"),
    path("decisions/", appealing.decisions, name="decisions"),
    path("decisions/<int:decision_id>/", appealing.decision, name="decision"),
    path("decisions/<int:decision_id>/undo/", standing.undo, name="decision_undo"),
]

from django.urls import path, register_converter

from . import views


class Handle:
    """Whatever may stand for a handle in an address; the view decides whose it is."""

    regex = r"[^/]{1,80}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(Handle, "handle")

urlpatterns = [
    path("accounts/confirm-email/", views.ConfirmAddress.as_view(), name="account_email_verification_sent"),
    path("members/<handle:handle>/", views.profile, name="member"),
    path("me/", views.me, name="me"),
    path("settings/", views.settings_profile, name="settings"),
    path("settings/handle/", views.settings_handle, name="settings_handle"),
    path("settings/picture/", views.settings_picture, name="settings_picture"),
    path("settings/privacy/", views.settings_privacy, name="settings_privacy"),
    path("settings/privacy/consent/", views.settings_consent, name="settings_consent"),
    path("settings/privacy/export/", views.ask_export, name="ask_export"),
    path("settings/privacy/export/<int:pk>/", views.download_export, name="download_export"),
    path("settings/privacy/leave/", views.leave, name="leave"),
    path("settings/privacy/stay/", views.settings_stay, name="settings_stay"),
    path("stay/<str:token>/", views.stay, name="stay"),
    path("settings/reach/", views.settings_reach, name="settings_reach"),
    path("agree/", views.agree, name="agree"),
    path("consent/", views.say_on_banner, name="consent"),
    path("settings/security/", views.settings_security, name="settings_security"),
    path("settings/security/step/", views.second_step, name="second_step"),
    path("settings/keys/", views.settings_keys, name="settings_keys"),
    path("settings/keys/<int:key_id>/revoke/", views.revoke_key, name="revoke_key"),
]

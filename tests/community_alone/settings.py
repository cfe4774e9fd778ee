"""Community's rooms and allauth, nothing else: what somebody who only wants the questions and answers would write."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
DATA_DIR = Path(os.environ["DATA_DIR"])
SECRET_KEY = "community alone, for one test"
SITE_URL, SITE_HOST, BRAND_NAME = "http://testserver", "testserver", "Community alone"
DEBUG = DEMO = HTTPS = False
QUIET_HOURS, CONSENT_BANNER = (0, 0), ()
KEEP_DAYS = {"leaving": 14, "exports": 7, "sessions": 14, "messages": 365, "drafts": 180, "pictures": 7, "reporters": 180}
EXPORT_ROOT = DATA_DIR / "exports"
TESTING = True
ALLOWED_HOSTS = ["testserver"]
ROOT_URLCONF = "tests.community_alone.urls"
INSTALLED_APPS = [
    "community.importers",
    "community.notifications",
    "community.moderation",
    "community.forum",
    "community.screening",
    "community.realtime",
    "community.members",
    "community.events",
    "community.frame",
    "community.text",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "channels",
    "django_htmx",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "django.contrib.staticfiles",
]
MIDDLEWARE = [
    "community.frame.middleware.SecurityHeaders",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "community.frame.middleware.Refusals",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "community" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "community.frame.context.frame",
                "community.notifications.context.inbox",
            ],
        },
    }
]
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(DATA_DIR / "alone.sqlite3"),
        "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 20},
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    "pictures": {"BACKEND": "django.core.cache.backends.filebased.FileBasedCache", "LOCATION": DATA_DIR / "pictures"},
}
CHANNEL_LAYERS = {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}
STATIC_URL, MEDIA_URL, MEDIA_ROOT = "/static/", "/media/", DATA_DIR / "media"
AUTH_USER_MODEL = "members.Member"
AUTHENTICATION_BACKENDS = ["community.members.backend.Backend", "allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
ACCOUNT_ADAPTER = "community.members.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1"]
ACCOUNT_FORMS = {"signup": "community.members.forms.SignupForm", "login": "community.members.forms.LoginForm"}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_RATE_LIMITS = {"keep_text": "20/h/ip", "preview": "60/m/ip", "report": "5/h/ip"}
STAFF_SECOND_FACTOR = True
TERMS_VERSION, TERMS_URL, MINIMUM_AGE = "", "", 16
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
DEFAULT_FROM_EMAIL = "community@example.com"
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English")]
USE_I18N = USE_TZ = True
GUEST_PAGES_SECONDS = 0

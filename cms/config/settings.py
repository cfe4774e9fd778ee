"""Every setting of the product, in one file. Each knob comes from the environment and has a safe default.

SITE_URL       the address people type; https:// switches on secure cookies, HSTS and the redirect (default http://127.0.0.1:8000)
DATABASE_URL   sqlite:///path or postgres://user:password@host/name (default: a SQLite file under var/)
REDIS_URL      redis://host:6379/0: channel layer and cache; without it the product is one process
REDIS_PREFIX   what its keys and channels begin with, where several sites share a Redis
SECRET_KEY     kept in var/secret-key when not given
DEBUG          never in production
MAIL_URL       smtp://..., smtp+tls://...; without it mails are kept in var/mail
DATA_DIR       where var/ is: database, uploads, captured mail
QUIET_HOURS    hours of a member's day without mails that can wait, unless they chose others: 21-8; "" for none
KEEP_..._DAYS  how long what is kept (KEEP_DAYS below; docs/operations)
CONSENT_BANNER purposes that guests and newcomers are asked about on the page, e.g. "news,boards": none
OIDC_ISSUER, SOCIAL_PROVIDERS, STAFF_SECOND_FACTOR, TERMS_VERSION  who comes in, and how (docs/operations, sign-in.md)
OUTGOING_ALLOWED_HOSTS  hosts of your own that requests of ours may reach though their address is not public (host or host:port)
OUTGOING_PORTS  the ports that requests of ours may ask for elsewhere (default 80,443,8080,8443)
"""

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import environ
from csp.constants import NONE, SELF
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from .elsewhere import providers_of
from .logs import logs
from .secret import kept_secret

BASE_DIR = Path(__file__).resolve().parent.parent.parent
env = environ.Env()

DATA_DIR = Path(env("DATA_DIR", default=str(BASE_DIR / "var")))
DATA_DIR.mkdir(parents=True, exist_ok=True)

DEBUG = env.bool("DEBUG", default=False)
TESTING = env.bool("QUERENCIA_TESTING", default=False)
DEMO = env.bool("QUERENCIA_DEMO", default=False)
SECRET_KEY = env("SECRET_KEY", default="") or kept_secret(DATA_DIR)
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])  # earlier ones: what they sealed still opens
SITE_URL = env("SITE_URL", default="http://127.0.0.1:8000").rstrip("/")
SITE_HOST = urlsplit(SITE_URL).hostname or "127.0.0.1"
HTTPS = SITE_URL.startswith("https://")
BEHIND_PROXY = env.bool("BEHIND_PROXY", default=False)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[SITE_HOST, *([] if HTTPS else ["127.0.0.1", "localhost", "[::1]"])])
CSRF_TRUSTED_ORIGINS = [SITE_URL]
ROOT_URLCONF = "cms.config.urls"
WSGI_APPLICATION = "cms.config.wsgi.application"
ASGI_APPLICATION = "cms.config.asgi.application"

INSTALLED_APPS = [
    "cms.config",
    "cms.demo",
    "cms.desk",
    "cms.pages",
    "engagement.connections",
    "engagement.insights",
    "engagement.cases",
    "engagement.loyalty",
    "engagement.referrals",
    "engagement.rewards",
    "engagement.integrity",
    "engagement.credit",
    "engagement.recognition",
    "engagement.rules",
    "community.importers",
    "community.notifications",
    "community.moderation",
    "community.forum",
    "community.screening",
    "community.realtime",
    "community.members.elsewhere",
    "community.papers",
    "community.members",
    "community.events",
    "community.outgoing",
    "community.frame",
    "community.text",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.usersessions",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.contrib.simple_translation",
    "wagtail.embeds",
    "wagtail.locales",
    "wagtail.sites",
    "cms.desk.apps.UsersConfig",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "channels",
    "django_htmx",
    "csp",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "django.contrib.staticfiles",
]
SOCIAL_PROVIDERS = env.list("SOCIAL_PROVIDERS", default=[])
INSTALLED_APPS += [f"allauth.socialaccount.providers.{name}" for name in SOCIAL_PROVIDERS]

MIDDLEWARE = [
    "cms.config.watch.middleware.Watched",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "community.frame.guests.GuestPages",
    "community.frame.middleware.SecurityHeaders",
    "cms.config.middleware.PolicyByPlace",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "community.members.duty.Duty",
    "community.members.terms.Agreed",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "community.frame.middleware.Refusals",
    "cms.config.middleware.TeamOnDuty",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / package / "templates" for package in ("cms", "engagement", "community")],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "community.frame.context.frame",
                "community.notifications.context.inbox",
                "community.members.banner.on_page",
                "cms.pages.context.menus",
            ],
        },
    }
]

# --- data -------------------------------------------------------------------------------------------------------

DATABASE_URL = env("DATABASE_URL", default=f"sqlite:///{DATA_DIR / 'querencia.sqlite3'}")
DATABASES = {"default": env.db_url_config(DATABASE_URL)}
_db = DATABASES["default"]
if _db["ENGINE"].endswith("sqlite3"):
    _db["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",  # a writer queues for the lock at BEGIN instead of failing half way
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;PRAGMA mmap_size=134217728;"
        "PRAGMA secure_delete=ON;PRAGMA cache_size=-16000;PRAGMA journal_size_limit=67108864;",
    }
else:
    _db["CONN_MAX_AGE"] = 0
    _db["OPTIONS"] = {
        "pool": {"min_size": 1, "max_size": env.int("DATABASE_POOL", default=8), "timeout": 5, "reconnect_timeout": 5},
        "prepare_threshold": 2,  # for community.frame.prepared alone: Django's own cursors never prepare
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env("REDIS_URL", default="")
REDIS_PREFIX = env("REDIS_PREFIX", default="querencia")
if REDIS_URL:
    CACHES = {
        "default": {
            "BACKEND": "cms.config.cache.Lenient",
            "LOCATION": REDIS_URL,
            "KEY_PREFIX": REDIS_PREFIX,
            "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 2},
        }
    }
    CHANNEL_LAYERS = {
        "default": {
            "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
            "CONFIG": {"hosts": [REDIS_URL], "prefix": REDIS_PREFIX},
        }
    }
else:
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    CHANNEL_LAYERS = {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}
CACHES["pictures"] = {  # drawn when first asked for; at most so many, about 50 KB each
    "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
    "LOCATION": DATA_DIR / "pictures",
    "TIMEOUT": 30 * 24 * 3600,
    "OPTIONS": {"MAX_ENTRIES": 2000},
}
GUEST_PAGES_SECONDS = env.int("GUEST_PAGES_SECONDS", default=0 if DEBUG or TESTING else 60)
WEB_PROCESSES = env.int("WEB_CONCURRENCY", default=1)

MEDIA_ROOT = DATA_DIR / "media"
EXPORT_ROOT = DATA_DIR / "exports"
MEDIA_URL = "/media/"
STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_USE_FINDERS = True
HASHED_STATIC = env.bool("HASHED_STATIC", default=False)  # the release image sets it and runs collectstatic
STATIC_ROOT = BASE_DIR / "staticfiles" if HASHED_STATIC else None
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if HASHED_STATIC
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

# Days. What is older is deleted by the clock; a member who leaves is forgotten after `leaving`.
_KEPT = {
    "leaving": 14, "exports": 7, "sessions": 14, "messages": 365, "drafts": 180, "pictures": 7, "looks": 365, "deliveries": 90,
    "traces": 30, "reporters": 180,
}  # fmt: skip
KEEP_DAYS = {name: env.int(f"KEEP_{name.upper()}_DAYS", default=days) for name, days in _KEPT.items()}

# --- people -----------------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "members.Member"
AUTHENTICATION_BACKENDS = ["community.members.backend.Backend", "allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
PASSWORD_HASHERS = (
    ["django.contrib.auth.hashers.MD5PasswordHasher"]
    if TESTING
    else ["django.contrib.auth.hashers.ScryptPasswordHasher", "django.contrib.auth.hashers.PBKDF2PasswordHasher"]
)
LOGIN_URL = reverse_lazy("account_login")
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "engagement.integrity.adapter.NotingAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1"]  # our form asks for no password; listing it keeps sign-in by password
ACCOUNT_FORMS = {"signup": "engagement.referrals.forms.InvitedSignupForm", "login": "community.members.forms.LoginForm"}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_UNIQUE_EMAIL = True
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_CHANGE = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_CHANGE_EMAIL = True  # one address, changed by confirming the new one
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if HTTPS else "http"
# What guests type waits for their sign-in; a preview is work. allauth's own limits stand beside.
ACCOUNT_RATE_LIMITS = {"keep_text": "20/h/ip", "preview": "60/m/ip", "claim": "5/h/user", "useful": "60/h/ip", "report": "5/h/ip"}
# Limits of sign-in count in the cache: exact with REDIS_URL; without it the product is one process anyway.
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if BEHIND_PROXY else 0
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
STAFF_SECOND_FACTOR = env.bool("STAFF_SECOND_FACTOR", default=not (DEMO or TESTING))  # what the team may waits for it
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_FORMS = {"add_webauthn": "community.members.forms.AddKeyForm", "edit_webauthn": "community.members.forms.EditKeyForm"}
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_TOLERANCE = 1  # half a minute late is not wrong (RFC 6238, section 5.2)
MFA_TOTP_ISSUER = env("BRAND_NAME", default="Querencia")
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS and SITE_HOST in ("127.0.0.1", "localhost")
USERSESSIONS_TRACK_ACTIVITY = False  # reading writes nothing
SESSION_COOKIE_AGE = KEEP_DAYS["sessions"] * 24 * 3600
SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"

SOCIALACCOUNT_ADAPTER = "community.members.elsewhere.adapter.ElsewhereAdapter"
SOCIALACCOUNT_FORMS = {"signup": "engagement.referrals.forms.InvitedJoinForm"}
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = SOCIALACCOUNT_STORE_TOKENS = SOCIALACCOUNT_LOGIN_ON_GET = False
SOCIALACCOUNT_PROVIDERS = providers_of(env)

TEAM_BADGES_A_MONTH = env.int("TEAM_BADGES_A_MONTH", default=5)  # given by hand by each person of the brand's team
TEAM_THANKS_A_MONTH = env.int("TEAM_THANKS_A_MONTH", default=20)  # of each person of the team
TERMS_VERSION, TERMS_URL = env("TERMS_VERSION", default=""), env("TERMS_URL", default="/terms/")
MINIMUM_AGE = env.int("MINIMUM_AGE", default=16)

# Signs that two accounts are one person's: how soon a person looks, and which providers make addresses to throw away.
FRAUD_CHECKS = env.str("FRAUD_CHECKS", default="moderate")  # relaxed, moderate, strict
DISPOSABLE_DOMAINS = frozenset(
    env.list(
        "DISPOSABLE_DOMAINS",
        default=[
            *("10minutemail.com", "dispostable.com", "fakeinbox.com", "getnada.com", "guerrillamail.com", "mailinator.com"),
            *("maildrop.cc", "mintemail.com", "sharklasers.com", "temp-mail.org", "tempmail.com", "throwawaymail.com"),
            *("trashmail.com", "yopmail.com"),
        ],
    )
)

# --- security ---------------------------------------------------------------------------------------------------

_prefix = "__Host-" if HTTPS else ""
SESSION_COOKIE_NAME = f"{_prefix}session"
CSRF_COOKIE_NAME = f"{_prefix}csrf"
CSRF_FAILURE_VIEW = "community.frame.views.csrf_failure"
LANGUAGE_COOKIE_NAME = "language"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
SECURE_SSL_REDIRECT = HTTPS and env.bool("SSL_REDIRECT", default=True)
SECURE_REDIRECT_EXEMPT = ["^healthz$", "^readyz$", "^metrics$"]  # asked from inside, without TLS
SECURE_HSTS_SECONDS = 31536000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
X_FRAME_OPTIONS = "DENY"

OUTGOING_ALLOWED_HOSTS = [host.lower() for host in env.list("OUTGOING_ALLOWED_HOSTS", default=[])]
OUTGOING_PORTS = env.list("OUTGOING_PORTS", cast=int, default=[80, 443, 8080, 8443])

_ws = SITE_URL.replace("http", "ws", 1)
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF, _ws],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "object-src": [NONE],
        "frame-ancestors": [NONE],
    }
}

# --- languages --------------------------------------------------------------------------------------------------

LANGUAGE_CODE = "en"
LANGUAGES: list[tuple[str, Any]] = [("en", _("English")), ("es", _("Spanish")), ("ms", _("Malay"))]
if DEBUG or TESTING:
    LANGUAGES.append(("ar", "Arabic"))  # the right-to-left proof, never offered to members
LOCALE_PATHS = [BASE_DIR / package / "locale" for package in ("cms", "engagement", "community")]
LOCALE_PATHS.append(BASE_DIR / "community/members/locale_allauth")  # allauth has no Malay catalogue; Django's lacks a sentence
USE_I18N = USE_TZ = True
FORMAT_MODULE_PATH = "cms.config.formats"
TIME_ZONE = env("TIME_ZONE", default="UTC")

# --- mail -------------------------------------------------------------------------------------------------------

MAIL_URL = env("MAIL_URL", default="")
if MAIL_URL:
    vars().update(env.email_url_config(MAIL_URL))
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = DATA_DIR / "mail"
DEFAULT_FROM_EMAIL = env("MAIL_FROM", default=f"community@{SITE_HOST}")
EMAIL_TIMEOUT = 10

# Whoever tries the demo at night sees its mail.
_quiet = env("QUIET_HOURS", default="" if DEMO or TESTING else "21-8")
QUIET_HOURS = (int(_quiet.split("-")[0]), int(_quiet.split("-")[1])) if _quiet else (0, 0)
CONSENT_BANNER = env.list("CONSENT_BANNER", default=[])

# --- wagtail ----------------------------------------------------------------------------------------------------

BRAND_NAME = env("BRAND_NAME", default="Querencia")
WAGTAIL_SITE_NAME = BRAND_NAME
WAGTAILADMIN_BASE_URL = SITE_URL
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_I18N_ENABLED = True
WAGTAIL_CONTENT_LANGUAGES = [("en", "English"), ("es", "Español"), ("ms", "Bahasa Melayu")]
WAGTAILADMIN_LOGIN_URL = reverse_lazy("account_login")
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}

METRICS_TOKEN = env("METRICS_TOKEN", default="")  # who shows it may read /metrics; without one nothing is counted

# --- log --------------------------------------------------------------------------------------------------------

LOGGING = logs(level=env("LOG_LEVEL", default="WARNING"), form=env("LOG_FORMAT", default="json" if HTTPS else "line"))
SILENCED_SYSTEM_CHECKS: list[str] = []

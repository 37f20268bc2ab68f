"""Settings of the portal, read top to bottom; everything that varies comes from the environment."""

import logging
import re
from pathlib import Path

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from chm_portal import env
from chm_portal.object_storage import media_storage

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(env.text("PORTAL_VAR", str(BASE_DIR / "var" / "dev")))

# --- who and where -----------------------------------------------------------------------------

DEBUG = env.flag("PORTAL_DEBUG")
SECRET_KEY = env.text("PORTAL_SECRET_KEY")
if len(SECRET_KEY) < 32:
    raise ImproperlyConfigured("PORTAL_SECRET_KEY: give a secret of at least 32 characters (./run makes one).")
SECRET_KEY_FALLBACKS = env.words("PORTAL_SECRET_KEY_FALLBACKS")
ALLOWED_HOSTS = env.words("PORTAL_ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")
# The address under which readers know the portal; permanent identifiers and mails use it.
PORTAL_ADDRESS = env.text("PORTAL_ADDRESS", "http://127.0.0.1:8000").rstrip("/")
IS_HTTPS = PORTAL_ADDRESS.startswith("https://")
CSRF_TRUSTED_ORIGINS = [PORTAL_ADDRESS] if IS_HTTPS else []
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.flag("PORTAL_BEHIND_PROXY") else None
# The four services; a site may do without some of them (common/offer.py). Their tables are made all the same.
SERVICE_APPS = ("knowledge_base", "collaboration", "reporting", "country_profiles")
PORTAL_SERVICES = env.choices("PORTAL_SERVICES", SERVICE_APPS)

INSTALLED_APPS = [
    "modeltranslation",  # first: it must patch models before they are used
    "chm_portal.common",
    "chm_portal.outbox",
    "chm_portal.audit",
    "chm_portal.accounts",
    "chm_portal.vocabularies",
    "chm_portal.directory",
    "chm_portal.notifications",
    "chm_portal.teamwork",
    "chm_portal.usage",
    "chm_portal.page_cache",
    "chm_portal.records",
    "chm_portal.imports",
    "chm_portal.search",
    "chm_portal.curation",
    "knowledge_base",
    "collaboration",
    "reporting",
    "country_profiles",
    "chm_portal.interop",
    "chm_portal.pages",
    "chm_portal.demonstration",
    "haystack",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "csp",
    "rules",
    "chm_portal.administration.apps.PortalAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sitemaps",
    "django.contrib.humanize",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
]

MIDDLEWARE = [
    "chm_portal.interop.health.ProbeMiddleware",  # first: a probe has no host name and no TLS
    "chm_portal.common.request_log.RequestLogMiddleware",
    "chm_portal.page_cache.middleware.PageCacheMiddleware",  # keeps whole answers, with their headers
    "django.middleware.security.SecurityMiddleware",
    "chm_portal.common.middleware.DemonstrationHostMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "chm_portal.common.middleware.CleanQueryMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "chm_portal.common.middleware.LanguageMiddleware",
    "chm_portal.common.middleware.ServiceMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "chm_portal.accounts.middleware.PersonMiddleware",
    "chm_portal.accounts.middleware.SignInMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "chm_portal.accounts.middleware.SecondFactorMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "chm_portal.urls"
WSGI_APPLICATION = "chm_portal.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "chm_portal.common.templatetags.portal",
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "chm_portal.common.context.portal",
            ],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
SILENCED_SYSTEM_CHECKS: list[str] = []

# --- database, cache, broker -------------------------------------------------------------------

DATABASES = {"default": env.database("DATABASE_URL")}
DATABASES["default"] |= {"CONN_MAX_AGE": 600, "CONN_HEALTH_CHECKS": True}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.text("REDIS_URL", "redis://127.0.0.1:6379/0")
BROKER_TIMEOUT = 0.3  # seconds a connection may wait before the cache fails open
CACHES = {
    "default": {
        "BACKEND": "chm_portal.common.cache.FailOpenRedisCache",
        "LOCATION": REDIS_URL.replace("redis+socket://", "unix://"),
        "OPTIONS": {"socket_timeout": BROKER_TIMEOUT, "socket_connect_timeout": BROKER_TIMEOUT},
    }
}
# How much of its memory each web process keeps pages in that it has made for visitors; 0: it keeps none.
PAGE_CACHE_BYTES = 0 if DEBUG else env.number("PORTAL_PAGE_CACHE_MB", 32) * 1024 * 1024
PAGE_CACHE_CHECK_SECONDS = 1.0  # how long a process may not have heard of a change; a publication is seen in two
CELERY_BROKER_URL = re.sub(r"^unix://", "redis+socket://", REDIS_URL)
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 300, "socket_timeout": 5, "socket_connect_timeout": 1}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None  # a worker waits for the broker's return, however long
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_PUBLISH_RETRY = False
CELERY_TASK_TIME_LIMIT = 120
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TASK_DEFAULT_QUEUE = "default"
CELERY_TIMEZONE = "UTC"

# --- languages, times --------------------------------------------------------------------------

LANGUAGE_CODE = "en"
LANGUAGES = [
    ("ar", "العربية"),
    ("en", "English"),
    ("es", "Español"),
    ("fr", "Français"),
    ("ru", "Русский"),
    ("zh-hans", "中文"),
]
LOCALE_PATHS = [BASE_DIR / "locale"]
MODELTRANSLATION_DEFAULT_LANGUAGE = "en"
MODELTRANSLATION_LANGUAGES = tuple(code for code, _name in LANGUAGES)
MODELTRANSLATION_ENABLE_FALLBACKS = False  # a text in another language is shown with a mark, never silently
MODELTRANSLATION_CUSTOM_FIELDS = ()
USE_TZ = True
TIME_ZONE = "UTC"

# --- people ------------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "chm_portal.directory.access.DesignationBackend",
    "chm_portal.accounts.backends.SignInBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["email", "name"]},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "chm_portal.accounts.passwords.PortalWordsValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "records:workspace_home"
LOGOUT_REDIRECT_URL = "pages:home"
ACCOUNT_ADAPTER = "chm_portal.accounts.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_CHANGE_EMAIL = True  # one address a person: a new one takes the old one's place once it is confirmed
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_FORMS = {
    "signup": "chm_portal.accounts.forms.SignupForm",
    "login": "chm_portal.accounts.forms.LoginForm",
    "reset_password": "chm_portal.accounts.forms.ForgottenPasswordForm",
    "reset_password_from_key": "chm_portal.accounts.forms.NewPasswordForm",
    "change_password": "chm_portal.accounts.forms.OtherPasswordForm",
    "reauthenticate": "chm_portal.accounts.forms.PasswordAgainForm",
    "add_email": "chm_portal.accounts.forms.OtherAddressForm",
}
ACCOUNT_SESSION_REMEMBER = False
# Guessing is counted by axes in PostgreSQL; allauth's own count, in the cache, would let a stranger lock an account.
ACCOUNT_RATE_LIMITS = {"login": None, "login_failed": None}
MFA_ADAPTER = "chm_portal.accounts.second_factor.PortalMFAAdapter"
MFA_FORMS = {
    "authenticate": "chm_portal.accounts.second_factor.CodeForm",
    "reauthenticate": "chm_portal.accounts.second_factor.CodeAgainForm",
    "activate_totp": "chm_portal.accounts.second_factor.FirstCodeForm",
}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_ISSUER = "CBD Clearing-House Mechanism"
MFA_TOTP_TOLERANCE = 1  # steps of 30 seconds that a telephone's clock may be wrong
SESSION_ENGINE = "django.contrib.sessions.backends.db"  # in PostgreSQL: losing the cache signs nobody out
SESSION_COOKIE_AGE = env.number("PORTAL_SESSION_SECONDS", 12 * 60 * 60)
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_HTTPS
if IS_HTTPS:  # browsers accept a __Host- cookie from this very host only, and only over TLS
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-session", "__Host-csrf"
CSRF_FAILURE_VIEW = "chm_portal.accounts.carried.csrf_failure"
BEHIND_PROXY = env.flag("PORTAL_BEHIND_PROXY")  # then, and only then, the last entry of X-Forwarded-For is believed
AXES_HANDLER = "chm_portal.accounts.lockout.GuessHandler"
AXES_CLIENT_IP_CALLABLE = "chm_portal.accounts.client_address.client_address"
AXES_USERNAME_CALLABLE = "chm_portal.accounts.lockout.account_name"
AXES_LOCKOUT_PARAMETERS = "chm_portal.accounts.lockout.what_counts_together"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 1 / 12  # hours: five minutes
AXES_USERNAME_FORM_FIELD = "login"
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_CALLABLE = "chm_portal.accounts.views.locked_out"
AXES_SENSITIVE_PARAMETERS = ["carried_fields", "code"]
AXES_DISABLE_ACCESS_LOG = True  # who signed in is in the audit trail
AXES_VERBOSE = False
RATELIMIT_FAIL_OPEN = True

# After how many days without a sign-in of its focal points a Party is shown to the secretariat, and written to once.
PARTY_SILENT_AFTER_DAYS = env.number("PORTAL_PARTY_SILENT_AFTER_DAYS", 365)
# From how much on curators are written to about the review queue: so many wait, or the oldest for so many days.
QUEUE_LONG, QUEUE_OLD_DAYS = env.number("PORTAL_QUEUE_LONG", 20), env.number("PORTAL_QUEUE_OLD_DAYS", 7)

# --- mail --------------------------------------------------------------------------------------

EMAIL_BACKEND = "chm_portal.outbox.mail.OutboxBackend"
# What the worker sends through: SMTP in production, files under var/ in the demonstration.
MAIL_DELIVERY_BACKEND = env.text("PORTAL_MAIL_BACKEND", "django.core.mail.backends.smtp.EmailBackend")
EMAIL_FILE_PATH = VAR_DIR / "mail"
EMAIL_HOST = env.text("PORTAL_SMTP_HOST", "localhost")
EMAIL_PORT = env.number("PORTAL_SMTP_PORT", 25)
EMAIL_HOST_USER = env.text("PORTAL_SMTP_USER")
EMAIL_HOST_PASSWORD = env.text("PORTAL_SMTP_PASSWORD")
EMAIL_USE_TLS = env.flag("PORTAL_SMTP_TLS")
EMAIL_TIMEOUT = 45  # seconds; a server that has taken a mail and says so late would be given it twice
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.text("PORTAL_MAIL_FROM", "chm@example.org")
SECRETARIAT_EMAIL = env.text("PORTAL_SECRETARIAT_MAIL", "secretariat@example.org")

# --- files -------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
MEDIA_ROOT = VAR_DIR / "media"
MEDIA_URL = "/media/"  # never served: attachments go through a view that asks who may see them
STORAGES = {
    "default": media_storage(),
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
STATICFILES_FINDERS = [
    "chm_portal.common.stylesheet.StylesheetFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
]
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "chm_portal.records.uploads.BoundedUploadHandler",  # of a file that is too large, no more than allowed is written
]
ATTACHMENT_MAX_BYTES = env.number("PORTAL_ATTACHMENT_MAX_MB", 25) * 1024 * 1024
# What one archive of a country holds at most that anybody can ask for; `manage.py export_country` has no such limit.
EXPORT_MAX_RECORDS = env.number("PORTAL_EXPORT_MAX_RECORDS", 5000)
EXPORT_MAX_FILE_BYTES = env.number("PORTAL_EXPORT_MAX_FILES_MB", 200) * 1_000_000
# How many lists, each of any length, one place may take as files in an hour.
LIST_FILES_AN_HOUR = env.number("PORTAL_LIST_FILES_AN_HOUR", 60)
# A spreadsheet that a person uploads: its rows are checked, and brought in, within one task of a worker
# (docs/import.md); the command that moves a whole library has limits of its own. A resource has about 40 columns, with
# many links more.
IMPORT_MAX_ROWS = env.number("PORTAL_IMPORT_MAX_ROWS", 2000)
IMPORT_MAX_COLUMNS = 200
IMPORT_MAX_BYTES = env.number("PORTAL_IMPORT_MAX_MB", 5) * 1024 * 1024

# --- search ------------------------------------------------------------------------------------

WEB_HOSTS = env.number("PORTAL_WEB_HOSTS", 1)  # machines with a web role; the system check looks what they share
MEDIA_IS_SHARED = env.flag("PORTAL_MEDIA_SHARED")
SEARCH_ENGINES = {
    "whoosh": {"ENGINE": "chm_portal.search.engines.whoosh.WhooshEngine", "PATH": str(VAR_DIR / "whoosh")},
    "postgres": {"ENGINE": "chm_portal.search.engines.postgres.PostgresEngine"},
}
SEARCH_ENGINE = env.choice("PORTAL_SEARCH_ENGINE", tuple(SEARCH_ENGINES))  # docs/search.md says which one when
HAYSTACK_CONNECTIONS = {"default": SEARCH_ENGINES[SEARCH_ENGINE] | {"SILENTLY_FAIL": False}}
HAYSTACK_LIMIT_TO_REGISTERED_MODELS = False

VOCABULARY_CHECK_SECONDS: float | None = 5  # how old another process's vocabulary may be; None: never asked

# After how many seconds a web process writes down how often records were read; None: only when it is asked to.
USAGE_WRITE_SECONDS: float | None = env.number("PORTAL_USAGE_WRITE_SECONDS", 60)

# --- headers -----------------------------------------------------------------------------------

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "object-src": [NONE],
        "frame-ancestors": [NONE],
    }
}
PERMISSIONS_POLICY = {name: [] for name in ("camera", "geolocation", "microphone", "payment", "usb")}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if IS_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = IS_HTTPS
SECURE_SSL_REDIRECT = IS_HTTPS

# --- logs --------------------------------------------------------------------------------------

LOG_FORMAT = env.choice("PORTAL_LOG_FORMAT", ("line", "json"))
logging.captureWarnings(LOG_FORMAT == "json")  # else they stand between the objects as they are
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"refusals_in_a_line": {"()": "chm_portal.common.logs.RefusalsInALine"}},
    "formatters": {"chosen": {"()": "chm_portal.common.logs.formatter", "log_format": LOG_FORMAT}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "chosen"}},
    "root": {"handlers": ["console"], "level": env.text("PORTAL_LOG_LEVEL", "INFO")},
    "loggers": {
        "axes": {"level": "WARNING"},
        "django.request": {"filters": ["refusals_in_a_line"]},
        "django.server": {"propagate": True, "handlers": []},
    },
}

PORTAL_NAME = _("Clearing-House Mechanism")

"""Settings of a node. Everything that differs between nodes comes from the environment.

SARHAD_HOME     folder of this node: databases, keys, index (default: ./home)
DATABASE_URL    postgresql://user:password@host:port/name; without it SQLite in SARHAD_HOME
SARHAD_SECRET   the system's secret; without it the file SARHAD_HOME/secret, made by `sarhad init`
SARHAD_HOSTS    names under which the node is reached, separated by commas
SARHAD_HTTPS    1 when a proxy in front of the node terminates TLS
SARHAD_API_RATE requests that one API token may make in a minute (default: 600)
SARHAD_TERMINAL_IDLE seconds without work after which a post's shared terminal locks (default: 900)
SARHAD_IDLE     seconds without work after which a session locks (default: 900; 0: never)
SARHAD_SECOND_FACTOR  required: asked for on a node of simulated data too; on every other one it always is
SARHAD_MAIL_URL smtp://user:password@host:587 (STARTTLS), smtps://… (TLS) or, to a relay on this machine alone,
                smtp-plain://127.0.0.1:25; without it no mail is ever sent
SARHAD_MAIL_FROM address that mails come from
SARHAD_ADDRESS  where people reach the node, for links in mails (default: the first of SARHAD_HOSTS)
SARHAD_SIMULATED 1 when all data of this node is simulated; says so on every page
"""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import unquote, urlsplit

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

PACKAGE = Path(__file__).resolve().parent
HOME = Path(os.environ.get("SARHAD_HOME", "home")).resolve()
SIMULATED = os.environ.get("SARHAD_SIMULATED") == "1"
HTTPS = os.environ.get("SARHAD_HTTPS") == "1"


def system_secret() -> str:
    """Encrypts device keys at rest and signs sessions. Empty until `sarhad init` has made one."""
    path = HOME / "secret"
    return os.environ.get("SARHAD_SECRET") or (path.read_text().strip() if path.exists() else "")


SECRET_KEY = system_secret() or "no node here yet"
DEBUG = False
ALLOWED_HOSTS = os.environ.get("SARHAD_HOSTS", "localhost,127.0.0.1,[::1]").split(",")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",  # its widgets' templates, below ours
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "csp",
    "ninja",
    "sarhad.ledger",
    "sarhad.access",
    "sarhad.entities",
    "sarhad.matching",
    "sarhad.collect",
    "sarhad.desk",
    "sarhad.figures",
    "sarhad.web",
    "sarhad.links",
    "sarhad.systems.wanted",
    "sarhad.systems.border",
    "sarhad.systems.exchange",
    "sarhad.systems.lab",
    "sarhad.systems.operations",
    "sarhad.systems.programme",
    "sarhad.systems.monitor",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "sarhad.access.middleware.ReaderMiddleware",
    "sarhad.web.locking.LockMiddleware",
]

ROOT_URLCONF = "sarhad.urls"
WSGI_APPLICATION = "sarhad.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "web" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.messages.context_processors.messages",
                "sarhad.web.context.shell",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

SQLITE = {
    "ENGINE": "django.db.backends.sqlite3",
    # Seconds. To open one for each request takes longer than most of what is asked; see `serving` for its memory.
    "CONN_MAX_AGE": 60,
    "OPTIONS": {
        # IMMEDIATE: a writer takes the lock at BEGIN, so that two never deadlock half-way.
        "transaction_mode": "IMMEDIATE",
        "timeout": 30,
        # FULL: an acknowledged entry survives power loss (NORMAL lost 848 of 2,000 in a simulation).
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON;"
        "PRAGMA cache_size=-65536; PRAGMA mmap_size=1073741824; PRAGMA temp_store=MEMORY;",
    },
}


def database(name: str) -> dict[str, object]:
    url = os.environ.get("DATABASE_URL", "")
    if not url:
        return {**SQLITE, "NAME": HOME / f"{name}.sqlite3"}
    parts = urlsplit(url)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": parts.port or "",
        "CONN_MAX_AGE": 60,
    }


# The audit has its own file (on PostgreSQL its own connection): it must not wait for an import.
DATABASES = {"default": database("sarhad"), "audit": database("audit")}
DATABASE_ROUTERS = ["sarhad.access.router.AuditRouter"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "access.Officer"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "name", "email")},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "sarhad.access.passwords.VariedValidator"},
    {"NAME": "sarhad.access.passwords.AnotherValidator"},
]
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_ADAPTER = "sarhad.access.accounts.AccountAdapter"  # officers are enrolled, nobody signs up
ACCOUNT_SESSION_REMEMBER = False
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_ADAPTER = "sarhad.access.factors.MFAAdapter"
MFA_FORMS = {
    "authenticate": "sarhad.web.account_forms.CodeForm",
    "authenticate_webauthn": "sarhad.web.account_forms.KeyForm",
}
# A real node's second factor is never optional, whatever its environment says.
SECOND_FACTOR_OPTIONAL = SIMULATED and os.environ.get("SARHAD_SECOND_FACTOR") != "required"
IDLE = int(os.environ.get("SARHAD_IDLE", "900"))  # seconds after which a session locks; 0: never
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"

# Shared by all processes: counts failed sign-ins.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": HOME / "cache",
        "OPTIONS": {"MAX_ENTRIES": 10_000},
    }
}

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("ru", "Русский")]
LOCALE_PATHS = [PACKAGE / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"
FORMAT_MODULE_PATH = ["sarhad.web.formats"]

STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": HOME / "uploads"},
    },
    "staticfiles": {"BACKEND": "sarhad.web.storage.Hashed"},
}
WHITENOISE_USE_FINDERS = False

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 10 * 3600
TERMINAL_IDLE = int(os.environ.get("SARHAD_TERMINAL_IDLE", "900"))  # seconds after which a post's terminal locks
if HTTPS:
    ALLAUTH_TRUSTED_PROXY_COUNT = 1  # X-Forwarded-For is its own: wrong passwords are counted for each address
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 365 * 24 * 3600

# To the terminal or the journal: our own faults, with traceback; nothing of what is asked and answered.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": [], "level": "WARNING"},
        "django.request": {"level": "ERROR"},
        "django.security": {"level": "ERROR"},
        "django.security.DisallowedHost": {"level": "CRITICAL"},  # everybody's scanner
    },
}

# Mails: digests of the monitor and nothing else.
MAIL_URL = urlsplit(os.environ.get("SARHAD_MAIL_URL", ""))
MAIL_FROM = os.environ.get("SARHAD_MAIL_FROM", "")
MAIL_ON = bool(MAIL_FROM and MAIL_URL.hostname and MAIL_URL.scheme in {"smtp", "smtps", "smtp-plain"})
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if MAIL_ON else 'dummy'}.EmailBackend"
EMAIL_HOST, EMAIL_PORT = MAIL_URL.hostname or "", MAIL_URL.port or (465 if MAIL_URL.scheme == "smtps" else 587)
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = unquote(MAIL_URL.username or ""), unquote(MAIL_URL.password or "")
EMAIL_USE_TLS, EMAIL_USE_SSL = MAIL_URL.scheme == "smtp", MAIL_URL.scheme == "smtps"
EMAIL_TIMEOUT = 30
ADDRESS = os.environ.get("SARHAD_ADDRESS") or f"{'https' if HTTPS else 'http'}://{ALLOWED_HOSTS[0]}"

UPLOAD_LIMIT = 64 * 2**20  # bytes of one import file through the page
ATTACHMENT_LIMIT = 8 * 2**20  # bytes of one photo or scan
CALLS_LIMIT = 32 * 2**20  # bytes of one operator's file of calls: 300,000 rows
TABLE_LIMIT = 64 * 2**20  # bytes of one published table, packed or not
API_RATE = int(os.environ.get("SARHAD_API_RATE", "600"))  # requests of one token in a minute
DATA_UPLOAD_MAX_NUMBER_FIELDS = 12_000  # a chart holds 10,000 things, which one can move all at once
DATA_UPLOAD_MAX_NUMBER_FILES = 120  # ODK Collect sends 101 photos and the report in one request
OPENROSA_LIMIT = 16 * 2**20  # bytes of one request of a form program, which splits what is larger
DATA_UPLOAD_MAX_MEMORY_SIZE = 4 * 2**20
FILE_UPLOAD_TEMP_DIR = None
FILE_UPLOAD_HANDLERS = [
    "sarhad.web.capped.Capped",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

ORGANISATION = os.environ.get("SARHAD_NODE", _("this node"))

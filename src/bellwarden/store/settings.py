"""Django's settings for the office of BELLWARDEN_HOME: `store.configure` names this module.

Tools that only look at the code (mypy, makemigrations) read it without a home.
"""

import os
from pathlib import Path

from bellwarden.store import read_secret
from bellwarden.store.office_file import database_of
from bellwarden.store.web_file import web_file_of

HOME = Path(os.environ.get("BELLWARDEN_HOME", "."))

SECRET_KEY = read_secret(HOME)  # "" without a home: Django refuses to use that
DEBUG = False
USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en-us"
USE_I18N = False
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "office.Person"

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_tasks",
    "django_tasks_db",
    "bellwarden.store",
    "bellwarden.web",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
]
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": []}}
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "bellwarden.web.middleware.Assets",
    "bellwarden.web.middleware.Compressed",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "bellwarden.web.middleware.Faults",
]
ROOT_URLCONF = "bellwarden.web.urls"
APPEND_SLASH = False
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [Path(__file__).parents[1] / "web" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "bellwarden.web.frame.frame",
            ]
        },
    }
]

_web = web_file_of(HOME)
OFFICE_NAME = _web.name
OFFICE_ZONE = _web.zone
OFFICE_ADDRESS = _web.address

# Strict: nothing but what the office itself serves; no style and no script in a page. Chromium holds a form's answer to
# form-action, too, so a provider's address stands there.
_PROVIDERS = [one.server for one in _web.providers]
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        **{f"{kind}-src": ["'self'"] for kind in ("script", "style", "img", "font", "connect", "manifest")},
        "form-action": ["'self'", *("/".join(server.split("/")[:3]) for server in _PROVIDERS)],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    }
}
ALLOWED_HOSTS = _web.hosts
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
# Where people come by https, and only there, a browser is told never to come otherwise.
SECURE_SSL_REDIRECT = _web.secure
SECURE_HSTS_SECONDS = 31_536_000 if _web.secure else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = _web.secure
SECURE_HSTS_PRELOAD = _web.secure
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _web.secure
SESSION_COOKIE_NAME = "__Host-office" if _web.secure else "office"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 3600  # a shift and its overlap
CSRF_TRUSTED_ORIGINS = [_web.address] if _web.secure else []
CSRF_FAILURE_VIEW = "bellwarden.web.faults.no_csrf"
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"

STATIC_URL = "/static/"
STATIC_ROOT = HOME / "run" / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "bellwarden.web.assets.HashedFiles"},
}

AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher"]
_CHECK = "django.contrib.auth.password_validation."
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": _CHECK + "MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": _CHECK + "CommonPasswordValidator"},
    {"NAME": _CHECK + "NumericPasswordValidator"},
    {"NAME": _CHECK + "UserAttributeSimilarityValidator", "OPTIONS": {"user_attributes": ("key", "name", "email")}},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/login/"
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"  # nothing of the log-in goes by mail
ACCOUNT_ADAPTER = "bellwarden.web.login.OwnAccounts"
ACCOUNT_USER_MODEL_USERNAME_FIELD = "key"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_REDIRECT_URL = LOGOUT_REDIRECT_URL
ACCOUNT_USER_DISPLAY = "bellwarden.web.login.display_name"
ACCOUNT_RATE_LIMITS = {"login": "30/m/ip", "login_failed": "10/m/ip,5/5m/key", "reauthenticate": "10/m/user"}
MFA_ADAPTER = "bellwarden.web.login.OwnSecondFactors"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not _web.secure  # browsers themselves allow that on localhost alone
MFA_TOTP_ISSUER = f"Bellwarden {_web.name}".strip()
MFA_TOTP_TOLERANCE = 1
MFA_RECOVERY_CODES_SHOW_ONCE = True
SOCIALACCOUNT_ADAPTER = "bellwarden.web.login.OtherAccounts"
SOCIALACCOUNT_ONLY = False
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": one.key,
                "name": one.name,
                "client_id": one.client,
                "secret": one.secret,
                "settings": {"server_url": one.server, "second_factor": one.second_factor},
            }
            for one in _web.providers
        ],
    }
}
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(levelname)s %(name)s: %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "loggers": {
        "django": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
        "bellwarden": {"handlers": ["stderr"], "level": "INFO", "propagate": False},
    },
}

_database = database_of(HOME)
_SQLITE = {
    "transaction_mode": "IMMEDIATE",  # who begins to write holds the lock: no upgrade that can fail half-way
    "timeout": 10,  # seconds to wait for the lock
    # What is acknowledged is on disk: a commit waits for the log (synchronous=FULL), readers never wait for a writer.
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-32000;",
}
DATABASES = {
    "default": {
        "ENGINE": _database.engine,
        "NAME": _database.name,
        "USER": _database.user,
        "PASSWORD": _database.password,
        "HOST": _database.host,
        "PORT": _database.port,
        "CONN_MAX_AGE": 0,  # each request has a thread of its own: a connection that is kept would be lost with it
        "OPTIONS": _SQLITE if _database.engine.endswith("sqlite") else dict(_database.options),
    }
}

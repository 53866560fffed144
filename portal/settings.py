"""One settings file. The environment decides; without it the defaults are the safe ones."""

from pathlib import Path

import dj_database_url
from csp.constants import NONE, SELF

from portal import env
from portal.kit.db import embedded_postgres

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(env.text("FOYER_VAR", str(BASE_DIR / "var")))

# --- Mode ---------------------------------------------------------------------------------

DEBUG = env.flag("DEBUG")
PLACEHOLDER_SECRET_KEY = "insecure-placeholder-for-development-only"  # noqa: S105 - start-up refuses it
SECRET_KEY = env.secret("SECRET_KEY", PLACEHOLDER_SECRET_KEY)
SECRET_KEY_FALLBACKS = env.words("SECRET_KEY_FALLBACKS")
BASE_URL = env.text("BASE_URL", "http://127.0.0.1:8000").rstrip("/")
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])
CSRF_TRUSTED_ORIGINS = [BASE_URL]
HTTPS = BASE_URL.startswith("https://")
TRUSTED_PROXY_COUNT = env.number("TRUSTED_PROXY_COUNT", default=0)

# --- Rooms --------------------------------------------------------------------------------

INSTALLED_APPS = [
    "portal.kit",
    "portal",
    "accounts",
    "catalog",
    "billing",
    "orders",
    "support",
    "portal.staff.config.StaffAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "django_htmx",
    "template_partials.apps.SimpleAppConfig",
    "procrastinate.contrib.django",
]

MIDDLEWARE = [
    "portal.logs.request_ids.number_requests",
    "portal.middleware.no_body_for_head",
    "portal.front.health.answer",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "portal.middleware.security_headers",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "portal.middleware.refused_method",
    "portal.logs.security.log_refusals",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.middleware.customer",
    "accounts.middleware.actor",
    "accounts.sign_in.sessions.limit",
    "accounts.membership.viewing_as.read_only",
    "accounts.sign_in.second_factor.require",
    "portal.middleware.unprintable_path",
]

ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"

# An operator's own look: a folder of templates that is searched first.
TEMPLATE_DIRS = [path for path in [env.text("TEMPLATE_DIR")] if path]
TEMPLATE_LOADERS = [
    "django.template.loaders.filesystem.Loader",
    "django.template.loaders.app_directories.Loader",
]
CONTEXT_PROCESSORS = [
    "django.contrib.messages.context_processors.messages",
    "portal.front.navigation.shell",
]
TEMPLATES = [
    # The customers' pages: names that end in .jinja (portal/kit/web/jinja.py).
    {
        "NAME": "pages",
        "BACKEND": "portal.kit.web.jinja.PortalTemplates",
        "DIRS": [*TEMPLATE_DIRS, BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "environment": "portal.kit.web.jinja.environment",
            "context_processors": CONTEXT_PROCESSORS,
        },
    },
    # Words that become mails: nothing in them is markup yet (portal/kit/messages/mail.py).
    {
        "NAME": "words",
        "BACKEND": "portal.kit.web.jinja.PortalTemplates",
        "DIRS": [*TEMPLATE_DIRS, BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {"environment": "portal.kit.web.jinja.text_environment"},
    },
    # The admin, allauth's pages, PDFs.
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [*TEMPLATE_DIRS, BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "template_partials.loader.Loader",
                    TEMPLATE_LOADERS
                    if DEBUG
                    else [("django.template.loaders.cached.Loader", TEMPLATE_LOADERS)],
                )
            ],
            "builtins": [
                "template_partials.templatetags.partials",
                "portal.kit.templatetags.ui",
                "portal.kit.money.format",
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                *CONTEXT_PROCESSORS,
            ],
        },
    },
]
FORM_RENDERER = "portal.kit.web.forms.Renderer"

# --- Database -----------------------------------------------------------------------------
# DATABASE_URL is the role the application runs as; DATABASE_OWNER_URL owns the tables and is
# used by `migrate` alone; DATABASE_PORTAL_ROLE is what the application becomes on customers' pages
# (portal/kit/db/row_security.py). Without them the embedded server supplies all three.

EMBEDDED_DATABASE = embedded_postgres.urls(VAR_DIR)
DATABASE_URL = env.secret("DATABASE_URL") or EMBEDDED_DATABASE.application
DATABASE_OWNER_URL = (
    env.secret("DATABASE_OWNER_URL") or env.secret("DATABASE_URL") or EMBEDDED_DATABASE.owner
)
DATABASES = {
    "default": dj_database_url.parse(
        DATABASE_URL,
        conn_max_age=env.number("DATABASE_CONN_MAX_AGE", default=600),
        conn_health_checks=True,
    )
}
DATABASE_OWNER = dj_database_url.parse(DATABASE_OWNER_URL)
DATABASE_PORTAL_ROLE = env.text(
    "DATABASE_PORTAL_ROLE", "" if env.secret("DATABASE_URL") else embedded_postgres.PORTAL
)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Rate limits must hold across processes, so the cache is the database's.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache_entry",
    }
}

# --- Work in the background ---------------------------------------------------------------

PROCRASTINATE_ON_APP_READY = "portal.kit.tasks.on_app_ready"
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "tasks"

# What happened, and which tasks hear of it (`portal.kit.jobs.events`).
EVENTS: dict[str, list[str]] = {
    "billing.invoice-issued": [],
    "billing.credit-note-issued": [],
    "billing.retainer-issued": [],
    "accounts.person-erased": ["catalog.tasks.forget_person"],
    "billing.payment-recorded": [],
    "billing.held-account-posted": ["billing.tasks.end_hold"],
    "orders.order-placed": ["orders.tasks.mail_placed"],
    "orders.approval-asked": ["orders.tasks.mail_approval_asked"],
    "orders.approval-refused": ["orders.tasks.mail_approval_refused"],
    "orders.change-asked": ["orders.tasks.mail_change_asked"],
    "orders.change-decided": ["orders.tasks.mail_change_decided"],
    "orders.order-cancelled": ["orders.tasks.mail_cancelled"],
    "orders.estimate-requested": ["orders.tasks.mail_estimate_requested"],
    "orders.estimate-sent": ["orders.tasks.mail_estimate_sent"],
    "orders.estimate-answered": ["orders.tasks.mail_estimate_answered"],
    "orders.order-confirmed": [
        "orders.tasks.mail_confirmed",
        "support.tasks.tell_order_confirmed",
    ],
    "orders.order-shipped": ["orders.tasks.mail_shipped", "support.tasks.tell_order_shipped"],
    "orders.return-asked": ["orders.tasks.mail_return_asked"],
    "orders.return-answered": ["orders.tasks.mail_return_answered"],
    "support.message-posted": ["support.tasks.mail_message"],
    "support.document-shared": ["support.tasks.mail_shared_document"],
    "support.document-asked": ["support.tasks.mail_document_request"],
}

# Append-only tables whose rows are chained by hashes, by the function that reads each
# (`portal.kit.db.seals`).
CHAINS = ["history", "entries", "postings"]

# What each room forgets, and when (`portal.kit.jobs.retention`).
RETENTION = [
    "accounts.privacy.retention.RULES",
    "billing.declarations.retention.RULES",
    "catalog.undoing.RULES",
    "support.notices.retention.RULES",
]

# --- People -------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "accounts.sign_in.passwords.ContextPasswordValidator"},
    {"NAME": "accounts.sign_in.passwords.LeakedPasswordValidator"},
]
# Sorted SHA-1 hashes of leaked passwords, one a line; nothing is asked outside.
BREACHED_PASSWORDS_FILE = env.text("BREACHED_PASSWORDS_FILE")
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "front:profile-detail"
LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "accounts.sign_in.adapters.AccountAdapter"
ACCOUNT_FORMS = {
    name: f"accounts.sign_in.forms.{form}"
    for name, form in (
        ("login", "LoginForm"),
        ("request_login_code", "RequestCodeForm"),
        ("confirm_login_code", "ConfirmCodeForm"),
        ("confirm_email_verification_code", "ConfirmEmailForm"),
        ("reset_password", "ResetPasswordForm"),
        ("reset_password_from_key", "ResetPasswordKeyForm"),
        ("change_password", "ChangePasswordForm"),
        ("set_password", "SetPasswordForm"),
        ("reauthenticate", "ReauthenticateForm"),
        ("add_email", "NewEmailForm"),
    )
}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGIN_ON_PASSWORD_RESET = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_SESSION_REMEMBER = None
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 10 * 60
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = 10 * 60
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
# Of a link to set a password; staff send some to people who read them the next morning.
PASSWORD_RESET_TIMEOUT = 24 * 3600
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
MFA_FORMS = {
    name: f"accounts.sign_in.forms.{form}"
    for name, form in (
        ("authenticate", "SecondFactorForm"),
        ("reauthenticate", "SecondFactorAgainForm"),
        ("activate_totp", "AuthenticatorForm"),
        ("edit_webauthn", "PasskeyNameForm"),
        ("add_webauthn", "PasskeyForm"),
    )
}
MFA_ADAPTER = "accounts.sign_in.adapters.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
# A browser takes plain http for secure on this machine alone.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXY_COUNT
# Our own limits beside allauth's (accounts/sign_in/rate_limits.py).
RATE_LIMITS_ENABLED = True

SESSION_ENGINE = "accounts.sign_in.session_store"
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "session"
SESSION_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
# "Keep me signed in" means this and no longer, however busy one is (accounts/sign_in/sessions.py).
SESSION_COOKIE_AGE = 14 * 24 * 3600
SESSION_IDLE_SECONDS = 8 * 3600
STAFF_SESSION_SECONDS = 12 * 3600
STAFF_SESSION_IDLE_SECONDS = 30 * 60
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrf"
CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = True

# --- Online payment -------------------------------------------------------------------------
# Off without a key. The stand-in for tests and demo answers at STRIPE_API_BASE.

# What takes cards and bank debits: a class that does what
# `billing.payments.gateways.base.CardGateway` asks for.
CARD_GATEWAY = env.text("CARD_GATEWAY", "billing.payments.gateways.stripe.gateway.StripeGateway")
# The Test Bank (billing.payments.gateways.test_bank.gateway.Gateway) moves no money and remembers
# in this file what would have moved. Its hosted pages are the demo's.
TEST_BANK_FILE = env.text("TEST_BANK_FILE")
if TEST_BANK_FILE:
    ROOT_URLCONF = "portal.demo.urls"
STRIPE_SECRET_KEY = env.secret("STRIPE_SECRET_KEY")
# Several, separated by commas, while one is replaced.
STRIPE_WEBHOOK_SECRETS = [
    word.strip() for word in env.secret("STRIPE_WEBHOOK_SECRET").split(",") if word.strip()
]
STRIPE_API_BASE = env.text("STRIPE_API_BASE", "https://api.stripe.com")
STRIPE_CHECKOUT_ORIGIN = env.text("STRIPE_CHECKOUT_ORIGIN", "https://checkout.stripe.com")

# --- Uploads --------------------------------------------------------------------------------
# A virus scanner that every upload is shown to: host:port or the path of a socket. Off when empty.
CLAMD_ADDRESS = env.text("CLAMD_ADDRESS")

# --- Browser ------------------------------------------------------------------------------

SECURE_SSL_REDIRECT = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXY_COUNT else None
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
# The operator's choices: other hosts of the domain may have no https, and a browser's list is not
# left again within months.
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS and env.flag("HSTS_INCLUDE_SUBDOMAINS", default=True)
SECURE_HSTS_PRELOAD = HTTPS and env.flag("HSTS_PRELOAD")
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
# Whom to tell of a weakness, for /.well-known/security.txt: mailto: or https:.
SECURITY_CONTACT = env.text("SECURITY_CONTACT")
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        # Paying leads from our form to the gateway's page.
        "form-action": [SELF, *([STRIPE_CHECKOUT_ORIGIN] if STRIPE_SECRET_KEY else [])],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "object-src": [NONE],
    }
}

# --- Language, time, files, mail ------------------------------------------------------------

LANGUAGE_CODE = env.text("LANGUAGE_CODE", "en-gb")
USE_I18N = True
FORMAT_MODULE_PATH = "portal.formats"
# English too: allauth's words in the portal's tone.
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "portal.kit.web.stylesheet.StylesheetFinder",
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
]
MEDIA_ROOT = Path(env.text("MEDIA_ROOT", str(VAR_DIR / "media")))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

EMAIL_BACKEND = env.text("EMAIL_BACKEND", "django.core.mail.backends.smtp.EmailBackend")
EMAIL_FILE_PATH = VAR_DIR / "mail"
EMAIL_HOST = env.text("EMAIL_HOST", "localhost")
EMAIL_PORT = env.number("EMAIL_PORT", default=25)
EMAIL_HOST_USER = env.text("EMAIL_HOST_USER")
EMAIL_HOST_PASSWORD = env.secret("EMAIL_HOST_PASSWORD")
EMAIL_USE_TLS = env.flag("EMAIL_USE_TLS")
EMAIL_TIMEOUT = 10
# Rendered in the request, sent by a worker.
MAIL_QUEUED = True
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", "portal@localhost")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
# Who hears that no worker runs (`portal.watchdog`).
OPERATOR_EMAILS = env.words("OPERATOR_EMAILS")

# Who may read /metrics: whoever has the token, or asks from one of these addresses.
METRICS_TOKEN = env.secret("METRICS_TOKEN")
METRICS_ADDRESSES = env.words("METRICS_ADDRESSES")

LOG_FORMAT = env.one_of("LOG_FORMAT", ("plain", "json"))
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"},
        "json": {"()": "portal.logs.json_lines.JsonLines"},
    },
    # Links in addresses open documents and accounts, and logs are read by many.
    "filters": {"hide_secrets": {"()": "portal.logs.hidden_secrets.HideSecrets"}},
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": LOG_FORMAT,
            "filters": ["hide_secrets"],
        }
    },
    "root": {"handlers": ["console"], "level": env.text("LOG_LEVEL", "WARNING")},
}

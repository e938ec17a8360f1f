"""All settings: one file, the environment comes in, and what it does not say is the safe choice.

* ``SECRET_KEY``: required in production; a trial draws its own and keeps it in ``VAR_DIR``.
* ``DATABASE_URL``: ``postgres://…``; default: a SQLite file in ``VAR_DIR``.
* ``CELERY_BROKER_URL``: ``redis://…``; default ``memory://``: everything in one process (``manage.py serve``).
* ``PUBLIC_URL``, ``ALLOWED_HOSTS``: the address in letters and mails; further names that the site answers to. Only
  where ``PUBLIC_URL`` says localhost do cookies go without TLS; other addresses begin with https.
* ``EMAIL_HOST``, ``_PORT``, ``_HOST_USER``, ``_HOST_PASSWORD``, ``_USE_TLS``: SMTP; default: the database.
* ``MAIL_PATIENCE``: days for which a mail is tried again while the mail server does not take it (5).
* ``DEFAULT_FROM_EMAIL``: the sender of every mail; a real site names its own.
* ``QUOTA_CASE``, ``QUOTA_ORGANISATION``, ``QUOTA_ACCOUNT``, ``QUOTA_DAY``: files/megabytes that may be uploaded to one
  case (200/500), to all cases of an organisation (2000/5000), by one account in a year (5000/20000) and on one day
  (300/1000); 0 is no limit.
* ``REQUEST_MEGABYTES``: the largest request that is read at all (100).
* ``BOUNCES_URL``: ``imaps://name:password@host/INBOX``, the mailbox to which undeliverable mails come back; default:
  nobody reads it, and ``manage.py bounced`` takes them one by one.
* ``SEAL_TO``: an address outside the house that keeps the daily seals of the log; default: they stay inside.
* ``DEMO``, ``DEBUG``: example data and accounts; Django's error pages. Never in production.
* ``DEMO_INSTALLED``: the app ``demo`` is installed without ``DEMO``; its commands and the tests set it for themselves.
* ``OPERATOR``, ``OPERATOR_IMPRINT``, ``OFFICIAL_OPERATOR``: who runs the site, the text of the imprint, and whether it
  is an official site (then the federal flag line stands on top).
* ``BEHIND_PROXY``: how many proxies of ours stand before the site and set the X-Forwarded headers.
* ``FUNDS``: folders of funds outside this house, as packages with commas between (docs/new-fund.md).
* ``BENCH``: the tools for measuring (``manage.py crowd`` sets it for itself).
* ``VAR_DIR``: database file, uploads, keys.
* ``ALERT_TO``, ``ALIVE_URL``: addresses that get a mail when something stands still; an address outside that is called
  each minute while nothing does (https://…), so that its silence alerts.
* ``DISK_LEAST_MB``: megabytes that must be free where ``VAR_DIR`` lies (500); below that ``/readyz`` says so.
* ``BACKUP_HOURS``: hours after which a backup is missed (30; a trial misses none); 0 for never.
* ``METRICS_TOKEN``: what a program that asks for ``/metrics`` must send; without it there is no such page.
* ``OUTBOX_LEASE``, ``LOG_LEVEL``: seconds after which a claimed row is free again (90); how much is logged (INFO).
* ``LOG_FORMAT``: ``json`` for one object a line; default: lines for people.

Every secret may also come from a file: ``SECRET_KEY_FILE``, ``DATABASE_URL_FILE``, and so on.
"""

from datetime import timedelta
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit

import dj_database_url
from celery.schedules import crontab
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from kombu import Queue

from config import environment, guard

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(environment.text("VAR_DIR", str(BASE_DIR / "var")))
DEBUG = environment.switch("DEBUG")
DEMO = environment.switch("DEMO")
CELERY_BROKER_URL = environment.text("CELERY_BROKER_URL", "memory://localhost")
EMBEDDED = CELERY_BROKER_URL.startswith("memory:")
"""Web, worker and beat in one process (``manage.py serve``): a trial, or one small office."""
PRODUCTION = not (DEBUG or DEMO or EMBEDDED)
OWN_URL = "http://127.0.0.1:8000"  # where nobody says another; ``serve`` puts its own port there
PUBLIC_URL = environment.text("PUBLIC_URL", OWN_URL).rstrip("/")
ALLAUTH_TRUSTED_PROXY_COUNT = int(environment.text("BEHIND_PROXY", "0"))
EMAIL_HOST_USER = environment.text("EMAIL_HOST_USER")
EMAIL_USE_TLS = environment.switch("EMAIL_USE_TLS", default=True)
environment.refuse(
    guard.objections(
        guard.Site(
            embedded=EMBEDDED,
            debug=DEBUG,
            demo=DEMO,
            secret_key=environment.text("SECRET_KEY"),
            public_url=PUBLIC_URL,
            hosts=tuple(environment.words("ALLOWED_HOSTS")),
            proxies=ALLAUTH_TRUSTED_PROXY_COUNT,
            mail_user=EMAIL_HOST_USER,
            mail_tls=EMAIL_USE_TLS,
            var=VAR_DIR,
        )
    )
)
SECRET_KEY = environment.secret_key(VAR_DIR, trial=not PRODUCTION)

# The house

INSTALLED_APPS = [
    *(["demo"] if DEMO or environment.switch("DEMO_INSTALLED") else []),
    "grants",  # first: it takes up the funds whose letters the post office looks at
    "notifications",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "csp",
    "django_htmx",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.sessions",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
]
if "demo" in INSTALLED_APPS and find_spec("demo") is None:
    raise ImproperlyConfigured(
        "Eine Vorführung gibt es hier nicht: Der Ordner demo/ gehört nicht zum Betrieb."
    )
FUNDS = environment.words("FUNDS")
"""Folders (packages) of funds that stand outside this house."""
if environment.switch("BENCH"):
    INSTALLED_APPS.append("tools.bench")
MIDDLEWARE = [
    "config.watched.Watched",
    "config.proxy.ProxyHeaders",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "config.middleware.NotKept",
    "config.middleware.PublicAddress",
    "csp.middleware.CSPMiddleware",
    "grants.middleware.TooLarge",
    "config.leaving.Forget",
    "config.middleware.Readable",
    "config.sessions.Sessions",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "grants.middleware.SignedInOnly",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "grants.middleware.Refusals",
]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "grants.context.site",
                *(["demo.context.chooser"] if "demo" in INSTALLED_APPS else []),
            ]
        },
    },
]
FORM_RENDERER = "grants.forms.render.KernRenderer"
DJANGO_TABLES2_TEMPLATE = "grants/parts/table.html"

# Records: PostgreSQL, or a SQLite file whose writers queue (IMMEDIATE) and whose commits are on disk (FULL)

DATABASES = {
    "default": dj_database_url.parse(
        environment.text("DATABASE_URL") or f"sqlite:///{VAR_DIR / 'mittelweg.sqlite3'}",
        conn_max_age=0 if DEBUG else 60,
        conn_health_checks=True,
    )
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    _file = Path(DATABASES["default"]["NAME"])
    _file.parent.mkdir(parents=True, exist_ok=True)
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 5,  # seconds of waiting for the write lock (busy_timeout)
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON",
    }
    # Tests use a file too: one in memory has no second connection and proves nothing about concurrency.
    DATABASES["default"]["TEST"] = {"NAME": str(_file.with_name(f"test_{_file.name}"))}
else:
    # A case is read with ten rows beside it in one query. The server would try all orders of joining them, each time:
    # 7.5 ms of planning for 0.2 ms of work; in the written order beyond the first four it is 1.8 ms.
    _options = DATABASES["default"].setdefault("OPTIONS", {})
    _options.setdefault("connect_timeout", 5)  # seconds: a machine that is gone holds up no worker
    _options["options"] = f"{_options.get('options', '')} -c join_collapse_limit=4".strip()
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Rate limits of the login must hold over all web workers; one process can keep them in memory.
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    if EMBEDDED
    else {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"}
}

# Who comes in

AUTH_USER_MODEL = "grants.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "config.passwords.NotGuessed"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "config.accounts.AccountAdapter"
ACCOUNT_FORMS = {
    "signup": "config.account_forms.SignupForm",
    "set_password": "config.account_forms.SetPasswordForm",
    "change_password": "config.account_forms.ChangePasswordForm",
    "reset_password_from_key": "config.account_forms.ResetPasswordKeyForm",
}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none" if DEMO else "mandatory"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_LOGIN_ON_PASSWORD_RESET = True  # with the second factor, where there is one
ACCOUNT_EMAIL_NOTIFICATIONS = not DEMO  # a mail at every change of password, address and factor
# A key is an address in one network (config/accounts.py): whoever guesses locks out nobody but their own network, for
# a minute, then ten, then an hour. On a browser that knows its owner, what others do beside them does not count.
GROWING = "5/m/key,10/10m/key,20/h/key"
ACCOUNT_RATE_LIMITS = {
    "login": "60/m/ip",
    "login_failed": f"20/m/ip,{GROWING}",
    "login_failed_at_home": GROWING,
    "signup": "10/m/ip",
}
USERSESSIONS_TRACK_ACTIVITY = False  # a list of where one is signed in, not of every step
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_FORMS = {
    "activate_totp": "config.account_forms.ActivateAppForm",
    "add_webauthn": "config.account_forms.AddPasskeyForm",
    "edit_webauthn": "config.account_forms.EditPasskeyForm",
}
MFA_TOTP_ISSUER = "Mittelweg"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION

# The public side

OPERATOR = environment.text("OPERATOR")
OFFICIAL_OPERATOR = environment.switch("OFFICIAL_OPERATOR")
OPERATOR_IMPRINT = environment.text("OPERATOR_IMPRINT")
# The last two are for the health check from inside the machine.
ALLOWED_HOSTS = [
    *environment.words("ALLOWED_HOSTS"),
    urlsplit(PUBLIC_URL).hostname,
    "localhost",
    "127.0.0.1",
]
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL] if PUBLIC_URL.startswith("https://") else []
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "grants.middleware.refused_token"
SESSION_ENGINE = "config.sessions"
SESSION_COOKIE_AGE = 12 * 60 * 60  # seconds since the last use: one working day, a night is too long
SESSION_LONGEST = 24 * 60 * 60  # seconds since the sign-in, however busy somebody is
DEVICE_COOKIE_NAME = "geraet"  # the browser on which somebody has signed in before
SECOND_FACTOR = not DEMO
"""Asked of everybody with a function, a seat, or the administration, before the first page."""
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"  # no cookie of their own
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],  # KERN draws its icons as data: images in its style sheet
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
if PRODUCTION:
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^(healthz|readyz|metrics)$"]  # asked from inside, past the proxy
    SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-sessionid", "__Host-csrftoken"
    DEVICE_COOKIE_NAME = "__Host-geraet"
    # Preloading HSTS binds the whole registered domain, which is not ours to decide.
    SILENCED_SYSTEM_CHECKS = ["security.W021"]
elif not (DEBUG or DEMO or (environment.text("PUBLIC_URL") and guard.is_local(PUBLIC_URL))):
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True  # one small office, behind a proxy with TLS
if ALLAUTH_TRUSTED_PROXY_COUNT:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# Language and time

LANGUAGE_CODE = "de"
LANGUAGES = [("de", "Deutsch")]  # there is no translation, whatever a browser prefers
USE_TZ = True
TIME_ZONE = "Europe/Berlin"

# Files: KERN comes from its package, uploads are never served by a web server

STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles" if PRODUCTION else None  # a trial serves them from where they lie
LETTER_FONT_ROOTS = [
    "/",
    BASE_DIR / ".local",
]  # where the font for Chinese, Japanese and Korean is looked for
STATICFILES_DIRS = [("kern", BASE_DIR / "node_modules/@kern-ux/native/dist")]
WHITENOISE_USE_FINDERS = not PRODUCTION
MEDIA_ROOT = VAR_DIR / "media"
FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "grants.forms.files.BoundedUpload",
]
DATA_UPLOAD_MAX_NUMBER_FILES = 5  # our forms have one
REQUEST_BYTES = int(environment.text("REQUEST_MEGABYTES", "100")) * 1024 * 1024
# An application has some ten files of one or two megabytes. These bounds are for accidents and malice, not for saving.
QUOTAS = {
    "case": environment.quota("QUOTA_CASE", "200/500"),
    "organisation": environment.quota("QUOTA_ORGANISATION", "2000/5000"),
    "account": environment.quota("QUOTA_ACCOUNT", "5000/20000"),
    "day": environment.quota("QUOTA_DAY", "300/1000"),
}
FILE_GRACE = timedelta(days=30)
"""How long a file that was taken out of an application stays on the disk."""
STRAY_GRACE = timedelta(days=1)
"""How long a file that no row names stays: it may belong to a row that is being written."""
STORAGES = {
    "default": {
        "BACKEND": "config.storage.WholeFiles",
        "OPTIONS": {"file_permissions_mode": 0o600, "directory_permissions_mode": 0o700},
    },
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}

# Mail

EMAIL_HOST = environment.text("EMAIL_HOST")
EMAIL_PORT = int(environment.text("EMAIL_PORT", "587"))
EMAIL_HOST_PASSWORD = environment.text("EMAIL_HOST_PASSWORD")
EMAIL_TIMEOUT = 20  # seconds; below the time limit of a task
EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend" if EMAIL_HOST else "notifications.mailbox.EmailBackend"
)
MAIL_PATIENCE = int(environment.text("MAIL_PATIENCE", "5"))
DEFAULT_FROM_EMAIL = environment.text("DEFAULT_FROM_EMAIL", "zusammenleben@mittelweg.example")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
BOUNCES_URL = environment.text("BOUNCES_URL")
SEAL_TO = environment.text("SEAL_TO")

# Celery wakes, rows are the truth. Every one of these was tried with kill -9 (docs/operations.md).

CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = (
    True  # at once; task_retry_on_worker_lost would wait longer than the sweep
)
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
# What waits for a mail server waits in a queue of its own. A worker that is told no queue takes both.
CELERY_TASK_QUEUES = [Queue("celery", routing_key="celery"), Queue("mail", routing_key="mail")]
CELERY_TASK_ROUTES = {
    f"notifications.tasks.{task}": {"queue": "mail", "routing_key": "mail"}
    for task in ("send", "mail_of_account", "anchor", "bounces", "watch")
}
# The worker's process is killed at this limit. There is no soft one: it raises at any line, and libraries swallow that
# (a condition of a Django template is false then). What may take long has a deadline of its own (docs/adr/0019-…).
CELERY_TASK_TIME_LIMIT = 60
CELERY_BROKER_TRANSPORT_OPTIONS = (
    {"polling_interval": 0.02}
    if EMBEDDED
    # visibility_timeout must stay above the hard time limit: else a running task is handed out a second time
    else {"visibility_timeout": 90, "unacked_restore_interval": 5, "unacked_restore_throttle": 1}
)
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 20
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = (
    False  # rows are the truth: what runs is finished
)
CELERY_TASK_IGNORE_RESULT = True
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_WORKER_REDIRECT_STDOUTS = False
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = TIME_ZONE
# Few tasks, each harmless if it runs twice: so a second beat does no damage. A wake-up call that nobody took
# before the next one is worth nothing and expires.
CELERY_BEAT_SCHEDULE = {
    "sweep": {"task": "notifications.tasks.sweep", "schedule": 5.0, "options": {"expires": 5}},
    "batches": {"task": "grants.tasks.sweep_batches", "schedule": 5.0, "options": {"expires": 5}},
    "clock": {"task": "grants.tasks.strike_the_clock", "schedule": 60.0, "options": {"expires": 60}},
    "remind": {"task": "notifications.tasks.remind", "schedule": 600.0, "options": {"expires": 600}},
    "seal": {
        "task": "grants.tasks.seal_the_day",
        "schedule": crontab(minute=10),
        "options": {"expires": 600},
    },
    "forget": {
        "task": "grants.tasks.forget_the_rest",
        "schedule": crontab(minute=40),
        "options": {"expires": 600},
    },
    "forget_post": {
        "task": "notifications.tasks.forget",
        "schedule": crontab(minute=45),
        "options": {"expires": 600},
    },
    "files": {
        "task": "notifications.tasks.tidy_files",
        "schedule": crontab(hour=3, minute=25),
        "options": {"expires": 3600},
    },
    "bounces": {"task": "notifications.tasks.bounces", "schedule": 600.0, "options": {"expires": 600}},
    "watch": {"task": "notifications.tasks.watch", "schedule": 60.0, "options": {"expires": 60}},
    "anchor": {
        "task": "notifications.tasks.anchor",
        "schedule": crontab(minute=20),
        "options": {"expires": 600},
    },
}
OUTBOX_LEASE = int(environment.text("OUTBOX_LEASE", "90"))
"""Seconds that a row of the outbox belongs to the worker that claimed it; above the hard time limit."""
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "beat.schedule")

# What an operator sees

DISK_LEAST = int(environment.text("DISK_LEAST_MB", "500")) * 10**6
"""Bytes."""
BACKUP_HOURS = int(environment.text("BACKUP_HOURS", "30" if PRODUCTION else "0"))

METRICS_TOKEN = environment.token("METRICS_TOKEN")
ALERT_TO = environment.words("ALERT_TO")
ALIVE_URL = environment.web_address("ALIVE_URL")

# Logging: to stderr, in one line each, nothing swallowed

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"()": "config.logs.Json" if environment.text("LOG_FORMAT") == "json" else "config.logs.Line"}
    },
    # A database that is away is one line, and one when it is back, however many requests and tasks run into it.
    "filters": {"once": {"()": "grants.faults.OnceForAll"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["once"]}},
    "root": {"handlers": ["stderr"], "level": environment.text("LOG_LEVEL", "INFO")},
    "loggers": {
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        "celery.app.trace": {"level": "WARNING"},  # one INFO line per task and sweep helps nobody
        "celery.worker.strategy": {"level": "WARNING"},
        "celery.beat": {"level": "WARNING"},
        "celery.worker.request": {"level": "WARNING"},  # a wake-up call that came too late is no news
        "config.watched": {"level": "WARNING" if EMBEDDED else "INFO"},  # a line for each request
        "pikepdf": {"level": "WARNING"},
        "fontTools": {"level": "WARNING"},
        "weasyprint": {"level": "WARNING"},
    },
}

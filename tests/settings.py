"""The real settings, with what tests need otherwise. Each line says why."""

import os
from pathlib import Path
from tempfile import TemporaryDirectory

os.environ.setdefault("SECRET_KEY", "only-for-tests-" + "0123456789abcdef" * 4)

from portal.settings import *  # noqa: F403

# A manifest would have to be collected first.
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
# Whitenoise reads the sources instead of a collected folder.
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
# What is stored goes with the run.
_media = TemporaryDirectory(prefix="foyer-tests-")
MEDIA_ROOT = Path(_media.name)
# Slow hashes are for real passwords.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# Mail is looked at, not sent.
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
MAIL_QUEUED = False
# A connection kept open would hold the test database when it is dropped.
DATABASES["default"]["CONN_MAX_AGE"] = 0  # noqa: F405
# Limits would stop the many sign-ins of a suite; their own tests switch them on.
ACCOUNT_RATE_LIMITS = False
RATE_LIMITS_ENABLED = False

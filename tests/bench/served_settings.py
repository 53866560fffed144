"""The portal as it is served, over the database and the files of a benchmark."""

import os
from pathlib import Path

from tests.settings import *  # noqa: F403

DEBUG = False
DATABASES["default"]["NAME"] = os.environ["BENCH_DATABASE"]  # noqa: F405
DATABASES["default"]["CONN_MAX_AGE"] = 600  # noqa: F405
ROOT_URLCONF = os.environ["BENCH_URLS"]
MEDIA_ROOT = Path(os.environ["BENCH_MEDIA"])
WHITENOISE_AUTOREFRESH = False

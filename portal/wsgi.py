"""What the web server runs. It refuses to start with a key that everybody knows."""

import logging
import os
import sys

from django.core.wsgi import get_wsgi_application
from django.db import connections

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

application = get_wsgi_application()


def _check() -> None:
    from portal.checks import database_role, secret_key  # noqa: PLC0415 - needs the apps loaded

    for message in [*secret_key(None), *database_role(None, databases=["default"])]:
        logging.getLogger("portal").log(message.level, "%s (%s)", message.msg, message.id)
        if message.id == "foyer.E001":
            sys.exit(f"{message.msg} {message.hint}")
    connections.close_all()  # a connection does not survive the server's fork


_check()

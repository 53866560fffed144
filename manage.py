#!/usr/bin/env python
"""Foyer's commands. `bin/manage` runs this file in the environment that `bin/setup` made."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    from django.core.management import execute_from_command_line  # noqa: PLC0415 - after the settings

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()

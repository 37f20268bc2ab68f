#!/usr/bin/env python
"""Django's command line for the portal."""

import os
import sys

from django.core.management import execute_from_command_line

import chm_portal.celery  # noqa: F401 - commands that hand out work (the relay) must know the broker

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chm_portal.settings")
    execute_from_command_line(sys.argv)

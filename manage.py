#!/usr/bin/env python3
"""The command line of the house: ``manage.py serve``, ``demo``, ``walkthrough``, ``prove`` and Django's own."""

import os
import sys

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    from django.core.management import execute_from_command_line  # only after the settings are named

    execute_from_command_line(sys.argv)

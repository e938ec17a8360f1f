#!/usr/bin/env python3
"""The command line of the house: ``manage.py serve``, ``demo``, ``walkthrough``, ``prove`` and Django's own."""

import os
import sys

OF_THE_DEMO = {"demo", "walkthrough", "work_outbox"}
"""Commands of the app ``demo``, which is not installed otherwise (``config/settings.py``)."""

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    if OF_THE_DEMO & set(sys.argv[1:2]):
        os.environ["DEMO_INSTALLED"] = "1"
    if sys.argv[1:2] == ["crowd"]:  # the tools for measuring are no part of the house
        os.environ["BENCH"] = "1"
    from django.core.management import execute_from_command_line  # only after the settings are named

    execute_from_command_line(sys.argv)

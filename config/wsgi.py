"""The door for web servers: ``gunicorn config.wsgi``, and ``manage.py serve``."""

import os
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

import django  # after its settings are named
from django.core.handlers.wsgi import WSGIHandler
from django.http.response import HttpResponseBase
from django.utils.http import parse_header_parameters

from config.middleware import UNREADABLE

SPOKEN = frozenset({"utf-8", "utf8", "us-ascii", "ascii"})
"""No browser sends a text in anything else, and decoding it can end anywhere."""


class Entrance(WSGIHandler):
    """Django already stumbles while it makes a request of a content type that cannot be; here it becomes a mark."""

    def __call__(self, environ: dict[str, Any], start_response: Any) -> HttpResponseBase:
        said = environ.get("CONTENT_TYPE", "")
        if not is_readable(said):
            environ[UNREADABLE], environ["CONTENT_TYPE"] = said, ""
        return super().__call__(environ, start_response)


def is_readable(content_type: str) -> bool:
    """Whether its words can be taken apart, and the text is said to be UTF-8 or nothing is said."""
    try:
        charset = parse_header_parameters(content_type)[1].get("charset", "utf-8")
    except ValueError:
        return False
    return charset.lower() in SPOKEN


django.setup(set_prefix=False)
application = Entrance()

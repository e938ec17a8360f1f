"""What the pages of the sign-in show in a demonstration."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from demo.chooser import choices


def chooser(request: HttpRequest) -> dict[str, Any]:
    """Context processor: name the template that is shown below the sign-in, and the people whom it offers."""
    if not settings.DEMO:
        return {}
    return {"below_sign_in": "demo/chooser.html", "personas": SimpleLazyObject(choices)}

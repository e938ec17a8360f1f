"""What somebody reads whose request is larger than ``REQUEST_BYTES``; also at the embedded server, before any view."""

from django.conf import settings
from django.template.loader import render_to_string


def too_large_page() -> str:
    """The page; nothing is known of who asks."""
    return render_to_string("413.html", {"most": settings.REQUEST_BYTES // 1024 // 1024})

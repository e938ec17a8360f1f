"""Answers /healthz: is the database there, is the broker there, does work pile up?"""

from celery import current_app
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError
from django.db.models import Min
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from kombu.exceptions import OperationalError

from grants.models import Transition
from notifications.posting import unmade


@login_not_required
@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """200 while requests can be served, 503 without a database.

    ``entries_without_letters`` counts moves whose letters cannot be made; the outbox says which and why. A missing
    broker is named but does not make the web ill: decisions are still taken, the sweep catches up.
    """
    report: dict[str, str | int] = {"broker": "ok" if _broker_answers() else "unreachable"}
    try:
        report |= {"database": "ok", "oldest_waiting_seconds": _oldest_waiting()}
        report |= {"entries_without_letters": unmade().count()}
    except DatabaseError:
        return JsonResponse(report | {"database": "unreachable"}, status=503)
    return JsonResponse(report)


def _oldest_waiting() -> int:
    """Seconds that the oldest entry of the log has waited for the post office; 0 if none waits."""
    oldest = Transition.objects.filter(posted_at=None).aggregate(at=Min("at"))["at"]
    return max(0, int((timezone.now() - oldest).total_seconds())) if oldest else 0


def _broker_answers() -> bool:
    if settings.EMBEDDED:
        return True
    try:
        with current_app.connection_for_write(connect_timeout=2) as broker:
            broker.ensure_connection(max_retries=1, timeout=2)
    except OperationalError:
        return False
    return True

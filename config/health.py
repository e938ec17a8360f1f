"""Answers /healthz: is the database there, is the broker there, does work pile up?"""

from celery import current_app
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from kombu.exceptions import OperationalError


@login_not_required
@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """200 while requests can be served, 503 without a database.

    A missing broker is named but does not make the web ill: decisions are still taken, the sweep catches up.
    """
    database, broker = _database_answers(), _broker_answers()
    report = {"database": _word(database), "broker": _word(broker)}
    return JsonResponse(report, status=200 if database else 503)


def _word(answers: bool) -> str:
    return "ok" if answers else "unreachable"


def _database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            return cursor.fetchone() == (1,)
    except DatabaseError:
        return False


def _broker_answers() -> bool:
    if settings.EMBEDDED:
        return True
    try:
        with current_app.connection_for_write(connect_timeout=2) as broker:
            broker.ensure_connection(max_retries=1, timeout=2)
    except OperationalError:
        return False
    return True

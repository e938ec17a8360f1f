"""Answers ``/healthz`` (does the process answer?) and ``/readyz`` (does the house work?), for machines that watch."""

from functools import cache

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from grants.clock import database_now
from grants.models import Heartbeat
from notifications import broker
from notifications.condition import free_bytes
from notifications.standstill import silent


@login_not_required
@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """200: the process answers. It asks nobody, so nothing restarts for what a restart cannot mend."""
    return HttpResponse("ok", content_type="text/plain")


@login_not_required
@never_cache
@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """200 if everything is there that the house needs, 503 with the names of what is missing.

    ``database``, ``migrations`` (some are not applied), ``broker``, ``disk`` (too little room), ``beat`` (has not
    ticked for minutes), ``worker`` (has not swept for minutes). Without the last three pages go on, but no letter
    leaves.
    """
    missing = missing_parts()
    answer = JsonResponse({"ready": not missing, "missing": missing}, status=503 if missing else 200)
    # Whoever watches asks every few seconds: Django would log an error each time, and the watch tells it once a day.
    answer._has_been_logged = True  # type: ignore[attr-defined]  # what django.utils.log.log_response looks at
    return answer


def missing_parts() -> list[str]:
    """The names of what is missing, in the order in which it has to be mended."""
    missing = []
    try:
        if _unapplied():
            missing.append("migrations")
        else:
            signs = {sign.name: sign for sign in Heartbeat.objects.all()}
            missing += silent(signs, database_now())
    except DatabaseError:
        missing.append("database")
    if not broker.answers():
        missing.append("broker")
    if free_bytes() < settings.DISK_LEAST:
        missing.append("disk")
    return missing


def _unapplied() -> list[tuple[str, str]]:
    """The migrations of this program that the database has not seen."""
    applied = set(MigrationRecorder(connection).applied_migrations())
    return [
        name
        for name, replaces in _migrations().items()
        if name not in applied and not (replaces and applied.issuperset(replaces))
    ]


@cache
def _migrations() -> dict[tuple[str, str], tuple[tuple[str, str], ...]]:
    """Every migration of this program, and those that it stands for; they do not change while it runs."""
    loader = MigrationLoader(None, load=False)
    loader.load_disk()
    return {name: tuple(migration.replaces) for name, migration in loader.disk_migrations.items()}

"""Answers ``/metrics`` in the text format of Prometheus: what was asked of this site, and how the house stands.

Closed (404) unless ``METRICS_TOKEN`` is set, and to whoever does not send it. No number here is about a person or a
case. Requests are counted by each process for itself; gunicorn's workers share their counts by files
(``gunicorn.conf.py``). All else is read from the database when it is asked for.
"""

import os
import re
from collections.abc import Iterator
from datetime import date, datetime, time
from hmac import compare_digest

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.multiprocess import MultiProcessCollector

from grants.clock import database_now
from grants.models import Transition
from notifications import broker
from notifications.condition import Condition, Waits, free_bytes, read
from notifications.standstill import findings

ASKED = CollectorRegistry()
"""What this process has answered."""
BUCKETS = (0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
"""Seconds."""
REQUESTS = Counter(
    "mittelweg_requests", "Requests by view and status.", ["view", "method", "status"], registry=ASKED
)
SECONDS = Histogram(
    "mittelweg_request_seconds", "Seconds per request, by view.", ["view"], buckets=BUCKETS, registry=ASKED
)
BEARER = re.compile(r"Bearer (\S+)")


def count(view: str, method: str, status: int, seconds: float) -> None:
    """One request was answered."""
    REQUESTS.labels(view, method, str(status)).inc()
    SECONDS.labels(view).observe(seconds)


@login_not_required
@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """All of it, for whoever bears the token; for everybody else there is nothing here."""
    if request.method not in ("GET", "HEAD") or not _may_read(request):
        raise Http404
    answer = generate_latest(_asked()) + generate_latest(_house())
    return HttpResponse(answer, content_type=CONTENT_TYPE_PLAIN_0_0_4)


def _may_read(request: HttpRequest) -> bool:
    said = BEARER.fullmatch(request.headers.get("Authorization", ""))
    token = settings.METRICS_TOKEN
    return bool(token and said and compare_digest(said[1].encode(), token.encode()))


def _asked() -> CollectorRegistry:
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        return ASKED
    shared = CollectorRegistry()
    MultiProcessCollector(shared)
    return shared


def _house() -> CollectorRegistry:
    registry = CollectorRegistry()
    registry.register(House())
    return registry


class House:
    """How the house stands, read once for each answer."""

    def collect(self) -> Iterator[Metric]:
        """What needs no database first: it is told also while that is away."""
        yield _gauge("broker_up", "1 if the broker answers.", broker.answers())
        yield _gauge("disk_free_bytes", "Bytes left on the disk of the files.", free_bytes())
        try:
            found, moves = read(database_now()), Transition.objects.order_by("pk").values_list("pk").last()
        except DatabaseError:
            yield _gauge("database_up", "1 if the database answers.", False)
            return
        yield _gauge("database_up", "1 if the database answers.", True)
        # The number of the last entry: counting them would cost more with every case.
        yield CounterMetricFamily("mittelweg_moves", "Entries of the log.", value=moves[0] if moves else 0)
        yield from _posts(found)
        yield from _waits("unposted", "Moves whose letters are not made yet", found.unposted, found.now)
        yield from _waits("unmade", "Moves whose letters cannot be made", found.unmade, found.now)
        yield from _waits("account_mails", "Mails about accounts that wait", found.accounts, found.now)
        yield from _waits(
            "overdue_days", "Legal days that are over without the clock's move", _since(found), found.now
        )
        yield from _signs(found)
        stands = GaugeMetricFamily(
            "mittelweg_standstill", "1 for each thing that stands still.", labels=["what"]
        )
        for each in findings(found):
            stands.add_metric([each.key], 1)
        yield stands


def _since(found: Condition) -> Waits:
    first = found.overdue.first
    return Waits(found.overdue.count, _midnight(first) if first else None)


def _posts(found: Condition) -> Iterator[Metric]:
    rows = GaugeMetricFamily(
        "mittelweg_post", "Rows of the outbox by kind and state.", labels=["kind", "state"]
    )
    ages = GaugeMetricFamily(
        "mittelweg_post_oldest_seconds", "Age of the oldest of them.", labels=["kind", "state"]
    )
    for each in found.posts:
        rows.add_metric([each.kind, each.state], each.count)
        ages.add_metric([each.kind, each.state], _age(each.since, found.now))
    yield rows
    yield ages


def _signs(found: Condition) -> Iterator[Metric]:
    ran = GaugeMetricFamily(
        "mittelweg_last_run_timestamp_seconds", "When it last ran to its end; 0: never.", labels=["task"]
    )
    for name, sign in found.signs.items():
        ran.add_metric([name], sign.at.timestamp() if sign.at else 0)
    yield ran
    sealed = _midnight(found.sealed).timestamp() if found.sealed else 0
    yield _gauge(
        "last_sealed_day_timestamp_seconds", "Begin of the last day that bears a seal; 0: none.", sealed
    )


def _waits(name: str, said: str, waits: Waits, now: datetime) -> Iterator[Metric]:
    yield _gauge(name, f"{said}.", waits.count)
    age = _age(waits.since, now) if waits.since else 0
    yield _gauge(f"{name}_oldest_seconds", f"{said}: age of the oldest.", age)


def _gauge(name: str, said: str, value: float) -> Metric:
    return GaugeMetricFamily(f"mittelweg_{name}", said, value=float(value))


def _age(since: datetime, now: datetime) -> float:
    return max(0.0, (now - since).total_seconds())


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))

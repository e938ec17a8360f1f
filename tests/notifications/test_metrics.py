"""What /metrics says, to whom, and at what cost."""

import re
from datetime import timedelta

import pytest
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext
from prometheus_client.parser import text_string_to_metric_families

from config import environment
from demo.stories.steps import Story
from grants.clock import database_now, day_of
from grants.models import Application, Transition
from notifications import outbox
from notifications.models import Post, Unmade
from tests.house.alive import all_alive

TOKEN = "x" * 12 + "0123456789abcdef"


@pytest.fixture
def asked(settings):
    settings.METRICS_TOKEN = TOKEN
    return {"Authorization": f"Bearer {TOKEN}"}


def read(client, headers) -> dict[tuple[str, ...], float]:
    """Name and labels, in the order of their names → value, read by the parser of the format's own house."""
    answer = client.get("/metrics", headers=headers)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("text/plain; version=0.0.4")
    return {
        (sample.name, *(value for _, value in sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(answer.content.decode())
        for sample in family.samples
    }


@pytest.mark.parametrize("said", [{}, {"Authorization": "Bearer nope"}, {"Authorization": TOKEN}])
def test_there_is_nothing_for_whoever_does_not_send_the_token(db, client, asked, said):
    assert client.get("/metrics", headers=said).status_code == 404


@pytest.mark.parametrize("said", [{}, {"Authorization": "Bearer "}, {"Authorization": f"Bearer {TOKEN}"}])
def test_there_is_nothing_where_no_token_is_set(db, client, settings, said):
    settings.METRICS_TOKEN = ""
    assert client.get("/metrics", headers=said).status_code == 404


def test_a_token_that_can_be_guessed_is_refused_at_the_start(monkeypatch, tmp_path):
    for said in ("short", "ü" * 30, "a b" * 10):
        monkeypatch.setenv("METRICS_TOKEN", said)
        with pytest.raises(environment.ImproperlyConfigured, match="METRICS_TOKEN braucht"):
            environment.token("METRICS_TOKEN")
    monkeypatch.setenv("METRICS_TOKEN", TOKEN)
    assert environment.token("METRICS_TOKEN") == TOKEN
    (tmp_path / "token").write_text(f"{TOKEN}1\n")
    monkeypatch.setenv("METRICS_TOKEN_FILE", str(tmp_path / "token"))
    assert environment.token("METRICS_TOKEN") == f"{TOKEN}1"


def test_requests_are_counted_by_view_and_status(db, client, asked):
    before = read(client, asked)
    client.get("/impressum/")
    client.get("/gibt/es/nicht/17/")
    client.generic("BREW", "/impressum/")
    after = read(client, asked)

    def more(*key):
        return after.get(key, 0) - before.get(key, 0)

    assert more("mittelweg_requests_total", "GET", "200", "grants:imprint") == 1
    assert more("mittelweg_request_seconds_count", "grants:imprint") == 2
    assert more("mittelweg_requests_total", "GET", "404", "") == 1
    assert more("mittelweg_requests_total", "other", "405", "grants:imprint") == 1
    assert "BREW" not in {key[1] for key in after if key[0] == "mittelweg_requests_total"}
    assert not [key for key in after if "/" in "".join(key[1:])], "an address has become a label"


def test_it_says_how_the_house_stands(submitted: Story, mailbox, client, asked, settings):
    outbox.settle()
    all_alive()
    now = database_now()
    Post.objects.filter(kind="mail").update(
        state="dead", error="x", finished_at=None, made_at=now - timedelta(hours=1)
    )
    last = Transition.objects.order_by("pk").last()
    Transition.objects.filter(pk=last.pk).update(posted_at=None, at=now - timedelta(minutes=2))
    Unmade.objects.create(transition=last, error="x", failed_at=now - timedelta(minutes=1), run_after=now)
    Application.objects.filter(pk=submitted.case.pk).update(wake_on=day_of(now) - timedelta(days=2))
    found = read(client, asked)
    assert found["mittelweg_post", "mail", "dead"] == 1
    assert 3600 <= found["mittelweg_post_oldest_seconds", "mail", "dead"] < 3660
    assert found["mittelweg_unposted",] == found["mittelweg_unmade",] == 1
    assert found["mittelweg_unposted_oldest_seconds",] >= 120
    assert found["mittelweg_overdue_days",] == 1
    assert found["mittelweg_overdue_days_oldest_seconds",] >= 2 * 86400
    assert found["mittelweg_moves_total",] == last.pk
    assert abs(found["mittelweg_last_run_timestamp_seconds", "beat"] - now.timestamp()) < 60
    assert found["mittelweg_database_up",] == found["mittelweg_broker_up",] == 1
    assert found["mittelweg_disk_free_bytes",] > 0
    assert {key[1] for key in found if key[0] == "mittelweg_standstill"} == {"dead mail", "unmade", "overdue"}


def test_it_answers_also_while_the_database_is_away(db, client, asked):
    def lost_connection(*_):
        raise OperationalError("server closed the connection unexpectedly")

    with connection.execute_wrapper(lost_connection):
        found = read(client, asked)
    assert found["mittelweg_database_up",] == 0
    assert found["mittelweg_disk_free_bytes",] > 0


WHOLE = re.compile(
    r"(?:Seq Scan on|SCAN) (?:notifications_post|grants_transition|grants_application)\b(?! USING)"
    r"|Index Scan (?:Backward )?using \w+_pkey on .*\n\s*Filter:"
)
"""A plan that reads a table from end to end, or in the order of its key until something fits."""


def test_every_question_is_answered_by_an_index(submitted: Story, client, asked):
    """However many cases there are: no table that grows with them is read as a whole."""
    with CaptureQueriesContext(connection) as caught:
        read(client, asked)
    assert len(caught) < 25
    questions = [query["sql"] for query in caught.captured_queries if " FROM " in query["sql"]]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")  # so few rows are read faster without an index
        plans = {sql: plan_of(cursor, sql) for sql in questions}
        control = plan_of(cursor, "SELECT id FROM notifications_post WHERE note = 'x' ORDER BY id LIMIT 9")
    assert WHOLE.search(control)
    # SQLite says the same of a table that is read whole and of one whose last row is taken
    assert not [(sql, plan) for sql, plan in plans.items() if " WHERE " in sql and WHOLE.search(plan)]


def plan_of(cursor, sql: str) -> str:
    how = "EXPLAIN" if connection.vendor == "postgresql" else "EXPLAIN QUERY PLAN"
    cursor.execute(f"{how} {sql}".replace("%", "%%"))
    return "\n".join(str(row[-1]) for row in cursor.fetchall())

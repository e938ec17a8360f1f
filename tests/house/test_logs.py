"""What stands in the log: the name of the request, and no link token, password or key."""

import json
import logging
import sys
import time

import pytest
from django.urls import reverse

from config.logs import HIDDEN, Json, Line, request_name, without_secrets
from grants.models import User
from tests.factories import World, drive
from tests.grants.ground import browser
from workflows.stages import Stage

TRACE = "0af7651916cd43dd8448eb211c80319c"


def record_of(message: str, *said: object, **more: object) -> logging.LogRecord:
    record = logging.LogRecord("django.request", logging.WARNING, __file__, 1, message, said, None)
    record.__dict__.update(more)
    return record


@pytest.mark.parametrize(
    ("said", "hidden"),
    [
        ("Not Found: /konto/confirm-email/MQ:1wZx3k:abcDEF-123_x/", "MQ:1wZx3k:abcDEF-123_x"),
        ("GET /konto/password/reset/key/1a-c9xq0m-5f2e1d0c9b8a/ 200", "1a-c9xq0m-5f2e1d0c9b8a"),
        ("GET /konto/login/?token=Zt81hJf0aaQ 200", "Zt81hJf0aaQ"),
        ("https://mittelweg.example/konto/einladung/9fZk27Qp1x/", "9fZk27Qp1x"),
        ("cannot connect to redis://:geheim1@redis:6379/0", "geheim1"),
        ("postgres://mittelweg:pw@postgres/mittelweg", "mittelweg:pw"),
        ("{'password': 'Sesam öffne', 'x': 1}", "'Sesam"),
        ("Authorization: Bearer abc.def", "abc.def"),
        ("csrfmiddlewaretoken=QQQQ&title=Fest", "QQQQ"),
    ],
)
def test_what_lets_somebody_in_is_hidden(said, hidden):
    told = without_secrets(said)
    assert hidden not in told
    assert HIDDEN in told


@pytest.mark.parametrize(
    "said",
    [
        "GET /faelle/6f1c2b9e-2f1d-4a52-9b50-1f0a3c2b1d00/ 200 12 ms",
        "GET /konto/2fa/webauthn/ 200 3 ms",
        "GET /konto/password/reset/done/ 200 3 ms",
        "outbox row 4:eingangsbestaetigung:46, attempt 2: timed out",
        "token bucket is empty",
    ],
)
def test_everything_else_stays_as_it_is(said):
    assert without_secrets(said) == said


def test_secrets_of_the_settings_are_hidden_wherever_they_turn_up(settings):
    settings.METRICS_TOKEN, settings.EMAIL_HOST_PASSWORD = "tok-" + "1" * 30, "ein langes Passwort"
    said = f"tried {settings.SECRET_KEY} and {settings.METRICS_TOKEN} and {settings.EMAIL_HOST_PASSWORD}"
    assert without_secrets(said) == f"tried {HIDDEN} and {HIDDEN} and {HIDDEN}"


@pytest.mark.parametrize("formatter", [Line(), Json()])
def test_a_traceback_hides_the_same(formatter):
    try:
        raise ValueError("no such link: /konto/confirm-email/MQ:1wZx3k:abc/")
    except ValueError:
        record = record_of("fault")
        record.exc_info = sys.exc_info()
    told = formatter.format(record)
    assert "ValueError" in told
    assert "1wZx3k" not in told


def test_json_is_one_object_a_line_with_the_name_of_the_request():
    held = request_name.set(TRACE)
    told = Json().format(
        record_of("two\nlines of %s", "Grün", status=200, view="grants:home", milliseconds=12)
    )
    request_name.reset(held)
    assert "\n" not in told
    assert "Grün" in told
    found = json.loads(told)
    assert found.pop("time").endswith("+00:00")
    assert found == {
        "level": "WARNING",
        "logger": "django.request",
        "request": TRACE,
        "message": "two\nlines of Grün",
        "status": 200,
        "view": "grants:home",
        "milliseconds": 12,
    }


def test_a_line_for_people_begins_with_the_name_of_the_request():
    held = request_name.set(TRACE)
    assert "WARNING django.request [0af76519]: gone" in Line().format(record_of("gone"))
    request_name.reset(held)
    assert "WARNING django.request: gone" in Line().format(record_of("gone"))


def test_both_kinds_of_lines_say_the_same_moment_with_its_zone(monkeypatch):
    record = record_of("gone")
    record.created = 1_796_077_279.918
    for zone in ("Europe/Berlin", "America/New_York"):
        monkeypatch.setenv("TZ", zone)
        time.tzset()
        assert Line().format(record).startswith("2026-11-30T22:21:19.918+00:00 WARNING")
        assert json.loads(Json().format(record))["time"] == "2026-11-30T22:21:19.918+00:00"
    monkeypatch.undo()
    time.tzset()


# Requests


class Kept(logging.Handler):
    """Formats each line when it is written, as the real handler does."""

    def __init__(self):
        super().__init__()
        self.lines = []
        self.setFormatter(Json())

    def emit(self, record):
        self.lines.append(json.loads(self.format(record)))


@pytest.fixture
def log():
    kept, logger = Kept(), logging.getLogger("config.watched")
    level = logger.level
    logger.addHandler(kept)
    logger.setLevel(logging.INFO)
    yield kept.lines
    logger.removeHandler(kept)
    logger.setLevel(level)


def test_a_request_is_one_line_and_the_answer_bears_its_name(db, client, log):
    answer = client.get("/impressum/?seite=2")
    (line,) = log
    assert (line["view"], line["status"]) == ("grants:imprint", 200)
    assert line["message"].startswith("GET /impressum/ 200 ")
    assert len(line["request"]) == 32
    assert answer.headers["X-Request-ID"] == line["request"]
    assert client.get("/impressum/").headers["X-Request-ID"] != line["request"]
    answer.close()
    assert request_name.get() == ""


@pytest.mark.django_db(transaction=True)
def test_who_is_refused_a_page_or_a_move_stands_in_the_line_by_number(log):
    story = drive(World(), Stage.SUBMITTED)
    stranger = User.objects.create_user("fremd@verein.example", name="Frida Fremd")
    client = browser(stranger)
    move = reverse("grants:move", args=[story.case.public_id, "begin_check"])
    clerk = browser(story.staff("kasse"))
    for asked in (client.get(story.case.get_absolute_url()), client.post(move, {}), clerk.post(move, {})):
        assert asked.status_code in (403, 404, 409)
    assert [line["level"] for line in log] == ["WARNING"] * 3
    numbers = [stranger.pk, stranger.pk, story.staff("kasse").pk]
    assert [int(line["message"].rpartition("refused to account ")[2]) for line in log] == numbers
    assert "Frida" not in json.dumps(log)
    browser(story.staff("leitung")).get(story.case.get_absolute_url())
    assert (log[-1]["level"], "account" in log[-1]["message"]) == ("INFO", False)


def test_the_line_that_django_writes_about_a_fault_bears_the_name_too(db, client):
    kept, logger = Kept(), logging.getLogger("django.request")
    logger.addHandler(kept)
    answer = client.get("/gibt/es/nicht/17/")
    logger.removeHandler(kept)
    (line,) = kept.lines
    assert line["message"] == "Not Found: /gibt/es/nicht/17/"
    assert line["request"] == answer.headers["X-Request-ID"]


def test_the_name_that_our_proxy_gives_is_kept_and_no_other(db, client, log, settings):
    said = {"X-Request-ID": TRACE}
    assert client.get("/healthz", headers=said).headers["X-Request-ID"] != TRACE
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    assert client.get("/healthz", headers=said).headers["X-Request-ID"] == TRACE
    for odd in ("x", "a" * 65, "two words!", "line\tbreak", "ümlaut-name"):
        assert client.get("/healthz", headers={"X-Request-ID": odd}).headers["X-Request-ID"] != odd


def test_a_link_that_lets_somebody_in_does_not_stand_in_the_line_of_its_request(db, client, log):
    client.get("/konto/confirm-email/MQ:1wZx3k:abcDEF-123_x/")
    assert log[0]["view"] == "account_confirm_email"
    assert "1wZx3k" not in json.dumps(log)


def test_a_task_is_named_too():
    from celery import shared_task

    from config.logs import working_for

    named = []

    @shared_task(name="tests.named")
    def note():
        named.append(working_for())

    note.apply(task_id=TRACE)
    assert named == [TRACE]
    assert working_for() == ""

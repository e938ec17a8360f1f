"""What stands still is found, said in German, told by mail once a day, and heard outside by a silence."""

import http.server
import threading
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.core import mail
from django.core.management import call_command
from django.urls import reverse

from demo.stories.ground import find_user
from demo.stories.steps import Story
from grants.actions import heartbeats
from grants.clock import database_now, day_of
from grants.models import Alert, Application, Function, Heartbeat, Seal, Transition
from notifications import condition, outbox, standstill, watching
from notifications.condition import read
from notifications.models import AccountMail, Post, Unmade
from notifications.standstill import PATIENCE, TASKS, findings
from tests.house.alive import all_alive
from workflows.roles import Role

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
PAGE = "/betrieb/"


@pytest.fixture
def well(submitted: Story, mailbox: None, settings) -> Story:
    """A house in which all works; nothing waits."""
    settings.DISK_LEAST = 0
    outbox.settle()
    all_alive()
    assert keys() == []
    return submitted


def keys(now=None) -> list[str]:
    return [each.key for each in findings(read(now or database_now()))]


def age(kind: str, state: str, old: timedelta) -> Post:
    """One row of this kind as it stands so long after it was made."""
    post = Post.objects.filter(kind=kind).first()
    fields = {"state": state, "made_at": database_now() - old, "finished_at": None}
    fields |= {"error": "OSError: away"} if state == "dead" else {}
    Post.objects.filter(pk=post.pk).update(**fields)
    return post


@pytest.mark.parametrize("kind", ["letter", "mail"])
def test_rows_that_wait_too_long_and_rows_that_failed_are_found(well: Story, kind: str):
    allowed = PATIENCE[Post.Kind(kind)]
    age(kind, "due", allowed - MINUTE)
    assert keys() == []
    age(kind, "due", allowed + MINUTE)
    assert keys() == [f"waiting {kind}"]
    age(kind, "dead", MINUTE)
    assert keys() == [f"dead {kind}"]


def test_mails_about_accounts_that_wait_are_found(well: Story):
    now = database_now()
    fields = {"name": "1", "to": "neu@verein.example", "subject": "Bestätigen", "body": "…", "run_after": now}
    waiting = AccountMail.objects.create(made_at=now - 29 * MINUTE, **fields)
    assert keys() == []
    AccountMail.objects.filter(pk=waiting.pk).update(made_at=now - 31 * MINUTE)
    assert keys() == ["waiting account"]


def test_reminder_may_wait_for_the_next_working_day(well: Story, monkeypatch):
    """It counts from the moment at which it may leave the house."""
    row = condition.Waiting("reminder", "due", 1, database_now() - DAY)
    none = condition.Waits()
    found = SimpleNamespace(posts=(row,), unmade=none, unposted=none, accounts=none, now=database_now())
    monkeypatch.setattr(standstill, "next_sending_time", lambda since: since + DAY - MINUTE)
    assert list(standstill._post(found)) == []
    monkeypatch.setattr(standstill, "next_sending_time", lambda since: since + HOUR)
    assert [each.key for each in standstill._post(found)] == ["waiting reminder"]


def test_steps_without_letters_are_found(well: Story):
    entry = Transition.objects.order_by("pk").last()
    Transition.objects.filter(pk=entry.pk).update(posted_at=None, at=database_now() - 9 * MINUTE)
    assert keys() == []
    Transition.objects.filter(pk=entry.pk).update(at=database_now() - 11 * MINUTE)
    assert keys() == ["unposted"]
    now = database_now()
    Unmade.objects.create(transition=entry, error="ValueError", failed_at=now, run_after=now)
    assert keys() == ["unmade"]


def test_legal_day_that_is_over_is_found(well: Story):
    case = Application.objects.filter(pk=well.case.pk)
    case.update(wake_on=day_of(database_now()))
    assert keys() == []  # today: the clock may come at any minute
    case.update(wake_on=day_of(database_now()) - DAY)
    assert keys() == ["overdue"]


@pytest.mark.parametrize("name", TASKS)
def test_task_that_is_silent_while_others_run_is_found(well: Story, name: str):
    heartbeats.note(name, database_now() - TASKS[name][0] - MINUTE)
    assert keys() == [f"task {name}"]
    heartbeats.note("beat", database_now() - HOUR)
    assert keys() == ["beat"]  # then all are silent, for one reason


def test_task_that_was_never_run_to_its_end_is_found_too(well: Story):
    Heartbeat.objects.filter(name="clock").delete()
    heartbeats.expect(["clock"], database_now() - HOUR)
    assert keys() == ["task clock"]


def test_seals_and_backups_that_are_missed_are_found(well: Story, settings):
    settings.SEAL_TO = "siegel@draussen.example"
    today = day_of(database_now())
    seal = Seal.objects.create(day=today - DAY, dossiers=0, made_at=database_now())
    assert keys() == []
    Seal.objects.filter(pk=seal.pk).update(day=today - 3 * DAY)
    assert keys() == ["seal", "anchor"]
    Seal.objects.filter(pk=seal.pk).update(anchored_at=database_now())
    assert keys() == ["seal"]
    Seal.objects.all().delete()
    settings.BACKUP_HOURS = 30
    assert keys() == ["backup"]
    heartbeats.expect([heartbeats.BACKUP], database_now())
    assert keys() == [], "the first night has not come yet"
    (never,) = findings(read(database_now() + 31 * HOUR))[-1:]
    assert str(never.sentence) == "Es ist noch keine Sicherung vermerkt."
    call_command("heartbeat", "backup")
    assert keys() == []
    (late,) = findings(read(database_now() + 31 * HOUR))[-1:]
    assert str(late.sentence) == "Seit mehr als 30 Stunden ist keine Sicherung vermerkt."
    assert keys(database_now() + 29 * HOUR)[-1] != "backup"
    assert keys(database_now() + 31 * HOUR)[-1] == "backup"


def test_full_disk_and_missing_broker_are_found(well: Story, settings, monkeypatch):
    settings.DISK_LEAST = 10**18
    monkeypatch.setattr(standstill.broker, "answers", lambda: False)
    assert keys() == ["broker", "disk"]


def test_it_costs_the_same_however_many_rows_there_are(
    well: Story, django_assert_max_num_queries, monkeypatch
):
    with django_assert_max_num_queries(16):
        read(database_now())
    monkeypatch.setattr(condition, "MOST", 1)
    assert Post.objects.update(state="due", finished_at=None) > 1
    assert [each.count for each in read(database_now()).posts] == [1]


# What people read


def client_of(user):
    from tests.grants.ground import browser

    return browser(user)


def with_function(role: Role):
    user = find_user(f"funktion-{role}", f"Person {role}")
    Function.objects.create(user=user, role=role, programme="", valid_from=day_of(database_now()) - DAY)
    return user


def test_lead_and_administrator_read_what_stands_still_and_what_to_do(well: Story):
    lead = client_of(well.staff("leitung"))
    admin = client_of(with_function(Role.ADMIN))
    for client in (lead, admin):
        assert "Es läuft alles." in client.get(PAGE).content.decode()
        assert PAGE in client.get("/").content.decode()
    age("mail", "dead", HOUR)
    heartbeats.note("beat", database_now() - HOUR)
    for client in (lead, admin):
        page, start = client.get(PAGE).content.decode(), client.get("/").content.decode()
        assert "Der Taktgeber (beat) gibt kein Lebenszeichen." in page
        assert "startet den Prozess neu" in page
        assert "Gescheitert: E-Mails (1)." in page
        assert "Gescheitert: E-Mails (1)." in start


def test_superuser_of_a_new_site_reads_it(well: Story):
    first = find_user("erste", "Erste Person")
    first.is_superuser = True
    first.save()
    assert client_of(first).get(PAGE).status_code == 200


@pytest.mark.parametrize("who", ["geschaeftsstelle", "sachbearbeitung", "applicant"])
def test_nobody_else_finds_the_page(well: Story, who: str):
    user = well.applicant if who == "applicant" else well.staff(who)
    client = client_of(user)
    assert client.get(PAGE).status_code == 404
    assert PAGE not in client.get("/").content.decode()


def test_start_page_of_the_office_says_what_it_waits_for_and_no_more(well: Story, settings):
    age("mail", "dead", HOUR)
    settings.DISK_LEAST = 10**18
    Application.objects.filter(pk=well.case.pk).update(wake_on=day_of(database_now()) - DAY)
    office = client_of(well.staff("geschaeftsstelle")).get("/").content.decode()
    assert "Gescheitert: E-Mails (1)." in office
    assert "Fristtage, die ohne den Schritt" in office
    assert "Auf der Platte" not in office
    assert "Gescheitert" not in client_of(well.applicant).get("/").content.decode()
    assert "Gescheitert" not in client_of(well.staff("sachbearbeitung")).get("/").content.decode()


# Who is told


@pytest.fixture
def told(well: Story, settings) -> Story:
    settings.ALERT_TO = ["betrieb@stadt.example"]
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    return well


def test_alert_goes_out_once_a_day_for_each_thing(told: Story):
    now = database_now()
    watching.watch(now)
    assert mail.outbox == []
    age("mail", "dead", HOUR)
    watching.watch(now)
    watching.watch(now + MINUTE)
    (first,) = mail.outbox
    assert first.to == ["betrieb@stadt.example"]
    assert "Gescheitert: E-Mails (1)." in first.subject
    assert reverse("notifications:operation") in first.body
    age("letter", "dead", HOUR)
    watching.watch(now + 2 * MINUTE)
    assert len(mail.outbox) == 2
    assert "E-Mails" not in mail.outbox[1].body
    all_alive(now + DAY)
    watching.watch(now + DAY)
    assert len(mail.outbox) == 3
    assert "2 Dinge stehen still" in mail.outbox[2].subject


def test_alert_that_nobody_took_is_repeated_at_the_next_look(told: Story, settings, caplog):
    age("mail", "dead", HOUR)
    settings.EMAIL_BACKEND = "tests.notifications.test_standstill.Away"
    watching.watch(database_now())
    assert "could not be mailed" in caplog.text
    assert not Alert.objects.exists()
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    watching.watch(database_now())
    assert len(mail.outbox) == 1


def test_alert_is_not_told_twice_by_two_at_once(told: Story, monkeypatch):
    """The second finds the note of the first, whose mail is still on its way."""
    age("mail", "dead", HOUR)
    send = watching._mail

    def while_another_looks(found, now):
        monkeypatch.setattr(watching, "_mail", send)
        watching.watch(now)
        send(found, now)

    monkeypatch.setattr(watching, "_mail", while_another_looks)
    watching.watch(database_now())
    assert len(mail.outbox) == 1


def test_without_an_address_nobody_is_told_and_nothing_is_noted(well: Story):
    age("mail", "dead", HOUR)
    assert [each.key for each in watching.watch(database_now())] == ["dead mail"]
    assert not Alert.objects.exists()


class Away:
    """A mail server that refuses every connection."""

    def __init__(self, **said):
        pass

    def send_messages(self, messages):
        raise ConnectionRefusedError("[Errno 111] Connection refused")


@pytest.fixture
def outside(settings):
    """An address outside that counts the pings."""
    heard = []

    class Counts(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            heard.append(self.path)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *said):
            pass

    with http.server.HTTPServer(("127.0.0.1", 0), Counts) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        settings.ALIVE_URL = f"http://127.0.0.1:{server.server_port}/ping"
        yield heard
        server.shutdown()


def test_ping_is_heard_while_all_is_well_and_stops_with_the_first_standstill(well: Story, outside):
    watching.watch(database_now())
    assert outside == ["/ping"]
    age("mail", "dead", HOUR)
    watching.watch(database_now())
    assert outside == ["/ping"]


def test_ping_that_nobody_takes_is_a_warning(well: Story, settings, caplog):
    settings.ALIVE_URL = "http://127.0.0.1:1/"
    watching.watch(database_now())
    assert "ping outside was not taken" in caplog.text


def test_command_says_it_and_ends_with_one(well: Story, capsys):
    call_command("watch")
    assert capsys.readouterr().out == ""
    age("mail", "dead", HOUR)
    with pytest.raises(SystemExit) as ended:
        call_command("watch")
    assert ended.value.code == 1
    assert "Gescheitert: E-Mails (1)." in capsys.readouterr().out

"""What pages cost among 1,000 and among 100,000 cases: statements, and processor time here and in the database.

Both sizes are measured in one run on one database, so the ratios hold on any machine. ``make bench ONLY=pages`` asks
SQLite and PostgreSQL; ``CASES`` names another size.
"""

import os
import statistics
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FEW, MANY, MOST_RATIO, ROUNDS = 1_000, int(os.environ.get("CASES", "100000")), 1.3, 9
MOST_LIST, MOST_CASE, MOST_START, MOST_OPERATION = 10, 12, 40, 20


@dataclass(frozen=True)
class Page:
    """One page that is measured: whose, where, how many statements it may take, and how much dearer it may become."""

    name: str
    user: Any
    address: str
    statements: int = MOST_LIST
    ratio: float = MOST_RATIO


@dataclass(frozen=True)
class Cost:
    """Statements, and milliseconds of processor time here and in the database."""

    statements: int
    here: float
    there: float

    @property
    def whole(self) -> float:
        return self.here + self.there


def measure() -> list[str]:
    """Measure all pages beside few and beside many cases; the lines of those that cost too much."""
    from django.conf import settings
    from django.db import connection

    from .crowd import crowd

    settings.ALLOWED_HOSTS = ["testserver"]
    settings.SECOND_FACTOR = False
    print(f"Seiten mit {FEW} und mit {MANY} Fällen auf {connection.display_name}", flush=True)
    crowd(FEW)
    before = [cost_of(page) for page in pages()]
    start = time.perf_counter()
    crowd(MANY - FEW)
    print(f"({MANY - FEW} Fälle geschrieben in {time.perf_counter() - start:.0f} s)", flush=True)
    lines = [judged(page, few, cost_of(page)) for page, few in zip(pages(), before, strict=True)]
    return [line for line, dear in lines if dear]


def pages() -> list[Page]:
    """Every page that has to stay flat, with the people who read it."""
    return [*_of_the_office(), *_of_others()]


def _staff(key: str) -> Any:
    from demo.stories.ground import DOMAIN
    from grants.models import User

    return User.objects.get(email=f"{key}@{DOMAIN}")


SORTS = ("", "-number", "title", "organisation", "stage", "due", "-due", "-requested", "submitted")
FILTERS = ("stage=6", "stage=8", "programme=gesellschaftsfonds", "waits_for=caseworker", "round={newest}")
"""Each of them fills a page in both crowds, so that a page is compared with one that shows as much."""
SEARCHES = {
    "ein Name": "Özdemir",
    "mehrere Wörter": "e. V. LINDEN",
    "verschrieben": "Linnden",
    "Nummer": "WIR2 2026",
}


def _of_the_office() -> list[Page]:
    from grants.models import Application, Round

    from .crowd import ROUNDS as LAST

    newest = Round.objects.get(title=f"Förderrunde {LAST}").pk
    clerk, lead, office = map(_staff, ("sachbearbeitung", "leitung", "geschaeftsstelle"))
    checked = Application.objects.filter(round=newest, stage="submitted").order_by("-pk")[0]
    running = Application.objects.filter(stage="running", organisation__name__startswith="Vorlage")[0]
    filters = [asked.format(newest=newest) for asked in FILTERS]
    return [
        Page("Start, Sachbearbeitung", clerk, "/", MOST_START),
        Page("Start, Leitung", lead, "/", MOST_START),
        Page("Start, Geschäftsstelle", office, "/", MOST_START),
        Page("Fall, eingereicht, Sachbearbeitung", clerk, checked.get_absolute_url(), MOST_CASE),
        Page("Fall, in Durchführung, Leitung", lead, running.get_absolute_url(), MOST_CASE),
        *(Page(f"Fälle, nach {sort or 'Alter'}", clerk, f"/faelle/?sort={sort}") for sort in SORTS),
        *(
            Page(
                f"Fälle, {asked.partition('=')[0]}, nach {sort or 'Alter'}",
                lead,
                f"/faelle/?{asked}&sort={sort}",
            )
            for asked in filters
            for sort in ("", "due")
        ),
        *(Page(f"Suche, {name}", clerk, f"/faelle/?q={words}") for name, words in SEARCHES.items()),
        Page("Fälle, letzte Seite", clerk, LAST_PAGE),
        Page("Postausgang", office, "/postausgang/"),
        Page("Postausgang, Papier", office, "/postausgang/?art=paper"),
        Page("Postausgang, gesucht", office, "/postausgang/?q=Özdemir"),
        Page("Gespeicherte Mails", office, "/postausgang/mails/"),
        Page("Sitzungen", office, "/sitzungen/"),
        Page("Betrieb", lead, "/betrieb/", MOST_OPERATION),
    ]


LAST_PAGE = "/faelle/?ende=1"


def _of_others() -> list[Page]:
    from grants.models import Application

    from .crowd import owner

    own, member, certifier, orderer = owner(), *map(_staff, ("mitglied1", "feststellung", "anordnung"))
    mine = Application.objects.filter(organisation__memberships__user=own).exclude(submitted_on=None)
    agenda = Application.objects.filter(items__sitting__stage="invited").order_by("pk")[0]
    return [
        Page("Start, Antragsteller*in", own, "/", MOST_START),
        Page("Fall, Antragsteller*in", own, mine.order_by("pk")[0].get_absolute_url(), MOST_CASE),
        Page("Fälle, Antragsteller*in", own, "/faelle/"),
        Page("Suche, Antragsteller*in", own, "/faelle/?q=Linden"),
        Page("Start, Mitglied", member, "/", MOST_START),
        Page("Fall, Mitglied", member, agenda.get_absolute_url(), MOST_CASE),
        Page("Fälle, Mitglied", member, "/faelle/"),
        Page("Suche, Mitglied", member, "/faelle/?q=Kulturbühne"),
        Page("Sitzungen, Mitglied", member, "/sitzungen/"),
        Page("Start, Feststellung", certifier, "/", MOST_START),
        Page("Start, Anordnung", orderer, "/", MOST_START),
        Page("Fälle, Anordnung", orderer, "/faelle/"),
        Page("Mittelabrufe", certifier, "/abrufe/"),
        Page("Töpfe", orderer, "/toepfe/"),
        Page("Geförderte Projekte, ohne Anmeldung", None, "/gefoerdert/"),
    ]


def judged(page: Page, few: Cost, many: Cost) -> tuple[str, bool]:
    """The line of a page, and whether it is too dear."""
    ratio = many.whole / few.whole
    dear = many.statements > page.statements or many.statements > few.statements or ratio > page.ratio
    line = (
        f"{page.name:45} {few.statements:3} {many.statements:3} Abfragen (höchstens {page.statements})"
        f"  {few.whole:7.1f} ms {many.whole:7.1f} ms, davon Datenbank {few.there:6.1f} {many.there:7.1f}"
        f"  × {ratio:5.2f} (höchstens {page.ratio}){'  ←' if dear else ''}"
    )
    print(line, flush=True)
    return line, dear


def cost_of(page: Page) -> Cost:
    """Statements of a page and the median of its processor time, after it has been asked for once."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client()
    if page.user is not None:
        client.force_login(page.user, backend="allauth.account.auth_backends.AuthenticationBackend")
    answer = client.get(page.address)
    assert answer.status_code == 200, f"{page.name}: {page.address} {answer.status_code}"
    with CaptureQueriesContext(connection) as seen:
        client.get(page.address)
    statements = len(seen)  # counted now: the next request forgets them
    timed = [_timed(client, page.address) for _ in range(ROUNDS)]
    return Cost(statements, *(statistics.median(times) for times in zip(*timed, strict=True)))


def _timed(client: Any, address: str) -> tuple[float, float]:
    before = spent()
    client.get(address)
    here, there = (now - then for now, then in zip(spent(), before, strict=True))
    return here * 1000, there * 1000


def spent() -> tuple[float, float]:
    """Processor seconds of this process, and of the database for it, up to now."""
    return time.process_time(), _in_the_database()


def _in_the_database() -> float:
    """Seconds that the server has worked for this connection; SQLite works in this process."""
    from django.db import connection

    if connection.vendor != "postgresql":
        return 0.0
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        worked = Path(f"/proc/{cursor.fetchone()[0]}/schedstat").read_text().split()[0]
    return int(worked) / 1e9

"""How many queries the page of a case and the list of cases ask for, with ten cases and with ten thousand."""

import time
from copy import copy
from typing import Any
from uuid import uuid4

FEW, MANY, MOST_CASE, MOST_LIST = 10, 10_000, 12, 10


def measure() -> list[str]:
    """Ask for both pages beside few and beside many cases; the lines of those that ask too much or more than before."""
    from django.conf import settings
    from django.urls import reverse

    from tests.factories import World, drive
    from workflows.stages import Stage

    print(f"Seiten mit {FEW} und mit {MANY} Fällen (ebenso viele Abfragen)")
    settings.ALLOWED_HOSTS = ["testserver"]
    story = drive(World(), Stage.FINAL)
    _crowd(story.case, FEW - 1)
    pages = [
        ("Fall, Antragsteller*in", story.applicant, story.case.get_absolute_url(), MOST_CASE),
        ("Fall, Sachbearbeitung", story.staff("sachbearbeitung"), story.case.get_absolute_url(), MOST_CASE),
        ("Liste, Sachbearbeitung", story.staff("sachbearbeitung"), reverse("grants:cases"), MOST_LIST),
        ("Liste, Leitung, gesucht", story.staff("leitung"), reverse("grants:cases") + "?q=Erz", MOST_LIST),
    ]
    before = [_ask(user, address) for _, user, address, _ in pages]
    _crowd(story.case, MANY - FEW)
    after = [_ask(user, address) for _, user, address, _ in pages]
    return [
        line
        for page, few, many in zip(pages, before, after, strict=True)
        if (line := _judged(page[0], page[3], few, many))
    ]


def _judged(name: str, most: int, few: tuple[int, float], many: tuple[int, float]) -> str:
    ratio = many[1] / few[1]
    line = f"{name:26} {few[0]:2} und {many[0]:2} Abfragen (höchstens {most})  × {ratio:.1f} der Zeit"
    print(line, flush=True)
    return line if few[0] != many[0] or many[0] > most else ""


def _ask(user: Any, address: str) -> tuple[int, float]:
    """Queries of a page and its best time in seconds."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.get(address).status_code == 200
    with CaptureQueriesContext(connection) as seen:
        client.get(address)
    return len(seen), min(_timed(client, address) for _ in range(5))


def _timed(client: Any, address: str) -> float:
    start = time.perf_counter()
    client.get(address)
    return time.perf_counter() - start


def _crowd(case: Any, number: int) -> None:
    """Copy a case with project and dossier. Not through the door: nobody acts on them, pages look through them."""
    from grants.models import Application, Dossier, Project

    dossiers = Dossier.objects.bulk_create(Dossier() for _ in range(number))
    first = Application.objects.count()
    copies = []
    for place, dossier in enumerate(dossiers, first):
        again = copy(case)
        again.pk, again.public_id, again.number, again.dossier = None, uuid4(), f"COPY-{place:06}", dossier
        copies.append(again)
    made = Application.objects.bulk_create(copies, batch_size=500)
    projects = []
    for application in made:
        project = copy(case.project)
        project.pk, project.application = None, application
        projects.append(project)
    Project.objects.bulk_create(projects, batch_size=500)

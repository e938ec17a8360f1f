"""„Passt das?“: asked without an account, answered by the rules of the submission, and carried into a draft."""

import re
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from grants.kinds import machine_of
from grants.models import Application
from tests.grants.ground import House, browser, stranger, text_of
from tests.tables import sampled
from workflows.case import Actor
from workflows.law import law_of
from workflows.machine import way_on
from workflows.programmes import PROGRAMMES
from workflows.stages import Stage

pytestmark = pytest.mark.django_db
PAGE = "/passt-das/"
SAID = {
    "kind": "verein",
    "field_of_action": "kultur",
    "district": "3",
    "begun": "nein",
    "cost": "6.000",
    "own": "1.200",
}


@pytest.fixture
def house() -> House:
    return House()


def day(house: House, days: int) -> str:
    return f"{house.today + timedelta(days=days):%d.%m.%Y}"


def links(page: str, text: str) -> list[str]:
    found = re.findall(r'<a [^>]*href="([^"]*)"[^>]*>\s*<span class="kern-label">' + text, page)
    return [address.replace("&amp;", "&") for address in found]


def begun_from(client: Client, page: str) -> Application:
    """Follow „Mit diesen Angaben beginnen“ and send the short form that it leads to."""
    address = links(page, "Mit diesen Angaben beginnen")[0]
    form = text_of(client.get(address))
    action = re.search(r'<form method="post" action="([^"]*)"', form)[1].replace("&amp;", "&")
    key = re.search(r'name="key" value="([^"]*)"', form)[1]
    chosen = re.search(r'<option value="([^"]*)" selected', form)[1]
    said = {"key": key, "title": "Neu", "start": "start_draft", "organisation": "new", "name": "Neuer Verein"}
    first = client.post(action, said | {"round": chosen})
    assert client.post(action, said | {"round": chosen})["Location"] == first["Location"]
    return Application.objects.get()


def test_everybody_comes_to_the_questions_from_the_start_page(house: House) -> None:
    assert links(text_of(Client().get("/")), "Passt meine Idee") == [PAGE]
    page = text_of(Client().get(PAGE))
    assert "Das kommt heraus" not in page
    assert "kern-error" not in page


def test_answers_say_for_every_fund_what_fits(house: House) -> None:
    page = text_of(Client().get(PAGE, SAID | {"begins": day(house, 30), "ends": day(house, 200)}))
    assert "einen Zuschuss von <strong>4.800,00" in page
    assert page.index("Passt</span>") < page.index("Passt gerade nicht")
    assert "Gerade ist keine Förderrunde offen." in page
    assert len(links(page, "Mit diesen Angaben beginnen")) == 1


def test_what_stands_in_the_way_is_told_with_its_rule(house: House) -> None:
    page = text_of(Client().get(PAGE, SAID | {"begun": "ja"}))
    assert "hat schon begonnen" in page
    assert "Regel: Alle Pflichtangaben" in page
    assert not links(page, "Mit diesen Angaben beginnen")


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        ({"cost": ""}, "Bitte füllen Sie dieses Feld aus."),
        ({"cost": "viel"}, "Betrag"),
        ({"cost": "1.200"}, "Dann bleibt nichts zu fördern."),
        ({"kind": "koenig"}, "Bitte wählen Sie einen Eintrag."),
        ({"begins": "30.11.2027", "ends": "29.11.2027"}, "Das Ende liegt vor dem Beginn."),
        ({"own": "\x00"}, "Betrag"),
    ],
)
def test_wrong_answer_is_a_sentence_at_its_field(
    house: House, answers: dict[str, str], sentence: str
) -> None:
    answer = Client().get(PAGE, SAID | answers)
    assert answer.status_code == 200
    assert sentence in text_of(answer)
    assert "Das kommt heraus" not in text_of(answer)


def test_draft_begins_with_the_answers_and_not_twice(house: House) -> None:
    client = browser(stranger())
    said = SAID | {"begins": day(house, 30), "ends": day(house, 200), "unpaid": "400", "others": "300"}
    case = begun_from(client, text_of(client.get(PAGE, said)))
    project = case.project
    assert case.organisation.kind == "verein"
    assert (project.begins, project.ends) == tuple(house.today + timedelta(days=n) for n in (30, 200))
    assert project.answers["field_of_action"] == "kultur"
    assert project.answers["districts"] == ["3"]
    assert (project.requested, project.expenses, project.income) == tuple(map(Decimal, (4500, 6400, 6400)))
    page = text_of(client.get(f"/faelle/{case.public_id}/antrag/?abschnitt=finanzierung"))
    assert "Alle Ausgaben zusammen, bitte aufteilen" in page


@pytest.mark.parametrize(
    "answers",
    sampled(
        [
            {},
            {"own": "1.199,99"},
            {"own": "", "others": "1.200"},
            {"cost": "12.500", "own": "2.500"},
            {"cost": "12.500,02", "own": "2.500,01"},
            {"cost": "5.000", "own": "", "unpaid": "1.250,01"},
            {"begins": -301},
            {"begins": -300},
            {"ends": 701},
            {"ends": 700},
        ],
        3,
    ),
)
def test_draft_of_the_answers_meets_the_same_rules_where_it_is_sent(
    house: House, answers: dict[str, Any]
) -> None:
    """What the page says is what the draft will be told, apart from answers that were not asked for yet."""
    said = {key: day(house, value) if isinstance(value, int) else value for key, value in answers.items()}
    client = browser(stranger())
    page = text_of(client.get(PAGE, SAID | said))
    case = begun_from(client, page)
    sending = way_on(PROGRAMMES[case.programme], Stage.DRAFT)
    machine = machine_of(case, Actor("", law_of(sending).by, stranger().pk), house.today)
    told = [
        sentence
        for rule in sending.conditions
        if not (verdict := rule(machine)) and rule.__name__ != "nothing_missing"
        for sentence in (verdict.unmet.values.get("sentences") or (verdict.unmet,))
    ]
    assert all(str(sentence) in page for sentence in told)
    assert bool(told) == ("Passt, wenn" in page)

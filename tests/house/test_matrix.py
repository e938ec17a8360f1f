"""Every address × method × role: who finds it, who writes there, and that all others learn nothing (G6)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Model
from django.test import Client
from django.urls import reverse

from demo.stories import recovering
from demo.stories.acting import PDF
from demo.stories.ground import find_user
from demo.stories.measures import catalogue
from demo.stories.steps import Story, invite, open_sitting, plan_sitting
from grants.access import NONE
from grants.actions.sittings import cast, open_ballot
from grants.kinds import KINDS
from grants.models import (
    Application,
    Attachment,
    Body,
    Exclusion,
    Function,
    Item,
    Measure,
    Mittelabruf,
    Organisation,
    Pot,
    Sitting,
    User,
)
from notifications import outbox
from notifications.models import Document, Mail, Post
from tests.forms_in import forms_in
from tests.grants.ground import BACKEND, House
from tests.grants.records import fingerprint, undone
from tests.house.alive import all_alive
from tests.house.matrix import ELSEWHERE, EVERYBODY, SEES_CASE, TABLE, Row
from tests.house.test_routes import names
from workflows.roles import Role

pytestmark = pytest.mark.slow
STAFF = {
    "advisor": "beratung",
    "caseworker": "sachbearbeitung",
    "lead": "leitung",
    "office": "geschaeftsstelle",
    "certifier": "feststellung",
    "orderer": "anordnung",
    "treasury": "kasse",
    "auditor": "pruefamt",
    "dpo": "datenschutz",
}


@dataclass
class Scene:
    """One case in one stage with everybody around it."""

    house: House
    story: Story
    names: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        case = self.story.case
        self.people = everybody(self.house, self.story)
        self.clerk = with_function("zweite", Role.CASEWORKER, "wir20-kleinprojekt", self.house)
        self.names |= {
            "case": case.public_id,
            "programme": case.programme,
            "measure": catalogue(self.house.ground, "Lesen in der Halle", now=self.story.now()).public_id,
            "concept": attach(self.story, Attachment.Kind.KONZEPT),
            "private": attach(
                self.story, Attachment.Kind.BANK if hasattr(Attachment.Kind, "BANK") else "sonstiges"
            ),
        }
        if item := case.items.select_related("sitting").first():
            self.names |= {"sitting": item.sitting.public_id, "position": item.position}
            seat = self.house.ground.seats[2]
            Exclusion.objects.create(
                application=case, seat=seat, ground="Schwester", declared_at=self.story.now()
            )
        if call := case.mittelabrufe.first():
            self.names |= {"round": call.public_id}
        for name in ("changes", "interim_proofs", "refunds"):
            if record := getattr(case, name).first():
                self.names |= {record.kind: record.public_id}
        if paper := Post.objects.filter(kind="paper").first():
            self.names |= {"post": paper.pk, "document": Document.objects.get(post=paper.after_id).number}
            self.names |= {"mail": Mail.objects.filter(post__dossier=case.dossier).first().pk}

        all_alive()
        self.clients = {name: client_of(user) for name, user in self.people.items()}
        self.before = fingerprint()
        self.missing: dict[tuple[str, str], Any] = {}

    def nothing(self, name: str, method: str) -> Any:
        """The answer that this person gets where nothing is."""
        if (name, method) not in self.missing:
            answer = getattr(self.clients[name], method.lower())(f"/faelle/{uuid4()}/")
            assert answer.status_code == 404
            self.missing[name, method] = answer
        return self.missing[name, method]

    def address(self, row: Row, **other: Any) -> str:
        known = self.names | other
        return reverse(row.name, args=[known.get(name, name) for name in row.arguments]) + row.query

    def said(self, row: Row) -> dict[str, Any]:
        seat = self.house.ground.seats[3].pk
        soon = f"{self.house.today + timedelta(days=20):%d.%m.%Y}"
        words = {"$clerk": self.clerk.pk, "$seat": seat, "$soon": soon, "$round": self.house.round.public_id}
        words |= {"$today": f"{self.house.today:%d.%m.%Y}"}
        filled = {name: words.get(value, value) for name, value in row.said.items()}
        if "file" in filled:
            filled["file"] = SimpleUploadedFile(filled["file"], PDF, "application/pdf")
        return filled


def everybody(house: House, story: Story) -> dict[str, User | None]:
    people: dict[str, User | None] = {role: story.staff(key) for role, key in STAFF.items()}
    assistant = find_user("mitarbeit", "Mitarbeit im Verein")
    story.organisation.memberships.create(user=assistant, signatory=False)
    elsewhere = find_user("anders", "Vorstand Anders")
    Organisation.objects.create(name="Anderer Verein").memberships.create(user=elsewhere, signatory=True)
    members = [seat.user for seat in house.ground.seats]
    return people | {
        "signatory": story.applicant,
        "applicant": assistant,
        "signatory of another organisation": elsewhere,
        "stranger": find_user("fremd", "Fremde Person"),
        "chair": members[0],
        "member": members[1],
        "excluded member": members[2],
        "admin": with_function("admin", Role.ADMIN, "", house),
        "lead of another fund": with_function("gfz", Role.LEAD, "gesellschaftsfonds", house),
        "anonymous": None,
    }


def with_function(key: str, role: Role, programme: str, house: House) -> User:
    user = find_user(key, key)
    since = house.today - timedelta(days=500)
    Function.objects.get_or_create(user=user, role=role, programme=programme, valid_from=since)
    return user


def attach(story: Story, kind: str) -> Any:
    stored = default_storage.save(f"uploads/{uuid4().hex}", ContentFile(PDF))
    kept = Attachment.objects.create(
        application=story.case,
        kind=kind,
        name=f"{kind}.pdf",
        content_type="application/pdf",
        size=len(PDF),
        sha256="0" * 64,
        file=stored,
        uploaded_by=story.applicant,
        uploaded_at=story.now(),
    )
    return kept.public_id


def draft(house: House) -> Story:
    return house.draft()


def check(house: House) -> Story:
    return house.in_check()


def sitting(house: House) -> Story:
    """A sitting today, the item called up, the ballot open, and one vote cast."""
    story = house.in_check()
    story.complete()
    story.examine()
    found = plan_sitting(house.ground, house.today, now=story.now())
    item = story.put_to(found)
    invite(house.ground, found, story.day)
    open_sitting(house.ground, found)
    story.day = house.today
    story.move("open_item", story.staff("geschaeftsstelle"), 18)
    open_ballot(Item.objects.get(pk=item.pk), by=story.staff("geschaeftsstelle"), now=story.now(18))
    cast(item, "yes", by=house.ground.seats[4].user, now=story.now(18))
    return story


def grant(house: House) -> Story:
    """Final, with the letters of its Bescheid and an open call for funds."""
    story = house.awarded()
    outbox.settle()
    story.later()
    story.waive_remedies()
    story.clock(house.today)
    story.call_funds(Decimal(1000))
    return story


def proof(house: House) -> Story:
    return house.proving()


def beside(house: House) -> Story:
    """A running grant beside which a change and an interim proof wait for the office."""
    story = paid(house)
    story.clock(house.today - timedelta(days=10))
    recovering.ask(story, "request_change", subject="content", wish="Anderer Ort", why="Gesperrt")
    until = story.day - timedelta(days=1)
    report = {"until": until, "report": "Drei Treffen.", "spent": Decimal(100)}
    story.born("verwendungsnachweis", "file_interim_proof", story.applicant, **report)
    return story


def hearing(house: House) -> Story:
    """The recipient is heard before money is claimed back."""
    story = paid(house)
    story.clock(house.today - timedelta(days=10))
    recovering.hear(story, "auflage", "1000", "Der Bericht fehlt.")
    return story


def refund(house: House) -> Story:
    """Money is claimed back, and its collection is ordered."""
    story = paid(house)
    story.settle = outbox.settle
    recovering.hear(story, "auflage", "1000", "Der Bericht fehlt.")
    recovering.answer(story)
    recovering.draft(story, "auflage", "1000")
    recovering.claim(story)
    return story


def paid(house: House) -> Story:
    """A running grant of which a part was paid some weeks ago."""
    began = house.today - timedelta(days=120)
    story = house.awarded(days=250, begins=began, ends=house.today + timedelta(days=100))
    story.later()
    story.waive_remedies()
    story.clock(house.today - timedelta(days=60))
    story.pay(Decimal(1000))
    return story


SCENES = {scene.__name__: scene for scene in (draft, check, sitting, grant, proof, beside, hearing, refund)}


@pytest.fixture
def scene(request, db, settings, tmp_path) -> Scene:
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.EMAIL_BACKEND = "notifications.mailbox.EmailBackend"
    house = House()
    return Scene(house, SCENES[request.param](house))


def test_every_address_has_its_row():
    assert names() - {row.name for row in TABLE} - ELSEWHERE == set(), (
        "a new address needs its rows in tests/house/matrix.py"
    )


def test_every_row_has_its_scene_and_knows_its_people():
    for row in TABLE:
        assert row.scene in SEES_CASE
        assert row.finds | row.writes <= EVERYBODY
        assert row.writes <= row.found_by, row


@pytest.mark.parametrize("scene", SCENES, indirect=True)
def test_everybody_finds_and_writes_what_is_theirs_and_nothing_else(scene: Scene, request):
    rows = [row for row in TABLE if row.scene == request.node.callspec.params["scene"]]
    wrong = [line for row in rows for line in deviations(scene, row)]
    assert not wrong, "\n".join(wrong)


def deviations(scene: Scene, row: Row) -> Iterator[str]:
    """Every answer to this row that is not the one of the table."""
    sent = filled_in(scene, row)
    for name, client in scene.clients.items():
        for method in ("GET", "POST"):
            with undone():
                data = sent | scene.said(row) if method == "POST" else {}
                answer = getattr(client, method.lower())(scene.address(row), data)
                if answer.streaming:
                    list(answer)  # a file is closed when it has been read
                client.cookies.pop("messages", None)  # what was told belongs to this answer alone
                changed = method == "POST" and fingerprint() != scene.before
                wrong = judged(scene, row, name, method, answer, changed=changed)
            if wrong:
                yield f"{row.name} {row.arguments} in {row.scene}: {method} by {name}: {wrong}"


def filled_in(scene: Scene, row: Row) -> dict[str, Any]:
    """What somebody who writes here would send: the fields of their page, if there is a form on it."""
    sent: dict[str, Any] = {"key": uuid4().hex, "seen": "1"}
    if not row.writes:
        return sent
    client = scene.clients[min(row.writes)]
    address = scene.address(row)
    page = reverse(row.form, args=[scene.names[n] for n in row.arguments]) if row.form else address
    found = [form for form in forms_in(client.get(page).content.decode(), page) if form.action == address]
    for form in found[:1]:
        sent |= {name: said for name, said in form.values.items() if name != "csrfmiddlewaretoken" and said}
    return sent


def judged(scene: Scene, row: Row, name: str, method: str, answer: Any, *, changed: bool) -> str:
    """What is wrong with an answer; "" if it is the one of the table."""
    if changed and name not in row.writes:
        return f"wrote something ({answer.status_code})"
    if name == "anonymous" and name not in row.found_by:
        to_login = answer.status_code == 302 and "/konto/" in answer.headers["Location"]
        to_login |= (
            method == "POST" and answer.status_code == 403 and 'href="/konto/' in answer.content.decode()
        )
        return "" if to_login or answer.status_code == 404 else f"{answer.status_code} instead of the login"
    if row.only and method != row.only:
        return "" if answer.status_code == 405 else f"{answer.status_code} instead of 405"
    if name not in row.found_by:
        if answer.status_code != 404:
            return f"{answer.status_code} instead of 404"
        same = alike(answer, scene.nothing(name, method))
        return "" if same else "another page than where nothing is"
    if name in row.writes and method == "POST":
        return (
            "" if changed and answer.status_code in (200, 302) else f"could not write ({answer.status_code})"
        )
    fine = (200, 302, 405) if method == "GET" else (200, 302, 404, 405, 409, 422)
    return "" if answer.status_code in fine else str(answer.status_code)


def alike(one: Any, other: Any) -> bool:
    """The same page, but for what differs each time: the addresses, the mark in the navigation, tokens and nonces."""
    pages = []
    for answer in (one, other):
        page = answer.content.decode()
        for request in (one.wsgi_request, other.wsgi_request):
            page = page.replace(request.path, "")
        pages.append(re.sub(r' ?(nonce|value|aria-current)="[^"]*"', "", page))
    return pages[0] == pages[1]


def client_of(user: User | None) -> Client:
    client = Client()
    if user is not None:
        client.force_login(user, backend=BACKEND)
    return client


# The controls: every rule of access turned round once


def all_of(kind: type[Model]) -> Any:
    return lambda *_: kind._default_manager.all()


def none_of(kind: type[Model]) -> Any:
    return lambda *_: kind._default_manager.none()


RULES: dict[str, list[tuple[str | type[Any], type[Model], str]]] = {
    "check": [
        (Application, Application, "grants:case"),
        (Measure, Measure, "grants:measure"),
    ],
    "sitting": [
        ("grants.views.finding.attachments_visible_to", Attachment, "grants:attachment"),
        (Sitting, Sitting, "grants:sitting"),
        ("grants.access.items_visible_to", Item, "grants:item"),
        ("grants.access.bodies_visible_to", Body, "grants:bodies"),
    ],
    "grant": [
        (Mittelabruf, Mittelabruf, "grants:mittelabruf"),
        ("grants.access.pots_visible_to", Pot, "grants:pots"),
        ("notifications.views.documents_visible_to", Document, "notifications:document"),
        ("notifications.views.posts_visible_to", Post, "notifications:row"),
        ("notifications.views.mails_visible_to", Mail, "notifications:mail"),
    ],
}
"""Scene → rule, the records that it is about, and the address at which its loss has to be seen.

A rule is named by its place, or by the model whose row in ``KINDS`` holds it.
"""
PARTS = {
    "check": [
        ("grants.access._member", lambda held, case="": NONE, "grants:case"),
        ("grants.access.READING_DESK", (), "grants:case"),
    ],
    "sitting": [
        ("grants.access._barred", lambda held, case="": NONE, "grants:case"),
        ("grants.access._barred", lambda held, case="": NONE, "grants:item"),
        ("grants.access._seated", lambda held, case="": NONE, "grants:case"),
        ("grants.access.FOR_MEMBERS", tuple(Attachment.Kind.values), "grants:attachment"),
        ("grants.access.SITTING_DESK", (), "grants:sitting"),
    ],
    "grant": [
        ("grants.access.MONEY", (), "grants:case"),
        ("grants.access.MONEY", (), "grants:mittelabruf"),
    ],
}
"""Scene → a part of the rules, what replaces it, and the address at which that has to be seen."""


def turn_round(patched: pytest.MonkeyPatch, rule: str | type[Any], instead: Any) -> None:
    """Put something else in the place of a rule."""
    if isinstance(rule, str):
        patched.setattr(rule, instead)
    else:
        patched.setitem(KINDS, rule.kind, replace(KINDS[rule.kind], visible_to=instead))


@pytest.mark.parametrize("scene", RULES, indirect=True)
def test_a_rule_that_is_turned_round_turns_the_matrix_red(scene: Scene, request, monkeypatch):
    """Once everybody sees all, once nobody sees anything; and parts of the rules are left out."""
    name = request.node.callspec.params["scene"]
    flips = [(rule, turned(kind), row) for rule, kind, row in RULES[name] for turned in (all_of, none_of)]
    for rule, instead, address in [*flips, *PARTS[name]]:
        row = [row for row in TABLE if (row.name, row.scene) == (address, name)][-1]
        with monkeypatch.context() as patched:
            turn_round(patched, rule, instead)
            assert any(deviations(scene, row)), f"nobody noticed that {rule} was turned round"

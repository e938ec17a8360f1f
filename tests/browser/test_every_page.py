"""Every page that people use, in the demonstration's cases: no barrier and nothing beside the screen, wide and narrow."""

from typing import Any

import pytest
from django.conf import settings as project
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from grants.models import Application, Draft, FundsCall, Sitting, User
from grants.stories import demo_cases
from grants.stories.demo_ground import DemoGround
from grants.stories.ground import DOMAIN, lay_ground
from grants.stories.telling import Telling
from tests.browser.looking import WIDTHS, Looking
from workflows.procedures.sitzung import SittingStage
from workflows.stages import Stage

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
OURS = "nachbarschaftshilfe-beispiel-e-v"


@pytest.fixture
def demo(settings: Any, tmp_path: Any) -> None:
    """The open cases of the demonstration. Their letters count as made; the PDFs themselves are not."""
    settings.DEMO, settings.MEDIA_ROOT = True, tmp_path
    ground = DemoGround(Telling(lay_ground(), made), timezone.localdate())
    for part in (demo_cases.early, demo_cases.next_sittings, demo_cases.decided, demo_cases.granted):
        part(ground)
    assert ground.troubles == []


def made() -> None:
    """Stands for the post office."""
    released = Draft.objects.filter(current=True, made_at=None, application__released_by__isnull=False)
    released.update(made_at=timezone.now())


def become(page: Any, key: str) -> None:
    """Sign in as a person of the demonstration, or out."""
    page.context.clear_cookies()
    if key:
        client = Client()
        client.force_login(User.objects.get(email=f"{key}@{DOMAIN}"))
        name = project.SESSION_COOKIE_NAME
        origin = page.url if page.url.startswith("http") else page.context._options["baseURL"]
        page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": origin}])


def case_in(stage: Stage, organisation: str = "") -> Application:
    """A case of the demonstration in this stage."""
    cases = Application.objects.filter(stage=stage, organisation__name__contains=organisation)
    return cases.order_by("pk")[0]


def of_case(stage: Stage, *pages: str, organisation: str = "") -> list[str]:
    """The addresses of pages of a case in a stage; ``name?query`` and ``move:name`` are understood."""
    key = case_in(stage, organisation).public_id
    found = []
    for page in pages:
        name, _, query = page.partition("?")
        kind, _, move = name.partition(":")
        address = reverse(f"grants:{kind}", args=[key, move] if move else [key])
        found.append(f"{address}?{query}" if query else address)
    return found


def visit(page: Any, axe: Any, who: str, addresses: list[str]) -> None:
    """Open every address as this person and judge it at both widths."""
    look = Looking(page, axe)
    page.goto("/healthz")
    become(page, who)
    for number, address in enumerate(addresses):
        answer = page.goto(address)
        assert answer.status == 200, f"{address}: {answer.status}"
        look.at(f"{who or 'anonym'}-{number:02}-{address.strip('/').replace('/', '-')[:20]}", *WIDTHS)
    assert look.complaints == []


def addresses_of(who: str) -> list[str]:
    """The addresses that matter to a person of the demonstration."""
    named = lambda *names: [reverse(f"grants:{name}") for name in names]  # noqa: E731
    sitting = {stage: Sitting.objects.filter(stage=stage).first() for stage in SittingStage}
    item = lambda stage: reverse("grants:item", args=[sitting[stage].public_id, 1])  # noqa: E731
    of_sitting = lambda name, stage: reverse(f"grants:{name}", args=[sitting[stage].public_id])  # noqa: E731
    calls = {call.stage: call for call in FundsCall.objects.all()}
    call_move = lambda stage, move: reverse(  # noqa: E731
        "grants:funds_call_move", args=[calls[stage].public_id, move]
    )
    match who:
        case "":
            programme = reverse("grants:programme", args=["wir20-kleinprojekt"])
            public = named("home", "funded", "imprint", "accessibility", "privacy")
            return [*public, programme, reverse("account_login"), reverse("account_signup")]
        case "nachbarschaftshilfe-beispiel-e-v":
            sections = [
                f"application?abschnitt={slug}"
                for slug in ("antragstellende", "vorhaben", "menschen", "zeit", "finanzierung", "konto")
            ]
            return [
                *named("home", "calls", "cases", "new_case"),
                reverse("notifications:mails"),
                *of_case(Stage.CONSULTATION, "case", organisation="Nachbar"),
                *of_case(
                    Stage.DRAFT,
                    *("case", "application", *sections, "application?abschnitt=erklaerungen"),
                    *("attachments", "release", "move:submit", "move:withdraw"),
                    organisation="Nachbar",
                ),
                *of_case(
                    Stage.DOCUMENTS_REQUESTED,
                    *("case", "application", "move:supply_documents"),
                    organisation="Nachbar",
                ),
                *of_case(Stage.PLAN_ADJUSTMENT, "case", organisation="Nachbar"),
                *of_case(Stage.AWARDED, "case", organisation="Nachbar"),
                *of_case(Stage.RUNNING, "case", "new_funds_call", "proof", organisation="Nachbar"),
                *of_case(Stage.PROOF_DUE, "case", "proof", "move:file_proof", organisation="Nachbar"),
            ]
        case "zwei-ufer-beispiel-e-v-2":
            return of_case(Stage.DRAFT, "case", "release", organisation="Zwei Ufer")
        case "beratung":
            return [*named("home", "cases"), *of_case(Stage.CONSULTATION, "case", "advice")]
        case "sachbearbeitung":
            return [
                *named("home", "cases", "calls", "sittings", "pots"),
                *of_case(Stage.SUBMITTED, "case", "move:begin_check"),
                *of_case(Stage.FORMAL_CHECK, "case", "review", "move:request_documents"),
                *of_case(Stage.EXPERT_CHECK, "case", "review", "verify_iban", "move:propose_refusal"),
                *of_case(Stage.AWARD_DRAFTED, "case", "draft"),
                *of_case(Stage.REFUSAL_DRAFTED, "draft"),
                *of_case(Stage.AWARDED, "case", "move:record_lawsuit"),
                *of_case(Stage.PROOF_IN_REVIEW, "case", "check_proof"),
                *of_case(Stage.CLOSED, "case"),
            ]
        case "leitung":
            return [
                *named("home", "cases", "pots", "bodies"),
                reverse("notifications:outbox"),
                *of_case(Stage.EXPERT_CHECK, "case", "move:release_for_sitting"),
                *of_case(Stage.AWARD_DRAFTED, "case", "move:release_award"),
                *of_case(Stage.RUNNING, "case", "move:suspend_payments"),
                *of_case(Stage.PROOF_IN_REVIEW, "move:accept_proof"),
            ]
        case "geschaeftsstelle":
            return [
                *named("home", "sittings", "new_sitting"),
                reverse("notifications:outbox"),
                *of_case(Stage.READY_FOR_SITTING, "case", "list_item", "exclude"),
                *(sitting[stage].get_absolute_url() for stage in SittingStage),
                of_sitting("presence", SittingStage.OPEN),
                reverse("grants:sitting_move", args=[sitting[SittingStage.PLANNED].public_id, "invite"]),
                item(SittingStage.OPEN),
                reverse("grants:close_ballot", args=[sitting[SittingStage.OPEN].public_id, 1]),
                item(SittingStage.CLOSED),
            ]
        case "mitglied1" | "mitglied2":
            invited, running = (sitting[s].get_absolute_url() for s in (SittingStage.INVITED, SittingStage.OPEN))
            return [*named("home", "sittings"), invited, item(SittingStage.INVITED), running, item("open")]
        case "feststellung":
            return [
                *named("home", "funds_calls"),
                calls["filed"].get_absolute_url(),
                call_move("filed", "certify"),
                call_move("filed", "return_call"),
            ]
        case "anordnung":
            return [calls["certified"].get_absolute_url(), call_move("certified", "order_payment")]
        case "kasse":
            return [
                *named("home", "funds_calls"),
                f"{reverse('grants:funds_calls')}?fuer=alle",
                calls["ordered"].get_absolute_url(),
                call_move("ordered", "confirm_payment"),
                calls["paid"].get_absolute_url(),
            ]
        case "pruefamt":
            return [*named("home", "cases", "funds_calls", "sittings", "pots")]
    raise KeyError(who)


PEOPLE = (
    *("", OURS, "zwei-ufer-beispiel-e-v-2", "beratung", "sachbearbeitung", "leitung", "geschaeftsstelle"),
    *("mitglied1", "mitglied2", "feststellung", "anordnung", "kasse", "pruefamt"),
)


def test_every_page_has_no_barrier_wide_and_narrow(page, axe, demo, subtests):
    for who in PEOPLE:
        with subtests.test(who=who or "anonymous"):
            visit(page, axe, who, addresses_of(who))


def test_refusals_are_pages_too(page, axe, demo):
    look = Looking(page, axe)
    page.goto("/healthz")
    become(page, "mitglied2")
    hidden = case_in(Stage.DRAFT).get_absolute_url()
    for address, status in (("/gibt-es-nicht/", 404), (hidden, 404), (reverse("grants:bodies"), 403)):
        answer = page.goto(address)
        assert answer.status in (status, 404), address
        look.at(f"fehler-{answer.status}-{address.strip('/')[:12]}", *WIDTHS)
    become(page, "")
    page.goto(hidden)
    look.at("anmelden-verlangt", *WIDTHS)
    assert look.complaints == []

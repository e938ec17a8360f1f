"""Every page that people use, in the demonstration's cases: no barrier, nothing beside the screen, wide and narrow."""

from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings as project
from django.urls import reverse
from django.utils import timezone

from demo.seed import cases
from demo.seed.ground import DemoGround
from demo.stories.ground import lay_ground
from demo.stories.telling import Telling
from tests.browser.looking import WIDTHS, Looking
from tests.browser.touring import Pages, become, made, person, tour

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PAGES: Pages = {
    "": (
        *("home", "funded", "imprint", "accessibility", "privacy", "programme.wir20-kleinprojekt"),
        *("programme.wir20-grossprojekt", "programme.gesellschaftsfonds"),
        *("account_login", "account_signup", "account_reset_password"),
    ),
    "nachbarschaftshilfe-beispiel-e-v": (
        *("home", "rounds", "cases", "new_case", "notifications:mails"),
        *("account_email", "account_change_password", "mfa_index", "account_logout"),
        *("fall.consultation.case", "fall.draft.case", "fall.draft.application"),
        *("fall.draft.application?abschnitt=antragstellende", "fall.draft.application?abschnitt=vorhaben"),
        *("fall.draft.application?abschnitt=menschen", "fall.draft.application?abschnitt=zeit"),
        *("fall.draft.application?abschnitt=finanzierung", "fall.draft.application?abschnitt=konto"),
        *("fall.draft.application?abschnitt=erklaerungen", "fall.draft.attachments", "fall.draft.release"),
        *("fall.draft.move.submit", "fall.draft.move.withdraw"),
        *("fall.documents_requested.case", "fall.documents_requested.application"),
        *("fall.documents_requested.move.supply_documents", "fall.plan_adjustment.case"),
        *("fall.awarded.case", "fall.running.case", "fall.running.new_mittelabruf", "fall.running.proof"),
        *("fall.proof_due.case", "fall.proof_due.proof", "fall.proof_due.move.file_proof"),
    ),
    "zwei-ufer-beispiel-e-v-2": ("fall.draft.case", "fall.draft.release", "fall.proof_in_review.proof"),
    "beratung": ("home", "cases", "fall.consultation.case", "fall.consultation.advice"),
    "sachbearbeitung": (
        *("home", "cases", "sittings", "pots"),
        *("fall.submitted.case", "fall.submitted.move.begin_check", "fall.formal_check.case"),
        *("fall.formal_check.review", "fall.formal_check.move.request_documents", "fall.expert_check.case"),
        *("fall.expert_check.review", "fall.expert_check.verify_iban", "fall.expert_check.application"),
        *("fall.expert_check.move.propose_refusal", "fall.award_drafted.draft", "fall.refusal_drafted.draft"),
        *("fall.awarded.case", "fall.awarded.move.record_lawsuit", "fall.proof_in_review.case"),
        *("fall.proof_in_review.check_proof", "fall.closed.case"),
    ),
    "leitung": (
        *("home", "cases", "pots", "bodies", "notifications:outbox", "notifications:operation"),
        *("fall.expert_check.case", "fall.expert_check.move.release_for_sitting"),
        *("fall.award_drafted.case", "fall.award_drafted.move.release_award"),
        *(
            "fall.running.case",
            "fall.running.move.suspend_payments",
            "fall.proof_in_review.move.accept_proof",
        ),
    ),
    "geschaeftsstelle": (
        *("home", "sittings", "new_sitting", "notifications:outbox", "measures", "new_measure", "papers"),
        *("fall.ready_for_sitting.case", "fall.ready_for_sitting.list_item", "fall.in_sitting.exclude"),
        *("sitzung.planned.sitting", "sitzung.planned.sitting_move.invite", "sitzung.invited.sitting"),
        *("sitzung.open.sitting", "sitzung.open.presence", "sitzung.open.item.1"),
        *("sitzung.open.close_ballot.1", "sitzung.closed.sitting", "sitzung.closed.item.1"),
    ),
    "mitglied2": (
        *("home", "sittings", "sitzung.invited.sitting", "sitzung.invited.item.1"),
        *("sitzung.open.sitting", "sitzung.open.item.1", "fall.in_sitting.exclude"),
    ),
    "feststellung": (
        *("home", "mittelabrufe", "abruf.filed.mittelabruf", "abruf.filed.mittelabruf_move.certify"),
        "abruf.filed.mittelabruf_move.return_call",
    ),
    "anordnung": ("abruf.certified.mittelabruf", "abruf.certified.mittelabruf_move.order_payment"),
    "kasse": (
        *("home", "mittelabrufe?fuer=alle", "abruf.ordered.mittelabruf"),
        *("abruf.ordered.mittelabruf_move.confirm_payment", "abruf.paid.mittelabruf"),
    ),
    "pruefamt": ("home", "cases", "mittelabrufe", "sittings", "fall.running.case"),
}


@pytest.fixture
def demo(settings: Any, tmp_path: Any) -> None:
    """The open cases of the demonstration. Their letters count as made; the PDFs themselves are not."""
    settings.DEMO, settings.MEDIA_ROOT = True, tmp_path
    ground = DemoGround(Telling(lay_ground(), made), timezone.localdate())
    for part in (cases.early, cases.next_sittings, cases.decided, cases.granted):
        part(ground)
    assert ground.troubles == []


@pytest.mark.slow
def test_pages_of_everybody_have_no_barrier_wide_and_narrow(page, axe, demo, live_server):
    assert tour(page, axe, live_server, PAGES) == []


@pytest.mark.rest
def test_refusals_are_pages_too(page, axe, live_server):
    lay_ground()
    look = Looking(page, axe)
    hidden = reverse("grants:case", args=[uuid4()])
    page.goto(hidden)
    look.at("anmelden verlangt", *WIDTHS)
    become(page, live_server, person("mitglied2"))
    for name, address, status in (("unbekannt", "/gibt-es-nicht/", 404), ("verborgen", hidden, 404)):
        assert page.goto(address).status == status
        look.at(f"fehler {name}", *WIDTHS)
    page.goto(reverse("grants:home"))
    page.context.clear_cookies(name=project.CSRF_COOKIE_NAME)
    page.evaluate(
        "document.body.innerHTML = '<form method=post action=/konto/logout/><button>x</button></form>'"
    )
    page.locator("button").click()
    look.at("fehler ohne Cookie", *WIDTHS)
    assert look.complaints == []


FORM = (
    "document.body.innerHTML = '<form method=post action=/name/><input name=name value=Kurz>"
    "<textarea name=text></textarea><input type=hidden name=csrfmiddlewaretoken><button>x</button></form>';"
    "document.querySelector('textarea').value = 'Ein langer Text. '.repeat(20);"
    "document.querySelector('[type=hidden]').value = %r;"
)


@pytest.mark.rest
def test_pages_that_give_typed_text_back_have_no_barrier(page, axe, live_server):
    lay_ground()
    look = Looking(page, axe)
    page.goto(reverse("grants:signed_in"))
    look.at("nicht angemeldet", *WIDTHS)
    page.goto(reverse("account_login"))
    token = page.locator("[name=csrfmiddlewaretoken]").first.input_value()
    page.evaluate(FORM % token)
    page.locator("button").click()
    look.at("abgemeldet abgesandt", *WIDTHS)
    page.get_by_role("button", name="Noch einmal absenden").click()
    page.get_by_text("drücken Sie dann „Noch einmal absenden“").wait_for()
    become(page, live_server, person("mitglied2"))
    for name in ("signed_in", "profile"):
        page.goto(reverse(f"grants:{name}"))
        look.at(name, *WIDTHS)
    page.evaluate(FORM % "falsch")
    page.locator("button").click()
    look.at("Zeichen zu alt", *WIDTHS)
    assert look.complaints == []

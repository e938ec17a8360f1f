"""A grant that is paid in one sum, through the door and its pages: from the award to the payment."""

import json
import re
from decimal import Decimal
from unittest.mock import patch

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from grants.actions import begin, drafts
from grants.models import Mittelabruf, Transition
from grants.waiting import tasks_of
from tests.at_once import open_payment, pay_at_once, paying_at_once
from tests.funds.nachbarschaft import Nachbarschaftsfonds
from tests.grants.desk_story import GRANT, World, client_of
from tests.grants.ground import text_of
from workflows.errors import NotHere, NotYet
from workflows.mittelabruf import Pays
from workflows.programmes.wir20_kleinprojekt import Wir20Kleinprojekt
from workflows.stages import MittelabrufStage

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _at_once():
    with paying_at_once():
        yield


@pytest.fixture
def world():
    return World()


@pytest.fixture
def story(world):
    return world.awarded("Trommeln in einer Summe")


def page_of(user, record, name="case"):
    return text_of(client_of(user).get(reverse(f"grants:{name}", args=[record.public_id])))


def steps_of(user, day):
    return [task.step for task in tasks_of(user, day).rows]


def test_the_office_pays_the_whole_and_the_recipient_does_nothing(world, story):
    clerk, case = story.staff("sachbearbeitung"), story.case
    assert "open_payment" in steps_of(clerk, world.today)
    assert "Auszahlung der ganzen Zuwendung vorbereiten" in page_of(clerk, case)

    browser, url = client_of(clerk), reverse("grants:new_mittelabruf", args=[case.public_id])
    shown = browser.get(url)
    assert "4.800,00" in text_of(shown)
    assert "amount" not in shown.context["form"].fields
    sent = browser.post(url, {"key": shown.context["form"]["key"].value(), "amount": "1,00"})
    payment = case.mittelabrufe.get()
    assert sent.url == payment.get_absolute_url()
    assert (payment.amount, payment.at_once, payment.stage) == (GRANT, True, MittelabrufStage.FILED)
    assert payment.filed_by == clerk
    assert "open_payment" not in steps_of(clerk, world.today)
    assert "certify" in steps_of(story.staff("feststellung"), world.today)

    story.certify(payment)
    story.order(payment)
    story.on_call(payment, "confirm_payment", "kasse", 13, paid_on=story.day)
    payment.refresh_from_db()
    case.refresh_from_db()
    assert (payment.paid, case.paid, case.committed) == (GRANT, GRANT, Decimal(0))
    text = page_of(story.applicant, payment, "mittelabruf")
    assert "Auszahlung in einer Summe" in text
    assert "Abgerufen" not in text


def test_a_second_payment_is_refused_by_the_law_and_by_the_database(story):
    payment = pay_at_once(story)
    with pytest.raises(NotYet, match="Eine zweite gibt es nicht"):
        open_payment(story)
    payment.pk, payment.position = None, 2
    payment.public_id = story.case.public_id
    with pytest.raises(IntegrityError), transaction.atomic():
        payment.save(force_insert=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        Mittelabruf.objects.update(recognised_cents=1)


def test_what_was_returned_is_opened_anew(world, story):
    first = open_payment(story)
    story.on_call(first, "return_call", "feststellung", 9, reason="Das Konto ist aufgelöst.")
    assert "open_payment" in steps_of(story.staff("sachbearbeitung"), world.today)
    second = pay_at_once(story)
    assert (second.position, second.stage_label) == (2, "Vorbereitet")
    second.refresh_from_db()
    assert second.stage_label == "Ausgezahlt"


def test_recipients_are_offered_no_call_and_read_when_the_money_comes(story):
    text = page_of(story.applicant, story.case)
    assert "Mittel abrufen" not in text
    assert "Ihr Geld kommt von selbst" in text
    assert "ohne dass Sie etwas tun müssen" in text
    url = reverse("grants:new_mittelabruf", args=[story.case.public_id])
    assert client_of(story.applicant).get(url).status_code == 404
    with pytest.raises(NotYet, match="Sie müssen nichts abrufen"):
        story.born("mittelabruf", "call_funds", story.applicant)
    payment = open_payment(story)
    assert "Die Auszahlung der Zuwendung ist unterwegs." in page_of(story.applicant, story.case)
    with pytest.raises(NotHere, match="niemand gibt sie frei"):
        drafts.release_beside(payment, by=story.applicant)
    assert "Auszahlung in einer Summe über" not in page_of(story.applicant, story.case, "release")


def test_before_the_award_is_final_nothing_is_opened(world):
    story = world.drafted("Trommeln vor der Bestandskraft")
    story.send_award()
    clerk = story.staff("sachbearbeitung")
    assert "open_payment" not in steps_of(clerk, world.today)
    assert "nach der Bestandskraft des Bescheids" in page_of(story.applicant, story.case)
    assert "seine Anlage 3" in page_of(story.applicant, story.case)
    assert "Das Geld kann noch nicht fließen" in page_of(clerk, story.case, "new_mittelabruf")
    with pytest.raises(NotYet, match="noch nicht bestandskräftig"):
        open_payment(story)


def test_the_amount_is_nobodys_to_type(story):
    clerk = story.staff("sachbearbeitung")
    with pytest.raises(ValueError, match="fixed by the law"):
        begin("mittelabruf", "open_payment", by=clerk, application=story.case, amount=Decimal(1))


def test_letters_say_nothing_of_calling_for_money(story):
    pay_at_once(story)
    kept = {}
    for entry in Transition.objects.filter(dossier=story.case.dossier_id).exclude(private=""):
        kept |= json.loads(entry.private).get("letters", {})
    for key in ("zuwendungsbescheid", "auszahlungsmitteilung"):
        assert json.loads(kept[key])["at_once"] is True
    assert json.loads(kept["auszahlungsmitteilung"])["use_by"] == story.case.period_ends.isoformat()


# Words


@pytest.fixture
def nowhere_else():
    """The Nachbarschaftsfonds of the tests pays at once as well: nobody calls for money in any fund but two."""
    with patch.object(Nachbarschaftsfonds, "pays", Pays.ON_CALL):
        yield


def menu_of(user):
    page = text_of(client_of(user).get(reverse("grants:home")))
    return page.partition('aria-label="Hauptmenü"')[2].partition("</nav>")[0]


def test_people_who_pay_at_once_read_of_payments(story):
    payment, url = open_payment(story), reverse("grants:mittelabrufe")
    certifier = story.staff("feststellung")
    assert ">Auszahlungen</a>" in menu_of(certifier)
    shown = text_of(client_of(certifier).get(url))
    assert "Eine Auszahlung wartet auf Sie." in shown
    assert "alle Auszahlungen" in shown
    page = page_of(certifier, payment, "mittelabruf")
    assert "Alle Auszahlungen" in page
    assert "Ohne Auszahlung zurückgeben" in page
    own = text_of(client_of(story.applicant).get(url))
    assert "Auszahlungen</h1>" in own
    for text in (shown, page, own, page_of(certifier, story.case), menu_of(certifier)):
        assert "bruf" not in re.sub(r"[a-z_/\"#-]*(mittel)?abrufe?[a-z_/\"#-]*", "", text)


def test_people_who_are_called_for_money_read_of_calls(story, nowhere_else):
    certifier, url = story.staff("feststellung"), reverse("grants:mittelabrufe")
    assert ">Auszahlungen</a>" in menu_of(certifier)
    with patch.object(Wir20Kleinprojekt, "pays", Pays.ON_CALL):
        assert ">Mittelabrufe</a>" in menu_of(certifier)
        shown = text_of(client_of(certifier).get(url))
        assert "Zurzeit wartet kein Abruf auf Sie." in shown
        assert "alle Abrufe" in shown

"""What was sent is read as it was sent, and what is about to be sent is read as a whole before."""

import json
import re

import pytest
from django.urls import reverse

from grants.cases import answers
from grants.cases.snapshot import written_now
from grants.letters import from_json
from grants.models import ApplicationVersion, Organisation, Project, Transition
from grants.models.dossier import ERASED
from grants.wording import euro
from tests.grants.ground import House, again, browser, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def house():
    return House()


def form_of(story):
    return f"/faelle/{story.case.public_id}/antrag/"


def rename(story, name="Kochtopf Nord e. V."):
    """The organisation, which all of its applications share, is called otherwise in the form of another one."""
    Organisation.objects.filter(pk=story.organisation.pk).update(name=name)


def answer_anew(story, **said):
    """What the form holds from now on."""
    project = Project.objects.get(application=story.case)
    project.answers |= said
    project.save()


def test_application_reads_as_it_was_sent_with_what_the_organisation_changed_since(house):
    story = house.submitted(organisation="Kochtopf Linden e. V.")
    page = text_of(browser(story.applicant).get(form_of(story)))
    assert "Seit der Einreichung geändert" not in page
    rename(story)
    for reader in (story.applicant, story.staff("sachbearbeitung")):
        page = text_of(browser(reader).get(form_of(story)))
        assert "Kochtopf Linden e. V." in page
        assert "Seit der Einreichung geändert, heute: Kochtopf Nord e. V." in page


def test_office_reads_what_was_sent_while_the_applicants_write_on(house):
    story = house.in_check(title="Gesendeter Titel")
    story.move(
        "request_documents", story.staff("sachbearbeitung"), items="Bitte reichen Sie die Satzung nach."
    )
    answer_anew(story, situation="Noch nicht abgeschickt.")
    assert "Noch nicht abgeschickt." not in text_of(
        browser(story.staff("sachbearbeitung")).get(form_of(story))
    )
    assert "Noch nicht abgeschickt." in text_of(browser(story.applicant).get(form_of(story) + "?lesen"))


def test_sums_and_lines_of_the_plan_read_as_they_were_sent(house):
    story = house.submitted()
    client = browser(story.applicant)
    before = text_of(client.get(form_of(story)))
    story.case.project.plan_lines.all().delete()
    assert text_of(client.get(form_of(story))) == before


def test_of_what_was_erased_the_page_says_what_is_left(house):
    story = house.submitted()
    ApplicationVersion.objects.filter(application=story.case).update(text=ERASED)
    rename(story, "Was bleibt e. V.")
    page = text_of(browser(story.applicant).get(form_of(story)))
    assert "Was bleibt e. V." in page
    assert "Seit der Einreichung geändert" not in page


def test_whole_draft_is_read_before_it_is_sent(house):
    story = house.draft(title="Suppe für alle")
    client = browser(story.applicant)
    sending = client.get(f"/faelle/{story.case.public_id}/schritt/submit/").content.decode()
    address = re.search(r'href="([^"]+)"[^>]*>Den ganzen Antrag lesen', sending)[1]
    page = text_of(client.get(address))
    for words in (story.organisation.name, "Suppe für alle", "Kosten- und Finanzierungsplan", "Erklärungen"):
        assert words in page
    assert address in client.get(form_of(story)).content.decode()


def test_overview_does_not_promise_what_the_law_refuses(house):
    story = house.draft()
    client = browser(story.applicant)
    assert "Der nächste Schritt ist „Antrag einreichen“." in text_of(client.get(form_of(story)))
    Organisation.objects.filter(pk=story.organisation.pk).update(signatures_needed=2)
    page = text_of(client.get(form_of(story)))
    assert "Freigabe durch eine weitere" in page
    assert "Alle Pflichtangaben sind da." in page
    assert "Der nächste Schritt ist „Antrag einreichen“." not in page


def test_link_about_what_is_missing_leads_to_its_field(house):
    story = house.draft()
    answer_anew(story, field_of_action="", place="")
    client = browser(story.applicant)
    page = client.get(form_of(story)).content.decode()
    address, field = re.search(
        r'href="([^"#]+\?abschnitt=\w+)#(id_\w+)"[^>]*>Angaben ergänzen', page
    ).groups()
    assert f'id="{field}"' in client.get(address).content.decode()


def test_the_confirmation_holds_every_answer_and_the_plans(house):
    story = house.submitted()
    entry = Transition.objects.get(dossier=story.case.dossier, move="submit")
    letter = from_json("eingangsbestaetigung", json.loads(entry.private)["letters"]["eingangsbestaetigung"])
    said = {answer.label: answer.text for answer in letter.answers}
    written = written_now(again(story.case))
    asked = [
        answers.answer(question, written.organisation, written.project)
        for question in answers.form_of(story.case).questions
    ]
    missing = [
        row["label"]
        for row in asked
        if row["value"] and row["name"] != "declarations" and row["label"] not in said
    ]
    assert missing == []
    for line in written.lines:
        assert any(str(line) in text and euro(line.amount) in text for text in said.values()), line
    assert "False" not in said.values(), "a tick that is not set is no answer"
    assert written.organisation.iban
    assert written.organisation.iban not in "".join(said.values()), "the account is masked"
    assert len(said["Erklärungen"].splitlines()) == len(written.project.declarations)


def test_files_are_named_where_the_whole_application_is_read(house):
    story = house.draft()
    story.attach("Satzung 2024.pdf", "satzung")
    page = text_of(browser(story.applicant).get(f"{form_of(story)}?lesen"))
    assert "Satzung 2024.pdf" in page


def test_the_rules_that_one_declares_to_accept_are_a_click_away(house):
    story = house.empty_draft()
    client = browser(story.applicant)
    page = text_of(client.get(f"{form_of(story)}?abschnitt=erklaerungen"))
    for name in ("conditions", "privacy"):
        address = reverse(f"grants:{name}")
        assert f'href="{address}"' in page.partition("<footer")[0]
    text = text_of(client.get(reverse("grants:conditions")))
    assert "Die Zuwendung darf nur für den im Bescheid bestimmten Zweck verwendet werden" in text
    assert "[letzter Tag für den Verwendungsnachweis]" in text
    assert "{" not in text.partition("<main")[2].partition("</main")[0]

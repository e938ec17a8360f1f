"""What was sent is read as it was sent, and what is about to be sent is read as a whole before."""

import re

import pytest

from grants.models import ApplicationVersion, Organisation, Project
from grants.models.dossier import ERASED
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
    Project.objects.filter(application=story.case).update(situation="Noch nicht abgeschickt.")
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
    for answer in (story.organisation.name, "Suppe für alle", "Kosten- und Finanzierungsplan", "Erklärungen"):
        assert answer in page
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
    Project.objects.filter(application=again(story.case)).update(field_of_action="", place="")
    client = browser(story.applicant)
    page = client.get(form_of(story)).content.decode()
    address, field = re.search(
        r'href="([^"#]+\?abschnitt=\w+)#(id_\w+)"[^>]*>Angaben ergänzen', page
    ).groups()
    assert f'id="{field}"' in client.get(address).content.decode()

"""The page of a case and the small acts on it: who sees what, messages, files, release."""

import re
from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from demo.stories.acting import PDF
from demo.stories.ground import fill_pot, open_round
from demo.stories.paper import Paper
from demo.stories.steps import Story, invite, plan_sitting
from grants.actions.desk import send_message
from grants.actions.uploads import upload
from grants.cases.releases import content_digest
from grants.models import Attachment, CaseMessage, Release
from tests.funds.nachbarschaft import Nachbarschaftsfonds
from tests.grants.ground import House, again, browser, settle, stranger, text_of
from tests.tables import sampled
from workflows.dates import long_date

pytestmark = pytest.mark.django_db
MOST_QUERIES = 14
"""However many rows there are; two of them read the notes of advice, which who decides must be able to read."""


@pytest.fixture
def house():
    return House()


def url(case, rest=""):
    return f"/faelle/{case.public_id}/{rest}"


def queries_of(client, address):
    client.get(address)
    with CaptureQueriesContext(
        connection,
    ) as caught:
        assert client.get(address).status_code == 200
    return [query["sql"] for query in caught.captured_queries]


def test_the_office_reads_what_moves_of_the_fund_alone_have_asked_for(house):
    fund, day = Nachbarschaftsfonds.slug, house.today
    call = open_round(
        "Höfe",
        "1",
        day - timedelta(days=20),
        day + timedelta(days=9),
        pot=fill_pot(day.year, Decimal(9000), "Höfe", fund),
        earliest_start=day + timedelta(days=20),
        latest_end=day + timedelta(days=200),
    )
    begins = day + timedelta(days=30)
    paper = Paper(
        organisation="Hof e. V.",
        title="Bank im Hof",
        grant=Decimal(900),
        own=Decimal(0),
        begins=begins,
        ends=begins + timedelta(days=9),
    )
    story = Story(house.ground, paper, call, day - timedelta(days=8), settle=settle)
    story.apply()
    clerk = story.staff("sachbearbeitung")
    story.move("begin_check", clerk, unbiased=True, visit_on=day)
    page = text_of(browser(clerk).get(url(story.case)))
    assert "<dt>Besuch verabredet für</dt>" in page
    assert "<dt>Besucht am</dt>" not in page
    assert "Besuch verabredet für" not in text_of(browser(story.applicant).get(url(story.case)))


# Who sees what


@pytest.mark.parametrize(
    "rest", ["", "antrag/", "anlagen/", "nachrichten/", "freigabe/", "abruf/", "nachweis/"]
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_stranger_finds_the_same_nothing_everywhere(house, rest, method):
    story = house.submitted()
    client = browser(stranger())
    there = getattr(client, method)(url(story.case, rest))
    nowhere = getattr(client, method)(f"/faelle/{uuid4()}/{rest}")
    assert (there.status_code, nowhere.status_code) == (404, 404)
    assert there.content == nowhere.content


def test_nobody_in_particular_is_asked_to_sign_in(house):
    story = house.submitted()
    answer = browser(None).get(url(story.case))
    assert answer.status_code == 302
    assert answer["Location"].startswith("/konto/login/")


def test_a_draft_belongs_to_the_applicant_alone(house):
    story = house.draft()
    assert browser(story.applicant).get(url(story.case)).status_code == 200
    assert browser(story.staff("sachbearbeitung")).get(url(story.case)).status_code == 404


def test_applicant_reads_roles_where_the_office_reads_names(house):
    story = house.in_check()
    office = text_of(browser(story.staff("leitung")).get(url(story.case)))
    applicant = text_of(browser(story.applicant).get(url(story.case)))
    assert "Sachbearbeitung Beispiel" in office
    assert "Sachbearbeitung Beispiel" not in applicant
    assert "Prüfung übernehmen" in applicant


def test_applicant_does_not_read_of_acts_inside_the_office(house):
    story = house.in_check()
    story.complete()
    assert "Prüfung festhalten" not in history_of(story.applicant, story)
    assert "Prüfung festhalten" in history_of(story.staff("leitung"), story)


def history_of(reader, story):
    """What a case tells somebody of its past."""
    return text_of(browser(reader).get(url(story.case))).partition('class="mw-timeline"')[2]


def test_reasons_meant_for_the_office_are_summed_up_for_others(house):
    story = house.in_check()
    page = text_of(browser(story.staff("sachbearbeitung")).get(url(story.case)))
    assert "Auf der Prüfliste ist noch offen" in page
    assert "Auf der Prüfliste" not in text_of(browser(story.applicant).get(url(story.case)))


def test_member_sees_no_bank_data_no_addresses_no_messages(house):
    story = house.awarded()
    send_message(story.case, by=story.applicant, text="Unser Geheimnis.")
    client = browser(house.ground.members[1])
    for rest in ("", "antrag/"):
        page = text_of(client.get(url(story.case, rest)))
        assert story.paper.title in page
        for secret in ("DE02", "Beispielstraße", "0511 000000", "Unser Geheimnis", "projekt@beispiel"):
            assert secret not in page
    assert client.get(url(story.case, "abruf/")).status_code == 404


def test_page_names_the_next_step_and_whose_it_is(house):
    story = house.empty_draft()
    page = text_of(browser(story.applicant).get(url(story.case)))
    assert "Sie sind dran" in page
    assert "Antrag ausfüllen" in page
    assert re.search(r"Im Antrag fehlen noch \d+ Angaben\.", page)
    story = house.submitted(title="Zweites")
    assert "Dran ist: Sachbearbeitung" in text_of(browser(story.applicant).get(url(story.case)))


def test_applicant_reads_the_day_of_the_sitting_once_the_members_are_invited(house):
    story = house.in_check()
    story.complete()
    story.examine()
    sitting = plan_sitting(house.ground, story.day + timedelta(days=10), now=story.now())
    story.put_to(sitting)
    applicant = browser(story.applicant)
    assert "Im Gremium</dt>" not in text_of(applicant.get(url(story.case)))
    invite(house.ground, sitting, story.day)
    day = f"{sitting.body.name}, {long_date(sitting.held_on)}"
    assert day in text_of(applicant.get(url(story.case)))


def test_way_shows_the_branch_of_a_request(house):
    story = house.in_check()
    story.move("request_documents", story.staff("sachbearbeitung"), items="Auszug aus dem Register")
    page = text_of(browser(story.applicant).get(url(story.case)))
    assert "Auszug aus dem Register" in page
    assert "Es fehlen noch Unterlagen" in page


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize("who", sampled(["applicant", "sachbearbeitung"]))
def test_page_takes_few_queries_for_any_number_of_rows(house, rows, who):
    story = house.final()
    for number in range(rows):
        send_message(story.case, by=story.applicant, text=f"Nachricht {number}")
        upload(story.case, by=story.applicant, name=f"{number}.pdf", content=PDF)
        story.call_funds(story.paper.grant / 10)
    user = story.applicant if who == "applicant" else story.staff(who)
    seen = queries_of(browser(user), url(story.case))
    assert len(seen) <= MOST_QUERIES, "\n".join(seen)


def test_draft_takes_few_queries_too(house):
    story = house.draft()
    assert len(queries_of(browser(story.applicant), url(story.case))) <= MOST_QUERIES


# Messages


def test_message_is_written_and_read_by_the_other_side(house):
    story = house.submitted()
    answer = browser(story.applicant).post(
        url(story.case, "nachrichten/"), {"nachricht-text": "Wann <b>tagen</b> Sie?"}
    )
    assert answer.status_code == 302
    assert "Wann &lt;b&gt;tagen&lt;/b&gt; Sie?" in text_of(
        browser(story.staff("sachbearbeitung")).get(url(story.case))
    )


def test_internal_message_stays_inside(house):
    story = house.submitted()
    data = {"nachricht-text": "Bitte genau prüfen.", "nachricht-internal": "on"}
    browser(story.staff("sachbearbeitung")).post(url(story.case, "nachrichten/"), data)
    assert CaseMessage.objects.get().internal
    assert "Bitte genau prüfen." in text_of(browser(story.staff("leitung")).get(url(story.case)))
    assert "Bitte genau prüfen." not in text_of(browser(story.applicant).get(url(story.case)))


def test_applicant_cannot_write_internally(house):
    story = house.submitted()
    data = {"nachricht-text": "Hallo", "nachricht-internal": "on"}
    browser(story.applicant).post(url(story.case, "nachrichten/"), data)
    assert not CaseMessage.objects.get().internal


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [("", "Bitte füllen"), ("a\x00b", "Steuerzeichen"), ("ö" * 4001, "kürzen Sie ihn um 1 ")],
)
def test_wrong_message_is_a_sentence_and_stays(house, typed, sentence):
    story = house.submitted()
    answer = browser(story.applicant).post(url(story.case, "nachrichten/"), {"nachricht-text": typed})
    assert answer.status_code == 422
    assert sentence in text_of(answer)
    assert typed.replace("\x00", "") == "" or typed in text_of(answer) or "\x00" in typed
    assert not CaseMessage.objects.exists()


def test_message_where_none_is_possible_is_a_sentence(house):
    story = house.draft()
    answer = browser(story.applicant).post(url(story.case, "nachrichten/"), {"nachricht-text": "Hallo"})
    assert answer.status_code == 409
    assert "ist hier nicht (mehr) möglich" in text_of(answer)


# Files


def send(client, case, name="Satzung.pdf", content=PDF, kind="satzung"):
    return client.post(url(case, "anlagen/"), {"kind": kind, "file": SimpleUploadedFile(name, content)})


def test_file_is_kept_and_comes_back_as_it_was(house):
    story = house.draft()
    client = browser(story.applicant)
    assert send(client, story.case, name="../../Übersicht.pdf").status_code == 302
    kept = Attachment.objects.get()
    answer = client.get(url(story.case, f"anlagen/{kept.public_id}/"))
    assert b"".join(answer.streaming_content) == PDF
    assert answer["Content-Disposition"].startswith("attachment;")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert "no-store" in answer["Cache-Control"]
    assert kept.name == "Übersicht.pdf"
    assert re.fullmatch(r"uploads/[0-9a-f]{2}/[0-9a-f]{32}", kept.file.name), "a name of ours, not of theirs"


@pytest.mark.parametrize(
    ("name", "content", "kind", "sentence"),
    [
        ("a.exe", PDF, "satzung", "nehmen wir nicht an"),
        ("a.pdf", b"<html>", "satzung", "passt nicht zu ihrer Endung"),
        ("a.pdf", b"", "satzung", "leer"),
        ("a.pdf", PDF, "", "Bitte wählen Sie, was das"),
        ("a.pdf", PDF, "unsinn", "Eintrag der Liste"),
        ("a.pdf", b"%PDF-" + b"x" * (10 * 1024 * 1024), "satzung", "zu groß"),
    ],
)
def test_wrong_file_is_a_sentence(house, name, content, kind, sentence):
    story = house.draft()
    answer = send(browser(story.applicant), story.case, name, content, kind)
    assert answer.status_code == (413 if sentence == "zu groß" else 422)
    assert sentence in text_of(answer)
    assert not Attachment.objects.exists()


def test_file_of_another_case_does_not_exist_here(house):
    story, other = house.draft(), house.draft(title="Zweites", organisation="Anderer Verein e. V.")
    kept = upload(other.case, by=other.applicant, name="a.pdf", content=PDF)
    for client, case in (
        (browser(story.applicant), story.case),
        (browser(story.applicant), other.case),
        (browser(other.applicant), story.case),
    ):
        for rest in ("", "entfernen/"):
            assert client.get(url(case, f"anlagen/{kept.public_id}/{rest}")).status_code == 404
            assert client.post(url(case, f"anlagen/{kept.public_id}/{rest}")).status_code == 404
    assert Attachment.objects.get().removed_at is None


def test_file_is_removed_after_a_question_and_then_gone(house):
    story = house.draft()
    kept = upload(story.case, by=story.applicant, name="a.pdf", content=PDF)
    client, address = browser(story.applicant), url(story.case, f"anlagen/{kept.public_id}/")
    assert "Datei entfernen?" in text_of(client.get(f"{address}entfernen/"))
    assert Attachment.objects.get().removed_at is None
    assert client.post(f"{address}entfernen/").status_code == 302
    assert client.get(address).status_code == 404


def test_sent_file_cannot_be_removed(house):
    story = house.draft()
    kept = upload(story.case, by=story.applicant, name="a.pdf", content=PDF)
    story.submit()
    client = browser(story.applicant)
    assert "nicht mehr entfernt" in text_of(
        client.get(url(story.case, f"anlagen/{kept.public_id}/entfernen/"))
    )
    assert client.post(url(story.case, f"anlagen/{kept.public_id}/entfernen/")).status_code == 409
    assert Attachment.objects.get().removed_at is None


# Release


def signing(page, what="content"):
    seen = re.search(rf'value="{what}"><input type="hidden" name="seen" value="(\w+)"', page)[1]
    return {"what": what, "seen": seen}


def test_second_signatory_reads_and_releases(house):
    story = house.draft(signatures=2)
    client = browser(story.applicants[1])
    page = text_of(client.get(url(story.case, "freigabe/")))
    assert "Was jetzt im Antrag und im Nachweis steht" in page
    assert story.paper.title in page
    assert client.post(url(story.case, "freigabe/"), signing(page)).status_code == 302
    assert Release.objects.count() == 1
    assert "Sie haben das freigegeben" in text_of(client.get(url(story.case, "freigabe/")))


@pytest.mark.parametrize("seen", ["", "abc", "0", "9" * 40])
def test_release_of_a_page_that_is_not_this_one_is_a_sentence(house, seen):
    story = house.draft(signatures=2)
    answer = browser(story.applicants[1]).post(
        url(story.case, "freigabe/"), {"what": "content", "seen": seen}
    )
    assert answer.status_code == 409
    assert "hat sich geändert" in text_of(answer)
    assert not Release.objects.exists()


def test_release_for_giving_up_is_another_one(house):
    story = house.draft(signatures=2)
    client = browser(story.applicants[1])
    page = text_of(client.get(url(story.case, "freigabe/")))
    client.post(url(story.case, "freigabe/"), signing(page, "ending"))
    client.post(url(story.case, "freigabe/"), signing(text_of(client.get(url(story.case, "freigabe/")))))
    assert Release.objects.values("digest").distinct().count() == 2


def test_release_of_the_office_is_refused_with_a_sentence(house):
    story = house.submitted(signatures=1)
    data = {"what": "content", "seen": content_digest(again(story.case))}
    answer = browser(story.staff("leitung")).post(url(story.case, "freigabe/"), data)
    assert answer.status_code == 409
    assert "gehört nicht zu Ihren Aufgaben" in text_of(answer)
    assert not Release.objects.exists()


def test_what_cannot_be_released_does_not_exist(house):
    story = house.draft(signatures=2)
    assert (
        browser(story.applicants[1]).post(url(story.case, "freigabe/"), {"what": str(uuid4())}).status_code
        == 404
    )


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_other_methods_change_nothing(house, method):
    story = house.submitted()
    before = again(story.case).dossier.version
    for rest in ("", "antrag/", "anlagen/", "freigabe/"):
        assert getattr(browser(story.applicant), method)(url(story.case, rest)).status_code == 405
    assert again(story.case).dossier.version == before

"""The long form: what is typed is saved as one goes, and nothing typed is ever lost."""

import re
from datetime import timedelta
from decimal import Decimal
from html.parser import HTMLParser

import pytest

from grants.models import Organisation, Project
from tests.grants.ground import House, again, browser, text_of
from tests.tables import sampled

pytestmark = [pytest.mark.smoke, pytest.mark.django_db]
AUTOSAVE = {"HTTP_X_REQUESTED_WITH": "autosave"}


@pytest.fixture
def house():
    return House()


@pytest.fixture
def story(house):
    return house.empty_draft()


def url(story, section=""):
    return f"/faelle/{story.case.public_id}/antrag/" + (f"?abschnitt={section}" if section else "")


def stamp(page):
    return re.search(r'name="stamp" value="([^"]*)"', page)[1]


def typed_into(client, story, section, **answers):
    """The form as a browser sends it: what stands there, and what is typed on top."""
    page = text_of(client.get(url(story, section)))
    return {**answers, "stamp": stamp(page)}


def rows(prefix, *given):
    data = {
        f"{prefix}-TOTAL_FORMS": len(given),
        f"{prefix}-INITIAL_FORMS": 0,
        f"{prefix}-MIN_NUM_FORMS": 0,
        f"{prefix}-MAX_NUM_FORMS": 60,
    }
    for number, row in enumerate(given):
        data[f"{prefix}-{number}-key"] = f"{number:032x}"
        data |= {f"{prefix}-{number}-{name}": value for name, value in row.items()}
    return data


def plan(expenses, income):
    return rows("expenses", *expenses) | rows("income", *income)


FEES = {
    "category": "fees",
    "label": "Honorare",
    "calculation": "12 × 100",
    "amount": "1.200,00",
    "eligible": "on",
}
OWN = {"category": "own_cash", "label": "Eigene Mittel", "amount": "240"}
GRANT = {"category": "requested", "label": "Zuwendung", "amount": "960"}


def project(story):
    return Project.objects.get(application=story.case)


# Overview


def test_overview_counts_what_is_open_in_each_section(story):
    page = text_of(browser(story.applicant).get(url(story)))
    assert "Wer stellt den Antrag?" in page
    assert "Punkte offen" in page
    assert "noch keine Datei" in page


def test_full_draft_can_be_sent_from_the_overview(house):
    story = house.draft()
    page = text_of(browser(story.applicant).get(url(story)))
    assert "Alle Pflichtangaben sind da." in page
    assert f'href="/faelle/{story.case.public_id}/schritt/submit/"' in page


@pytest.mark.parametrize(
    "section", ["antragstellende", "vorhaben", "menschen", "zeit", "finanzierung", "konto", "erklaerungen"]
)
def test_every_section_opens_and_an_unchanged_one_can_be_saved(house, section):
    story = house.draft()
    client = browser(story.applicant)
    before = (Organisation.objects.values().get(), {**Project.objects.values().get(), "saved_at": None})
    page = text_of(client.get(url(story, section)))
    data = {"stamp": stamp(page), **Controls(page).data}
    assert client.post(url(story, section), data).status_code == 302
    assert (
        Organisation.objects.values().get(),
        {**Project.objects.values().get(), "saved_at": None},
    ) == before


class Controls(HTMLParser):
    """Collects what a browser would send for the form of a page, untouched."""

    def __init__(self, page):
        super().__init__()
        self.data, self.within, self.ignored = {}, "", False
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        said = dict(attrs)
        self.ignored = self.ignored or tag == "template"
        if not self.ignored and tag in ("input", "textarea", "select", "option"):
            getattr(self, f"see_{tag}")(said)

    def see_input(self, said):
        ticks = said.get("type") in ("checkbox", "radio")
        if said.get("name") and (not ticks or "checked" in said):
            self.data.setdefault(said["name"], []).append(said.get("value", "on" if ticks else ""))

    def see_textarea(self, said):
        self.within = said["name"]
        self.data[self.within] = [""]

    def see_select(self, said):
        self.select = said["name"]

    def see_option(self, said):
        if "selected" in said:
            self.data[self.select] = [said["value"]]

    def handle_endtag(self, tag):
        if tag == "template":
            self.ignored = False
        if tag == "textarea":
            self.within = ""

    def handle_data(self, text):
        if self.within:
            self.data[self.within][0] += text.removeprefix("\r\n").removeprefix("\n")


def test_unknown_section_does_not_exist(story):
    assert browser(story.applicant).get(url(story, "unsinn")).status_code == 404
    assert browser(story.applicant).post(url(story), {}).status_code == 404


# Saving


def test_section_is_saved_and_leads_on(story):
    client = browser(story.applicant)
    data = typed_into(client, story, "vorhaben", title="Neuer Titel", goals="Eins\nZwei", go="next")
    answer = client.post(url(story, "vorhaben"), data)
    assert answer["Location"].endswith("?abschnitt=menschen")
    assert (project(story).title, project(story).answers["goals"]) == ("Neuer Titel", "Eins\nZwei")


def test_wrong_answers_stay_with_their_sentence_and_the_others_are_saved(story):
    client = browser(story.applicant)
    data = typed_into(client, story, "zeit", begins="31.02.2027", ends="30.06.2027", place="Im Park") | rows(
        "milestones"
    )
    answer = client.post(url(story, "zeit"), data)
    page = text_of(answer)
    assert answer.status_code == 422
    assert 'value="31.02.2027"' in page
    assert "Den 31.2.2027 gibt es nicht." in page
    assert 'href="#id_begins"' in page
    assert (project(story).begins, project(story).answers["place"]) == (None, "Im Park")
    assert f"{project(story).ends:%d.%m.%Y}" == "30.06.2027"


@pytest.mark.parametrize(
    ("section", "field", "typed", "sentence"),
    sampled(
        [
            ("antragstellende", "postcode", "3015", "fünf Ziffern"),
            ("antragstellende", "contact_email", "kein-at", "E-Mail-Adresse"),
            ("antragstellende", "signatures_needed", "99", "ganze Zahl von 1 bis 5"),
            ("antragstellende", "signatures_needed", "9" * 5000, "ganze Zahl"),
            ("antragstellende", "kind", "konzern", "Eintrag der Liste"),
            ("antragstellende", "birth_date", "30.02.1990", "gibt es nicht"),
            ("vorhaben", "title", "x" * 121, "kürzen Sie ihn um 1 Zeichen"),
            ("vorhaben", "title", "a\x00b", "Steuerzeichen"),
            ("vorhaben", "field_of_action", "mond", "Eintrag der Liste"),
            ("menschen", "participants", "viele", "ganze Zahl"),
            ("menschen", "participants", "-3", "ganze Zahl"),
            ("konto", "iban", "DE89 3704 0044 0532 0130 01", "gibt es nicht"),
            ("konto", "iban", "DE1", "id_iban_error"),
            ("erklaerungen", "declarations", "unsinn", "Einträge der Liste"),
        ],
        4,
    ),
)
def test_bad_input_is_a_sentence_and_stays(story, section, field, typed, sentence):
    client = browser(story.applicant)
    answer = client.post(url(story, section), typed_into(client, story, section, **{field: typed}))
    assert answer.status_code == 422
    assert sentence in text_of(answer)
    if (
        field in ("postcode", "contact_email", "birth_date", "title", "participants", "iban")
        and "\x00" not in typed
    ):
        assert f'value="{typed}"' in text_of(answer)


def test_autosave_answers_with_time_and_stamp_and_saves_what_it_can(story):
    client = browser(story.applicant)
    data = typed_into(client, story, "zeit", begins="irgendwann", place="Im Park") | rows("milestones")
    answer = client.post(url(story, "zeit"), data, **AUTOSAVE)
    said = answer.json()
    assert said["text"].startswith("Gespeichert um ")
    assert "Bitte noch verbessern: „Beginn“. Bitte geben Sie ein Datum ein" in said["text"]
    assert said["unsaved"] is False
    assert said["wrong"] is True
    assert project(story).answers["place"] == "Im Park"
    again_typed = data | {"stamp": said["stamp"], "place": "Im Saal"}
    assert client.post(url(story, "zeit"), again_typed, **AUTOSAVE).json()["stamp"] != said["stamp"]
    assert project(story).answers["place"] == "Im Saal"


def test_second_page_that_is_older_overwrites_nothing_unasked(story):
    client = browser(story.applicant)
    older = typed_into(client, story, "vorhaben", title="Von der alten Seite")
    client.post(url(story, "vorhaben"), typed_into(client, story, "vorhaben", title="Von der neuen Seite"))
    assert client.post(url(story, "vorhaben"), older, **AUTOSAVE).json()["wrong"] is True
    answer = client.post(url(story, "vorhaben"), older)
    page = text_of(answer)
    assert answer.status_code == 409
    assert "an anderer Stelle" in page
    assert "Von der neuen Seite" in page
    assert 'value="Von der alten Seite"' in page
    assert project(story).title == "Von der neuen Seite"
    mine = {"stamp": stamp(page), "mine": re.search(r'name="mine" value="([^"]*)"', page)[1]}
    assert client.post(url(story, "vorhaben"), older | mine).status_code == 200
    assert project(story).title == "Von der alten Seite"


def test_form_that_was_sent_meanwhile_keeps_what_was_typed(house):
    story = house.draft()
    client = browser(story.applicant)
    data = typed_into(client, story, "vorhaben", title="Zu spät", summary="Das war mir noch wichtig.")
    story.submit()
    answer = client.post(url(story, "vorhaben"), data)
    assert answer.status_code == 409
    assert "nicht (mehr) möglich" in text_of(answer)
    assert "Das war mir noch wichtig." in text_of(answer)
    assert project(story).title != "Zu spät"


def test_others_read_the_form_and_cannot_write_it(house):
    story = house.submitted()
    client = browser(story.staff("sachbearbeitung"))
    page = text_of(client.get(url(story)))
    assert story.paper.title in page
    assert "Kosten- und Finanzierungsplan" in page
    assert 'name="stamp"' not in page
    assert client.post(url(story, "vorhaben"), {"title": "Fremd"}).status_code == 405
    assert project(story).title == story.paper.title


# Plan of costs


def test_plan_is_saved_with_its_sums(story):
    client = browser(story.applicant)
    data = typed_into(client, story, "finanzierung", compute="1", **plan([FEES], [OWN, GRANT]))
    page = text_of(client.post(url(story, "finanzierung"), data))
    saved = project(story)
    assert (saved.expenses, saved.own, saved.requested) == (Decimal(1200), Decimal(240), Decimal(960))
    assert "Der Plan geht auf." in page
    assert "Festbetragsfinanzierung" in page
    assert again(story.case).requested == Decimal(960)


def test_plan_of_a_high_grant_with_a_low_share_is_an_anteil_that_asks_for_a_reason(story):
    client = browser(story.applicant)
    fees, own, grant = FEES | {"amount": "10.000"}, OWN | {"amount": "1000"}, GRANT | {"amount": "9000"}
    data = typed_into(client, story, "finanzierung", compute="1", **plan([fees], [own, grant]))
    page = text_of(client.post(url(story, "finanzierung"), data))
    assert "Anteilfinanzierung" in page
    assert "Bitte begründen Sie das." in page


@pytest.mark.parametrize("typed", sampled(["2160.50", "abc", "-5", "9" * 30, "1,999"], 2))
def test_wrong_amount_stays_and_the_stored_one_is_kept(story, typed):
    client = browser(story.applicant)
    client.post(
        url(story, "finanzierung"), typed_into(client, story, "finanzierung", **plan([FEES], [OWN, GRANT]))
    )
    data = typed_into(
        client, story, "finanzierung", **plan([FEES | {"amount": typed}], [OWN | {"amount": "300"}, GRANT])
    )
    answer = client.post(url(story, "finanzierung"), data)
    page = text_of(answer)
    assert answer.status_code == 422
    assert f'value="{typed}"' in page
    assert 'href="#id_expenses-0-amount"' in page
    assert (project(story).expenses, project(story).own) == (Decimal(1200), Decimal(300))


def test_row_is_added_without_script_and_keeps_the_others(story):
    client = browser(story.applicant)
    data = typed_into(client, story, "finanzierung", add="expenses", **plan([FEES], [OWN]))
    page = text_of(client.post(url(story, "finanzierung"), data))
    assert 'name="expenses-1-amount"' in page
    assert 'name="expenses-2-amount"' not in page
    assert 'value="1.200,00"' in page
    assert project(story).expenses == Decimal(1200)


def test_ticked_and_empty_rows_are_left_out(story):
    client = browser(story.applicant)
    dropped = FEES | {"label": "Weg", "amount": "unlesbar", "DELETE": "on"}
    empty = {"category": "rooms", "label": "", "amount": ""}
    data = typed_into(client, story, "finanzierung", **plan([FEES, dropped, empty], [OWN]))
    assert client.post(url(story, "finanzierung"), data).status_code == 302
    assert [line.label for line in project(story).plan_lines.filter(side="expense")] == ["Honorare"]


@pytest.mark.parametrize("total", sampled(["", "abc", "-1", "5000"]))
def test_broken_table_empties_nothing(story, total):
    client = browser(story.applicant)
    client.post(
        url(story, "finanzierung"), typed_into(client, story, "finanzierung", **plan([FEES], [OWN, GRANT]))
    )
    broken = plan([FEES], [OWN]) | {"expenses-TOTAL_FORMS": total}
    answer = client.post(url(story, "finanzierung"), typed_into(client, story, "finanzierung", **broken))
    assert answer.status_code == 409
    assert project(story).plan_lines.count() == 3


def test_unpaid_work_counts_on_both_sides(story):
    client = browser(story.applicant)
    work = {"category": "in_kind", "label": "Arbeit", "amount": "240", "eligible": "on"}
    given = {"category": "own_in_kind", "label": "Arbeit", "amount": "240"}
    data = typed_into(client, story, "finanzierung", **plan([FEES, work], [given, GRANT, OWN]))
    client.post(url(story, "finanzierung"), data)
    assert list(project(story).plan_lines.filter(in_kind=True).values_list("side", flat=True)) == [
        "expense",
        "income",
    ]
    assert (project(story).cash, project(story).own) == (Decimal(1200), Decimal(480))


# Plan of work


def test_steps_are_saved_and_a_wrong_order_is_told(house, story):
    client = browser(story.applicant)
    first, last = house.today, house.today + timedelta(days=5)
    good = {"title": "Treffen", "begins": f"{first:%d.%m.%Y}", "ends": f"{last:%d.%m.%Y}", "place": "Park"}
    turned = {"title": "Fest", "begins": good["ends"], "ends": good["begins"], "place": ""}
    unnamed = {"title": "", "begins": good["begins"], "ends": "", "place": ""}
    answer = client.post(
        url(story, "zeit"), typed_into(client, story, "zeit") | rows("milestones", good, turned, unnamed)
    )
    page = text_of(answer)
    assert answer.status_code == 422
    assert "Das Ende liegt vor dem Beginn." in page
    assert "Bitte geben Sie dem Baustein einen Namen." in page
    assert list(project(story).milestones.values_list("title", "ends")) == [("Treffen", last), ("Fest", None)]


def test_account_that_changes_has_to_be_verified_again(house):
    story = house.draft()
    client = browser(story.applicant)
    data = typed_into(client, story, "konto", iban="DE89 3704 0044 0532 0130 00", account_holder="Neu e. V.")
    assert client.post(url(story, "konto"), data).status_code == 302
    assert Organisation.objects.get().iban == "DE89370400440532013000"


def test_an_expense_that_is_added_is_eligible_until_somebody_says_otherwise(story):
    client = browser(story.applicant)
    page = client.get(url(story, "finanzierung"))
    assert page.context["tables"]["expenses"].empty_form["eligible"].value() is True, "the row of the script"
    data = typed_into(client, story, "finanzierung", add="expenses", **plan([FEES], [OWN]))
    added = client.post(url(story, "finanzierung"), data).context["tables"]["expenses"].forms
    assert [bool(row["eligible"].value()) for row in added] == [True, True]

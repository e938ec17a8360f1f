"""The smallest inputs of what random evenings lost (test_twice_is_once.py), and two people at the same page."""

from random import Random

import pytest
from django.urls import reverse

from grants.actions.lock import CHANGED
from grants.models import Milestone, Organisation, PlanLine, Project, ProofLine, Receipt
from grants.views import saving
from tests.grants.ground import House, browser
from tests.typist import Typist

pytestmark = pytest.mark.django_db


@pytest.fixture
def house():
    return House()


def section(story, slug, **how):
    address = reverse("grants:application", args=[story.case.public_id])
    return Typist(browser(story.applicant), f"{address}?abschnitt={slug}", Random(1), **how)


def proof_of(story, **how):
    return Typist(
        browser(story.applicant), reverse("grants:proof", args=[story.case.public_id]), Random(1), **how
    )


def type_row(typist, table, **cells):
    typist.add_row(table)
    row = typist.rows(table)[-1]
    for name, text in cells.items():
        typist.type(f"{row}-{name}", text)
    return row


def lines(side="expense"):
    return list(PlanLine.objects.filter(side=side).values_list("label", "amount_cents"))


@pytest.fixture
def draft(house):
    return house.draft()


def test_row_that_was_saved_by_the_script_is_there_after_the_button(draft):
    before = {side: lines(side) for side in ("expense", "income")}
    typist = section(draft, "finanzierung")
    type_row(typist, "expenses", label="Getränke", calculation="Verpflegung", amount="150")
    type_row(typist, "income", label="Spende", amount="150")
    for _ in range(2):
        assert typist.autosave()["wrong"] is False
        assert typist.save()
        assert lines() == [*before["expense"], ("Getränke", 15000)]
        assert lines("income") == [*before["income"], ("Spende", 15000)]


def test_step_that_was_saved_by_the_script_is_there_after_the_button(draft):
    before = list(Milestone.objects.values_list("title", flat=True))
    typist = section(draft, "zeit")
    type_row(typist, "milestones", title="Fest", place="Park")
    typist.autosave()
    assert typist.save()
    assert list(Milestone.objects.values_list("title", flat=True)) == [*before, "Fest"]


def test_receipt_that_was_added_can_be_saved_twice(house):
    story = house.proving()
    story.write_proof()
    typist = proof_of(story)
    cells = {"invoiced_on": "1.10.2026", "paid_on": "2.10.2026", "payee": "Druckerei", "reason": "Plakate"}
    type_row(typist, "belege", amount="20", **cells)
    typist.autosave()
    assert typist.save()
    assert typist.save()
    assert list(Receipt.objects.values_list("payee", flat=True))[1:] == ["Druckerei"]


def test_same_form_sent_twice_stores_its_rows_once(draft):
    """A double click, or an answer that was lost on its way: the same post arrives again."""
    typist = section(draft, "finanzierung")
    type_row(typist, "expenses", label="Getränke", amount="150")
    assert [typist.post(go="stay").status_code for _ in range(2)] == [302, 302]
    assert [label for label, _ in lines()].count("Getränke") == 1


def test_rows_with_the_same_words_keep_their_own_amounts(draft):
    typist = section(draft, "finanzierung")
    first = type_row(typist, "expenses", label="Honorar", amount="100")
    second = type_row(typist, "expenses", label="Honorar", amount="200")
    typist.autosave()
    typist.type(f"{first}-amount", "1.50")
    assert "1,50" in typist.autosave()["text"]
    assert lines()[-2:] == [("Honorar", 10000), ("Honorar", 20000)]
    typist.type(f"{second}-label", "Honorar B")
    assert not typist.save()
    assert lines()[-2:] == [("Honorar", 10000), ("Honorar B", 20000)]
    typist.remove(first)
    assert typist.save()
    assert lines()[-1] == ("Honorar B", 20000)


def test_amount_of_the_plan_that_is_emptied_is_nothing(draft):
    typist = section(draft, "finanzierung")
    row = type_row(typist, "expenses", label="Getränke", amount="150")
    typist.autosave()
    typist.type(f"{row}-amount", "")
    assert typist.save()
    assert lines()[-1] == ("Getränke", 0)


def test_figure_of_the_proof_that_is_emptied_is_gone(house):
    story = house.proving()
    story.write_proof()
    typist = proof_of(story)
    line = ProofLine.objects.first()
    typist.type(f"ist-{line.plan_line_id}", "")
    assert typist.save()
    assert not ProofLine.objects.filter(pk=line.pk).exists()


def test_what_cannot_be_empty_says_so_and_stays(draft):
    typist, name = section(draft, "antragstellende"), Organisation.objects.get().name
    typist.type("name", "")
    typist.type("signatures_needed", "")
    typist.type("city", "Laatzen")
    assert not typist.save()
    assert f"Gespeichert ist: {name}." in typist.answer.content.decode()
    assert Organisation.objects.values_list("name", "signatures_needed", "city").get() == (name, 1, "Laatzen")


@pytest.mark.rest
def test_row_is_removed_and_comes_back_without_script(draft):
    typist = section(draft, "finanzierung", script=False)
    before, row = lines(), typist.rows("expenses")[0]
    typist.remove(row)
    assert lines() == before[1:]
    assert "Zeile entfernt." in typist.answer.content.decode()
    assert ("drop", "expenses-1") in typist.form.buttons
    typist.restore(row)
    assert lines() == before


def test_message_that_is_pressed_twice_is_one_message(house):
    story = house.in_check()
    for text, count in (("Hallo", 1), ("Hallo", 1), ("Noch etwas", 2), ("Hallo", 3)):
        address = reverse("grants:messages", args=[story.case.public_id])
        assert browser(story.applicant).post(address, {"nachricht-text": text}).status_code == 302
        assert story.case.messages.count() == count


# Two people at the same section


def test_conflict_shows_both_texts_at_the_field_and_locks_nothing_else(draft):
    mine, theirs = section(draft, "vorhaben"), section(draft, "vorhaben")
    theirs.type("title", "Von der anderen")
    theirs.type("situation", "Auch von der anderen")
    assert theirs.save()
    mine.type("title", "Von mir")
    mine.type("summary", "Meine Zusammenfassung")
    for _ in range(3):  # one keystroke after the other
        told = mine.autosave()
        assert told["wrong"] is True
        assert "Von der anderen" in told["conflicts"]["title"]
        assert stored("title", "summary") == ("Von der anderen", "Meine Zusammenfassung")
    assert not mine.save()
    page = mine.answer.content.decode()
    assert mine.answer.status_code == 409
    assert 'value="Von mir"' in page
    assert "Von der anderen" in page
    assert mine.form.values["situation"] == ["Auch von der anderen"]
    assert stored("title", "situation") == ("Von der anderen", "Auch von der anderen")
    mine.autosave()
    assert stored("title") == ("Von der anderen",)
    mine.press(*button(mine, "mine"))
    assert stored("title", "situation") == ("Von mir", "Auch von der anderen")
    assert mine.save()


@pytest.mark.rest
def test_other_text_is_taken_at_the_press_of_a_button(draft):
    mine, theirs = section(draft, "finanzierung"), section(draft, "finanzierung")
    theirs.type("expenses-0-amount", "77")
    theirs.type("expenses-1-label", "Miete")
    assert theirs.save()
    mine.type("expenses-0-amount", "88")
    mine.type("expenses-1-amount", "99")
    assert not mine.save()
    assert lines()[:2] == [(lines()[0][0], 7700), ("Miete", 9900)]
    mine.press(*button(mine, "theirs"))
    assert mine.form.values["expenses-0-amount"] == ["77,00"]
    assert mine.save()
    assert lines()[0][1] == 7700


@pytest.mark.rest
def test_third_text_is_not_overwritten_by_a_choice_about_the_second(draft):
    mine, theirs = section(draft, "vorhaben"), section(draft, "vorhaben")
    theirs.type("title", "Zweiter")
    theirs.save()
    mine.type("title", "Meiner")
    mine.save()
    choice = button(mine, "mine")
    theirs.type("title", "Dritter")
    theirs.save()
    mine.press(*choice)
    assert stored("title") == ("Dritter",)
    assert "Dritter" in mine.answer.content.decode()


@pytest.mark.rest
def test_rows_of_two_people_are_all_kept(draft):
    before = lines()
    mine, theirs = section(draft, "finanzierung"), section(draft, "finanzierung")
    type_row(theirs, "expenses", label="Ihre", amount="1")
    theirs.remove("expenses-0")
    assert theirs.save()
    type_row(mine, "expenses", label="Meine", amount="2")
    told = mine.autosave()
    assert "an anderer Stelle ergänzt" in told["text"]
    assert "an anderer Stelle entfernt" in told["text"]
    assert mine.save()
    assert sorted(lines()) == sorted([*before[1:], ("Ihre", 100), ("Meine", 200)])


@pytest.mark.parametrize("times", [1, saving.TRIES])
def test_whoever_is_overtaken_between_reading_and_writing_loses_nothing(draft, monkeypatch, times):
    """The other page is saved after this one was merged and before it has the lock."""
    before, merged, mine = lines(), saving._merged, section(draft, "finanzierung")
    others = [section(draft, "finanzierung") for _ in range(times)]
    for number, other in enumerate(others):
        type_row(other, "expenses", label=f"Ihre {number}", amount="1")
    type_row(mine, "expenses", label="Meine", amount="2")

    def overtaken(sheet, posted):
        merge = merged(sheet, posted)
        if others and any(row["label"] == "Meine" for row in merge.rows.get("expenses", ())):
            assert "Gespeichert" in others.pop().autosave()["text"]
        return merge

    monkeypatch.setattr(saving, "_merged", overtaken)
    told = mine.autosave()
    theirs = [(f"Ihre {number}", 100) for number in range(times)]
    if times == saving.TRIES:
        assert told == {"text": f"Nicht gespeichert. {CHANGED}", "wrong": True, "unsaved": True}
        assert sorted(lines()) == sorted([*before, *theirs])
        assert "Gespeichert" in mine.autosave()["text"]
    assert sorted(lines()) == sorted([*before, *theirs, ("Meine", 200)])


@pytest.mark.rest
def test_row_that_somebody_else_changed_is_not_removed_unseen(draft):
    mine, theirs = section(draft, "finanzierung"), section(draft, "finanzierung", script=False)
    mine.type("expenses-0-amount", "77")
    mine.autosave()
    theirs.remove("expenses-0")
    assert lines()[0][1] == 7700
    assert "Sie ist noch da." in theirs.answer.content.decode()
    assert theirs.form.values["expenses-0-amount"] == ["77,00"]
    theirs.remove("expenses-0")
    assert lines()[0][1] != 7700


def stored(*names):
    project = Project.objects.get()
    return tuple(
        project.answers[name] if name in project.answers else getattr(project, name) for name in names
    )


def button(typist, name):
    return next(found for found in typist.form.buttons if found[0] == name)

"""Whatever is handed to the writers: a sentence, or a ValueError or TypeError of the program; never half a change."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from datetime import time as daytime
from decimal import Decimal
from functools import partial
from typing import Any

import pytest

from demo.stories.acting import PDF
from demo.stories.ground import find_user
from demo.stories.steps import Story, plan_sitting
from grants.actions import begin, perform
from grants.actions.desk import note_advice, raise_pot, save_draft, save_review, send_message, verify_iban
from grants.actions.drafts import save_milestones, save_organisation, save_plan, save_project
from grants.actions.memberships import found_organisation
from grants.actions.proofs import check_proof, save_actuals, save_proof, save_receipts
from grants.actions.sittings import exclude, list_item
from grants.actions.uploads import upload
from grants.kinds import actor_for, machine_of
from grants.models import Body, Seat, Sitting  # fmt: skip
from tests.factories import ROADS
from tests.grants.nonsense import VALUES, outcome, shown, wrong_ones
from workflows.law import law_of
from workflows.machine import asks_of
from workflows.stages import Stage

pytestmark = [pytest.mark.slow, pytest.mark.turns(3)]


# The moves


def test_no_answer_to_a_move_breaks_it(case_in):
    """Every move once, from the first stage of ours that has it, with every answer replaced in turn."""
    acts: dict[str, Callable[[], Any]] = {}
    done: set[str] = set()
    for stage in ROADS:
        story = case_in(stage)
        machine = type(machine_of(story.case, actor_for(story.applicant, story.case, story.day), story.day))
        for move in machine.moves():
            if str(move.source) == stage and not law_of(move).on and move.slug not in done:
                done.add(move.slug)
                acts |= answers_to(story, move)
    assert len(done) > 30
    wrong = wrong_ones(acts)
    assert not wrong, "\n".join(wrong)


def answers_to(story: Story, move: Any) -> dict[str, Callable[[], Any]]:
    """The move with each answer replaced by everything that is wrong somewhere."""
    who = person_for(story, move)
    right = {ask.name: sensible(ask.type, story) for ask in asks_of(move)}
    acts = {f"{move.slug} unknown": moving(story, move.slug, who, right | {"unknown": 1})}
    for ask in asks_of(move):
        for value in VALUES:
            data = right | {ask.name: value}
            acts[f"{move.slug}.{ask.name}={shown(value)}"] = moving(story, move.slug, who, data)
    return acts


def moving(story: Story, move: str, who: Any, data: dict[str, Any]) -> Callable[[], Any]:
    return lambda: perform(story.case, move, data, by=who, key="k", now=story.now(20))


def person_for(story: Story, move: Any) -> Any:
    people = [*story.ground.staff.values(), *story.applicants, story.ground.seats[0].user]
    fit = [p for p in people if actor_for(p, story.case, story.day).roles & law_of(move).by]
    return fit[0] if fit else people[0]


def sensible(kind: type, story: Story) -> Any:
    return {str: "Ein Grund", bool: True, date: story.day, Decimal: Decimal(100)}[kind]


def test_no_moment_key_or_person_breaks_the_door(case_in):
    story = case_in(Stage.SUBMITTED)
    clerk = story.staff("sachbearbeitung")
    door = partial(perform, story.case, "begin_check", {"unbiased": True})
    acts: dict[str, Callable[[], Any]] = {
        "naive now": partial(door, by=clerk, now=story.now().replace(tzinfo=None)),
        "long key": partial(door, by=clerk, now=story.now(), key="k" * 5000),
        "NUL key": partial(door, by=clerk, now=story.now(), key="a\x00"),
        "nobody": partial(door, by=None, now=story.now()),
        "name as person": partial(door, by="Leitung", now=story.now()),
        "no move": partial(perform, story.case, "", by=clerk, now=story.now()),
        "private name": partial(perform, story.case, "_insist", by=clerk, now=story.now()),
        "no record": partial(perform, None, "begin_check", by=clerk, now=story.now()),
        "data of another kind": partial(perform, story.case, "begin_check", ["x"], by=clerk, now=story.now()),
    }
    wrong = wrong_ones(acts)
    assert not wrong, "\n".join(wrong)


# The writers


@dataclass(frozen=True)
class Writer:
    """A writer with answers that it takes, and the call that hands it others."""

    stage: Stage
    right: dict[str, Any]
    call: Callable[[Story, dict[str, Any]], Any]
    ready: Callable[[Story], Any] = lambda story: None
    """What has to be there before."""


def fields_of(write: Callable[..., Any], who: str) -> Callable[[Story, dict[str, Any]], Any]:
    """A writer that takes its answers as one mapping."""
    return lambda story, said: write(story.case, said, by=person(story, who), now=story.now())


def rows_of(write: Callable[..., Any]) -> Callable[[Story, dict[str, Any]], Any]:
    """A writer that takes rows."""
    return lambda story, said: write(story.case, [said], by=story.applicant, now=story.now())


def words_of(write: Callable[..., Any], who: str) -> Callable[[Story, dict[str, Any]], Any]:
    """A writer that takes its answers by name."""
    return lambda story, said: write(story.case, by=person(story, who), now=story.now(), **said)


def person(story: Story, who: str) -> Any:
    return story.applicant if who == "applicant" else story.staff(who)


def office_at(story: Story) -> dict[str, Any]:
    return {"by": story.staff("geschaeftsstelle"), "now": story.now()}


def planned(story: Story) -> Sitting:
    return plan_sitting(story.ground, story.day + timedelta(days=14), now=story.now())


CENTS = Decimal("100.00")
RECEIPT = {
    "invoiced_on": date(2026, 6, 1),
    "paid_on": date(2026, 6, 2),
    "payee": "x",
    "reason": "y",
    "amount": CENTS,
}
LINE = {"side": "expense", "category": "fees", "label": "x", "calculation": "y", "amount": CENTS, "eligible": True,
        "in_kind": False, "third_party_status": ""}  # fmt: skip
PROJECT = ("contact_email", "title", "summary", "field_of_action", "participants", "begins",
           "declarations", "follow_up_of", "saved_at", "id", "application", "_state")  # fmt: skip
MASTER = ("kind", "name", "postcode", "signatures_needed", "birth_date", "iban", "migrant_led", "iban_verified_by",
          "fictitious", "public_id")  # fmt: skip
WRITERS: dict[str, Writer] = {
    "save_project": Writer(Stage.DRAFT, dict.fromkeys(PROJECT), fields_of(save_project, "applicant")),
    "save_organisation": Writer(Stage.DRAFT, dict.fromkeys(MASTER), fields_of(save_organisation, "applicant")),
    "save_milestones": Writer(
        Stage.DRAFT,
        {"title": "x", "begins": date(2026, 6, 2), "ends": date(2026, 6, 1), "place": ""},
        rows_of(save_milestones),
    ),
    "save_plan": Writer(Stage.DRAFT, LINE, rows_of(save_plan)),
    "save_review": Writer(
        Stage.FORMAL_CHECK,
        dict.fromkeys(("checked", "assessment", "eligible", "own", "proposal", "state_aid", "written_by", "id")),
        fields_of(save_review, "sachbearbeitung"),
    ),
    "save_draft": Writer(
        Stage.AWARD_DRAFTED,
        dict.fromkeys(("purpose", "duties", "period_begins", "period_ends", "amount", "kind", "current", "made_at")),
        fields_of(save_draft, "sachbearbeitung"),
    ),
    "save_proof": Writer(
        Stage.PROOF_DUE,
        dict.fromkeys(("report", "participants", "fulfilled_on", "declarations", "recognised", "checked_by")),
        fields_of(save_proof, "applicant"),
    ),
    "save_receipts": Writer(Stage.PROOF_DUE, RECEIPT, rows_of(save_receipts)),
    "check_proof": Writer(
        Stage.PROOF_IN_REVIEW,
        {"recognised": CENTS, "recognised_cash": CENTS, "note": "x"},
        words_of(check_proof, "sachbearbeitung"),
    ),
    "note_advice": Writer(
        Stage.SUBMITTED, {"held_on": date(2026, 2, 1), "topics": "x", "advice": "y"}, words_of(note_advice, "beratung")
    ),
    "send_message": Writer(Stage.SUBMITTED, {"text": "x", "internal": False}, words_of(send_message, "beratung")),
    "verify_iban": Writer(Stage.SUBMITTED, {"compared": "x"}, words_of(verify_iban, "sachbearbeitung")),
    "upload": Writer(
        Stage.SUBMITTED, {"name": "a.pdf", "content": PDF, "kind": "konzept"}, words_of(upload, "applicant")
    ),
    "list_item": Writer(
        Stage.READY_FOR_SITTING,
        {"amount": CENTS, "motion": "x"},
        lambda story, said: list_item(
            story.case, Sitting.objects.get(stage="planned"), **office_at(story), **said
        ),
        planned,
    ),
    "exclude": Writer(
        Stage.READY_FOR_SITTING,
        {"ground": "x"},
        lambda story, said: exclude(story.case, story.ground.seats[1], **office_at(story), **said),
    ),
    "begin application": Writer(
        Stage.SUBMITTED,
        {"title": "x"},
        lambda story, said: begin(
            "application", "start_draft", by=story.applicant, now=story.now(), organisation=story.organisation,
            round=story.round, **said,
        ),
    ),
    "begin call": Writer(
        Stage.RUNNING,
        {"amount": CENTS, "need": "x"},
        lambda story, said: begin(
            "mittelabruf", "call_funds", by=story.applicant, now=story.now(), application=story.case, **said
        ),
    ),
    "begin sitting": Writer(
        Stage.SUBMITTED,
        {"held_on": date(2026, 4, 1), "starts_at": daytime(17), "place": "x"},
        lambda story, said: begin("sitzung", "plan_sitting", **office_at(story), body=story.ground.body, **said),
    ),
    "raise_pot": Writer(
        Stage.SUBMITTED,
        {"amount": CENTS, "reason": "x"},
        lambda story, said: raise_pot(story.round.pot, by=story.staff("leitung"), now=story.now(), **said),
    ),
    "found_organisation": Writer(
        Stage.SUBMITTED, {"name": "x"}, lambda story, said: found_organisation(said["name"], by=story.applicant)
    ),
    "save_actuals": Writer(
        Stage.PROOF_DUE,
        {"amount": CENTS},
        lambda story, said: save_actuals(
            story.case, {story.case.project.plan_lines.first().pk: said["amount"]}, by=story.applicant, now=story.now()
        ),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", WRITERS)
def test_no_answer_breaks_a_writer(case_in, name):
    """Each answer replaced in turn by everything that is wrong somewhere; alone where a mapping may be part of it."""
    writer = WRITERS[name]
    story = case_in(writer.stage)
    writer.ready(story)
    alone = None in writer.right.values()
    acts: dict[str, Callable[[], Any]] = {}
    for field in [*writer.right, "unknown"]:
        for value in VALUES:
            said = {field: value} if alone else writer.right | {field: value}
            acts[f"{field}={shown(value)}"] = partial(writer.call, story, said)
    wrong = wrong_ones(acts)
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(
    "name", [name for name, writer in WRITERS.items() if None not in writer.right.values()]
)
def test_a_writer_takes_what_is_right(case_in, name):
    """The control: what the others replace in turn would have been written (turned days are the one exception)."""
    writer = WRITERS[name]
    story = case_in(writer.stage)
    writer.ready(story)
    said = outcome(partial(writer.call, story, writer.right))
    assert said == ("refused" if name in ("save_milestones", "verify_iban") else "written")


def test_what_belongs_to_others_is_refused(case_in):
    """Seats, rounds, cases and persons of somebody else."""
    story, other = case_in(Stage.READY_FOR_SITTING), case_in(Stage.PROOF_DUE)
    stranger, now = find_user("fremd", "Fremde Person"), {"now": story.now()}
    own, others = story.ground.seats[1:3]
    body = Body.objects.create(key="anderes", name="Anderes Gremium", seats_total=3, regime="vwvfg")
    foreign = Seat.objects.create(body=body, user=stranger, valid_from=story.day, label="x")
    begun = {"organisation": story.organisation, "round": story.round}
    called = {"application": other.case, "amount": CENTS, "need": "x"}
    acts = {
        "bias of another": lambda: exclude(story.case, own, "x", by=others.user, **now),
        "seat of another body": lambda: exclude(story.case, foreign, "x", **office_at(story)),
        "stranger writes": lambda: send_message(story.case, by=stranger, text="x", **now),
        "another applicant": lambda: save_project(story.case, {"title": "x"}, by=other.applicant, **now),
        "for another": lambda: begin("application", "start_draft", by=stranger, **begun, **now),
        "call of another": lambda: begin("mittelabruf", "call_funds", by=story.applicant, **called, **now),
    }
    assert {name: outcome(act) for name, act in acts.items()} == dict.fromkeys(acts, "refused")


def test_figures_for_lines_of_another_plan_write_nothing(case_in):
    story, other = case_in(Stage.PROOF_DUE), case_in(Stage.RUNNING)
    line = other.case.project.plan_lines.first()
    proof = save_actuals(story.case, {line.pk: CENTS}, by=story.applicant, now=story.now())
    assert not proof.lines.filter(plan_line=line).exists()


def test_a_writer_without_its_check_is_caught(case_in):
    """The control: written as it comes, a huge title is longer than its column, and a list is no number."""
    project = case_in(Stage.DRAFT).case.project

    def naive(name: str, value: Any) -> None:
        setattr(project, name, value)
        project.save()

    fine = ("written", "refused", "mistake")
    assert outcome(partial(naive, "title", "x" * 500)) not in fine
    assert outcome(partial(naive, "expenses_cents", 10**30)) not in fine
    assert outcome(partial(naive, "title", None)) not in fine

"""Bad input through the door and through every other writer: a sentence or a ValueError, and nothing is changed."""

from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from grants.actions import begin, perform
from grants.actions.bodies import cast, exclude, list_item
from grants.actions.desk import note_advice, raise_pot, save_draft, save_review, send_message
from grants.actions.drafts import save_milestones, save_organisation, save_plan, save_project
from grants.actions.proofs import check_proof, save_actuals, save_proof, save_receipts
from grants.actions.uploads import upload
from grants.cases import actor_for, machine_of
from grants.models import Draft, Organisation, Project, ProofOfUse, Review
from grants.stories.sittings import plan_sitting
from tests.factories import ROADS
from tests.grants.records import fingerprint
from workflows.errors import MoveRefused
from workflows.machine import asks_of
from workflows.stages import Stage

HARMLESS = (MoveRefused, ValueError)
"""What bad input may raise; UnicodeEncodeError and the like are ValueErrors."""
NAUGHTY = [
    "\x00",
    "a\x00b",
    "\ud800",
    "x\udfff",
    "\ufffe",
    "{{ 7*7 }}",
    "<script>",
    "%s%n",
    "' OR 1=1",
    "\u202e",
    "e\u0301" * 9,
]
texts = st.one_of(st.sampled_from(NAUGHTY), st.text(max_size=40), st.just("ä" * 100_000))
numbers = st.one_of(
    st.sampled_from(
        [
            Decimal("NaN"),
            Decimal("sNaN"),
            Decimal("Infinity"),
            Decimal("-Infinity"),
            Decimal("1E+50"),
            Decimal("0.001"),
            Decimal(-1),
            Decimal("1E-50"),
            Decimal("9" * 40),
        ]
    ),
    st.decimals(),
    st.integers(-(10**30), 10**30),
    st.floats(),
)
days = st.one_of(st.dates(), st.datetimes(), st.just(date.min), st.just(date.max), st.just(datetime.max))
things = st.one_of(texts, numbers, days, st.booleans(), st.none(), st.binary(max_size=9), st.lists(texts, max_size=2), st.just(object()))  # fmt: skip
fuzz = settings(
    max_examples=10, deadline=None, database=None, derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)  # fmt: skip


def whole_or_nothing(act):
    """Do it: it happens without a fault, or it is refused harmlessly with nothing changed."""
    before = fingerprint()
    try:
        act()
    except HARMLESS:
        assert fingerprint() == before
        return False
    return True


def everybody(story):
    return [story.applicant, *story.ground.staff.values(), story.ground.seats[0].user]


@pytest.mark.parametrize("stage", [stage for stage in ROADS if stage not in (Stage.CLOSED, Stage.WITHDRAWN)])
@fuzz
@given(data=st.data())
def test_moves_with_bad_answers_are_refused_whole(case_in, stage, data):
    story = case_in(stage)
    user = data.draw(st.sampled_from(everybody(story)))
    machine = machine_of(story.case, actor_for(user, story.case, story.day), story.day)
    asking = [m for m in type(machine).moves() if str(m.source) == stage and asks_of(m)]
    if not asking:
        return
    move = data.draw(st.sampled_from(asking))
    answers = {ask.name: data.draw(things) for ask in asks_of(move)}
    if whole_or_nothing(lambda: perform(story.case, move.slug, answers, by=user, now=story.now())):
        for ask in asks_of(move):
            assert isinstance(answers[ask.name], ask.type)
        story.case.refresh_from_db()


def columns(model):
    return sorted(
        f.name for f in model._meta.concrete_fields if f.editable and not f.is_relation and not f.primary_key
    )


@fuzz
@given(data=st.data())
def test_the_long_form_takes_what_a_column_can_hold_and_nothing_else(case_in, data):
    story = case_in(Stage.DRAFT)
    writer, model = data.draw(st.sampled_from([(save_project, Project), (save_organisation, Organisation)]))
    name = data.draw(st.sampled_from(columns(model)))
    value = data.draw(things)
    whole_or_nothing(lambda: writer(story.case, {name: value}, by=story.applicant, now=story.now()))


@fuzz
@given(
    amount=numbers,
    label=texts,
    side=st.sampled_from(["expense", "income", "x", "\x00"]),
    title=texts,
    day=days,
)
def test_rows_of_plans_are_whole_or_not_there(case_in, amount, label, side, title, day):
    story = case_in(Stage.DRAFT)
    line = {"side": side, "category": "fees", "label": label, "amount": amount}
    whole_or_nothing(lambda: save_plan(story.case, [line], by=story.applicant, now=story.now()))
    rows = [{"title": title, "begins": day, "ends": day}]
    whole_or_nothing(lambda: save_milestones(story.case, rows, by=story.applicant, now=story.now()))


@fuzz
@given(data=st.data())
def test_the_desk_writes_whole_or_not_at_all(case_in, data):
    text, number, day = data.draw(texts), data.draw(numbers), data.draw(days)
    checking, drafting = case_in(Stage.EXPERT_CHECK), case_in(Stage.AWARD_DRAFTED)
    clerk, now = checking.staff("sachbearbeitung"), checking.now()
    review = {data.draw(st.sampled_from(["assessment", "state_aid", "low_share_reason"])): text}
    draft = {data.draw(st.sampled_from(columns(Draft))): data.draw(things)}
    acts = [
        lambda: save_review(checking.case, review, by=clerk, now=now),
        lambda: save_review(checking.case, {"proposal": number, "eligible": number}, by=clerk, now=now),
        lambda: save_draft(drafting.case, draft, by=clerk, now=drafting.now()),
        lambda: send_message(checking.case, by=clerk, text=text, now=now),
        lambda: note_advice(checking.case, by=clerk, held_on=day, topics=text, advice=text, now=now),
        lambda: upload(checking.case, by=clerk, name=text, content=text.encode(errors="replace"), now=now),
        lambda: upload(checking.case, by=clerk, name="a.pdf", content=b"%PDF-1", kind=text, now=now),
    ]
    whole_or_nothing(data.draw(st.sampled_from(acts)))
    assert columns(Review)


@fuzz
@given(data=st.data())
def test_bodies_and_money_are_written_whole_or_not_at_all(case_in, world, data):
    text, number = data.draw(texts), data.draw(numbers)
    ready, polling, final = case_in(Stage.READY_FOR_SITTING), case_in(Stage.IN_SITTING), case_in(Stage.FINAL)
    office, seat = ready.staff("geschaeftsstelle"), ready.ground.seats[0]
    sitting = plan_sitting(ready.ground, date(2026, 6, 1), now=ready.now())
    given_call = {"application": final.case, "amount": number, "need": text}
    acts = [
        lambda: list_item(ready.case, sitting, by=office, amount=number, motion=text, now=ready.now()),
        lambda: exclude(polling.case, seat, text, by=office, now=polling.now(18)),
        lambda: cast(polling.case.items.get(), text, by=seat.user, now=polling.now(18)),
        lambda: raise_pot(world.pot, number, text, by=ready.staff("leitung"), now=ready.now()),
        lambda: begin("mittelabruf", "call_funds", by=final.applicant, now=final.now(), **given_call),
    ]
    whole_or_nothing(data.draw(st.sampled_from(acts)))


@fuzz
@given(data=st.data())
def test_proofs_are_written_whole_or_not_at_all(case_in, data):
    due, review = case_in(Stage.PROOF_DUE), case_in(Stage.PROOF_IN_REVIEW)
    text, number, day = data.draw(texts), data.draw(numbers), data.draw(days)
    by, now = due.applicant, due.now()
    name = data.draw(
        st.sampled_from([n for n in columns(ProofOfUse) if "check" not in n and "recognised" not in n])
    )
    receipt = {"invoiced_on": day, "paid_on": day, "payee": text, "reason": text, "amount": number}
    line = due.case.project.plan_lines.first().pk
    checked = {"recognised": number, "recognised_cash": number, "note": text}
    acts = [
        lambda: save_proof(due.case, {name: data.draw(things)}, by=by, now=now),
        lambda: save_actuals(due.case, {line: number}, by=by, now=now),
        lambda: save_receipts(due.case, [receipt], by=by, now=now),
        lambda: check_proof(review.case, by=due.staff("sachbearbeitung"), now=review.now(), **checked),
    ]
    whole_or_nothing(data.draw(st.sampled_from(acts)))

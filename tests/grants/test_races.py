"""Two at once: one wins, the other reads a sentence; and the naive ways are seen to fail in the same harness."""

from datetime import date
from decimal import Decimal
from functools import partial

import pytest
from django.db import connection, transaction
from django.db.models import Sum

from demo.stories.acting import PDF
from demo.stories.ground import fill_pot
from demo.stories.steps import at
from grants.actions import begin, perform
from grants.actions.desk import raise_pot
from grants.actions.effects import move_sums
from grants.actions.lock import lock
from grants.actions.sittings import close_ballot, open_ballot
from grants.actions.uploads import upload
from grants.models import Application, Attachment, Dossier, Entry, Mittelabruf, Pot, Transition
from grants.models.ledger import ACCOUNTS
from tests.factories import World, drive
from tests.grants.records import at_once, refused
from workflows.errors import MoveRefused, NotHere, NotYet
from workflows.stages import Stage

pytestmark = pytest.mark.django_db(transaction=True)
RACES = [pytest.param(1000, id="share"), pytest.param(20_000, id="soak", marks=pytest.mark.soak)]


def ledger_is_sound(pot: Pot) -> None:
    """Every account of the pot is the sum of its entries, and the running sums say the same."""
    pot.refresh_from_db()
    entries = pot.entries.all()
    sums = {
        account: sum(e.amount_cents for e in entries if e.debit == account)
        - sum(e.amount_cents for e in entries if e.credit == account)
        for account in ACCOUNTS
    }
    assert sum(sums.values()) == 0
    assert (pot.reserved_cents, pot.committed_cents, pot.paid_cents) == (
        sums["reserved"],
        sums["committed"],
        sums["paid"],
    )
    assert pot.used_cents <= pot.total_cents + pot.override_cents


@pytest.mark.parametrize("races", RACES)
@pytest.mark.slow
def test_of_two_who_move_a_case_at_once_one_wins_and_the_other_reads_a_sentence(races):
    story = drive(World(), Stage.RUNNING)
    lead = story.staff("leitung")
    dossier = Dossier.objects.get(pk=story.case.dossier_id)
    moves = [("suspend_payments", "resume_payments"), ("resume_payments", "suspend_payments")]
    for number in range(races):
        move, _ = moves[number % 2]
        tasks = [lambda move=move: perform(story.case, move, {"reason": "x"}, by=lead, now=story.now())] * 2
        answers = at_once(*tasks)
        losers = refused(answers)
        assert [type(loser) for loser in losers] == [NotYet], (number, answers)
        assert losers[0].reasons[0].endswith(".")
    after = Dossier.objects.get(pk=dossier.pk)
    assert (after.length, after.version) == (dossier.length + races, dossier.version + races)
    sequences = list(Transition.objects.filter(dossier=dossier).values_list("sequence", flat=True))
    assert sequences == list(range(1, after.length + 1))


@pytest.mark.rest
@pytest.mark.parametrize(
    "pair", [("withdraw", "begin_check"), ("discontinue", "withdraw"), ("begin_check", "begin_check")]
)
def test_of_two_different_moves_at_once_one_wins(pair):
    world = World()
    data = {"begin_check": {"unbiased": True}, "discontinue": {"reason": "x"}, "withdraw": {}}
    for _ in range(5):
        story = drive(world, Stage.SUBMITTED)
        people = {
            "begin_check": story.staff("sachbearbeitung"),
            "discontinue": story.staff("leitung"),
            "withdraw": story.applicant,
        }
        before = Transition.objects.count()
        answers = at_once(
            *[
                partial(perform, story.case, move, data[move], by=people[move], now=story.now())
                for move in pair
            ]
        )
        won = [answer for answer in answers if isinstance(answer, Transition)]
        story.case.refresh_from_db()
        assert 1 <= len(won) <= 2
        assert all(isinstance(loser, NotHere) for loser in refused(answers))
        assert Transition.objects.count() == before + len(won)
        last = Transition.objects.filter(dossier=story.case.dossier_id).order_by("-sequence")[0]
        assert story.case.stage == last.target
        if len(won) == 2:  # a check that began and a withdrawal afterwards are both right, in a row
            assert sorted(entry.sequence for entry in won) == [last.sequence - 1, last.sequence]


def voted(world: World, story, amount: Decimal):
    """A case whose ballot was carried and closed, short of the chair's endorsement."""
    office, now = story.staff("geschaeftsstelle"), story.now(18)
    story.move("open_item", office, 18)
    item = story.case.items.get()
    open_ballot(item, by=office, now=now)
    from grants.actions.sittings import cast

    for seat in world.ground.seats[:3]:
        cast(item, "yes", by=seat.user, now=now)
    close_ballot(item, by=office, now=now)
    return item


def test_of_two_who_resolve_the_last_money_of_a_pot_one_wins():
    world = World()
    stories = [drive(world, Stage.READY_FOR_SITTING) for _ in range(4)]
    world.sitting(*stories)
    for story in stories:
        voted(world, story, story.paper.grant)
    Pot.objects.filter(pk=world.pot.pk).update(total_cents=2 * 480_000 + 479_999)
    office = stories[0].staff("geschaeftsstelle")
    answers = at_once(
        *[
            lambda s=story: perform(s.case, "endorse", {"amount": s.paper.grant}, by=office, now=s.now(19))
            for story in stories
        ]
    )
    losers = refused(answers)
    assert [type(loser) for loser in losers] == [NotYet, NotYet], answers
    assert all("Topf" in loser.reasons[0] for loser in losers)
    ledger_is_sound(world.pot)
    assert (world.pot.reserved_cents, world.pot.left_cents) == (960_000, 479_999)
    stages = sorted(Application.objects.values_list("stage", flat=True))
    assert stages == [Stage.ENDORSED, Stage.ENDORSED, Stage.IN_SITTING, Stage.IN_SITTING]


@pytest.mark.rest
def test_a_pot_is_booked_to_its_last_cent_and_not_beyond_by_sixteen_threads():
    pot = fill_pot(2026, Decimal(1000))

    def reserve():
        with transaction.atomic():
            move_sums(pot.pk, "reserved", "budget", 3_00)

    for _ in range(30):
        at_once(*[reserve] * 16)
    pot.refresh_from_db()
    assert pot.reserved_cents == 999_00
    with pytest.raises(NotYet):
        reserve()


@pytest.mark.parametrize("scope", ["organisation", "account"])
def test_files_in_two_cases_at_once_never_exceed_the_bound_of_their_organisation_or_account(
    scope, settings, tmp_path
):
    world = World()
    first = drive(world, Stage.DRAFT)
    second = drive(world, Stage.DRAFT).case
    Application.objects.filter(pk=second.pk).update(organisation=first.case.organisation)
    second = Application.objects.get(pk=second.pk)
    settings.MEDIA_ROOT = tmp_path
    used = Attachment.objects.count()
    settings.QUOTAS = dict.fromkeys(settings.QUOTAS, (0, 0)) | {scope: (used + 1, 0)}
    put = [
        partial(upload, case, by=first.applicant, name=f"{number}.pdf", content=PDF, now=first.now())
        for number in range(4)
        for case in (first.case, second)
    ]
    answers = at_once(*put)
    assert [type(loser) for loser in refused(answers)] == [NotYet] * 7, answers
    assert Attachment.objects.count() == used + 1


@pytest.mark.rest
def test_two_calls_at_once_never_exceed_the_award():
    world = World()
    story = drive(world, Stage.FINAL)
    half = story.paper.grant / 2 + Decimal("0.01")
    given = {"application": story.case, "amount": half, "need": "Honorare"}
    call = partial(begin, "mittelabruf", "call_funds", by=story.applicant, now=story.now(), **given)
    answers = at_once(*[call] * 4)
    assert [type(loser) for loser in refused(answers)] == [NotYet] * 3, answers
    assert Mittelabruf.objects.count() == 1


def test_two_payments_of_one_call_at_once_are_one():
    world = World()
    story = drive(world, Stage.FINAL)
    call = story.call_funds(story.paper.grant)
    story.on_call(call, "certify", "feststellung", 11, recognised=story.paper.grant)
    story.on_call(call, "order_payment", "anordnung", 12)
    cashier = story.staff("kasse")
    answers = at_once(
        *[lambda: perform(call, "confirm_payment", {"paid_on": story.day}, by=cashier, now=story.now(13))] * 4
    )
    assert [type(loser) for loser in refused(answers)] == [NotHere] * 3, answers
    story.case.refresh_from_db()
    assert story.case.paid == story.paper.grant
    ledger_is_sound(world.pot)


@pytest.mark.rest
def test_raises_of_a_pot_at_once_are_all_booked():
    world = World()
    lead = world.ground.staff["leitung"]
    now = at(date(2026, 2, 2))
    answers = at_once(*[lambda: raise_pot(world.pot, Decimal(10), "Nachtrag", by=lead, now=now)] * 6)
    assert refused(answers) == []
    world.pot.refresh_from_db()
    assert world.pot.override_cents == 60_00
    ledger_is_sound(world.pot)


# Positive controls: the naive ways must be seen to fail where ours holds


def naive_lock(dossier_id: int) -> Dossier:
    """Reads the dossier without a lock, as a first draft would."""
    return Dossier.objects.get(pk=dossier_id)


def count_up(dossier_id: int, read) -> None:
    with transaction.atomic():
        dossier = read(dossier_id)
        dossier.version += 1
        dossier.save(update_fields=["version"])


def lost_writes(read) -> int:
    """How many of 16 × 40 raises of a version are lost."""
    if connection.vendor != "postgresql":
        pytest.skip("a SQLite file lets writers queue up, so the naive way cannot fail there")
    dossier = Dossier.objects.create()

    def many():
        for _ in range(40):
            count_up(dossier.pk, read)

    assert refused(at_once(*[many] * 16)) == []
    return 16 * 40 - Dossier.objects.get(pk=dossier.pk).version


@pytest.mark.rest
def test_without_the_row_lock_writes_are_lost():
    assert lost_writes(naive_lock) > 0


def test_with_the_row_lock_no_write_is_lost():
    assert lost_writes(lock) == 0


def naive_reserve(pot: Pot, cents: int, number: str) -> None:
    """Sums up, compares, inserts, as a first draft would."""
    with transaction.atomic():
        used = (
            Entry.objects.filter(pot=pot, debit="reserved").aggregate(used=Sum("amount_cents"))["used"] or 0
        )
        if used + cents > pot.total_cents:
            raise MoveRefused("Das Geld reicht nicht.")
        Entry.objects.create(
            pot=pot,
            debit="reserved",
            credit="budget",
            amount_cents=cents,
            key=number,
            at=at(date(2026, 2, 2)),
        )


@pytest.mark.rest
def test_summing_up_before_booking_overspends_the_pot():
    if connection.vendor != "postgresql":
        pytest.skip("a SQLite file lets writers queue up, so the naive way cannot fail there")
    overspent = 0
    for attempt in range(20):
        pot = Pot.objects.create(
            programme="wir20-kleinprojekt", budget_year=2000 + attempt, title="Naiv", total_cents=1000_00
        )

        def many(worker: int, pot=pot):
            for number in range(4):
                try:
                    naive_reserve(pot, 100_00, f"{pot.pk}:{worker}:{number}")
                except MoveRefused:
                    return

        at_once(*[lambda worker=worker, pot=pot: many(worker, pot) for worker in range(16)])
        overspent += Entry.objects.filter(pot=pot).aggregate(used=Sum("amount_cents"))["used"] > 1000_00
    assert overspent > 0

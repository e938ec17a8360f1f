"""A whole year of reminders against an oracle that shares no code with them, and each guard broken once."""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction

from grants.kinds import owner_of
from grants.letters import erinnerung
from grants.models import Application, BaseRate, Pot, Round, Sitting
from notifications import making, outbox, reminders
from notifications.models import Mail, Post
from notifications.reminders import latest
from notifications.templatetags.letters import day as day_in_letter
from tests.notifications.reminder_oracle import OFFSETS, Matter, expected
from workflows.rules.deadlines import is_working_day
from workflows.stages import Stage

BERLIN = ZoneInfo("Europe/Berlin")
DAY = timedelta(days=1)
TIMES = [time(2, 30), time(6, 59), time(7), time(13), time(19, 59), time(20)]
EARLY = date(2000, 1, 1)
AWAY: dict[type, str] = {Application: Stage.EXPERT_CHECK, Sitting: "planned"}
"""A stage in which nothing is remembered."""


def at(day: date, clock: time = time()) -> datetime:
    return datetime.combine(day, clock, BERLIN)


@dataclass
class Year:
    """Records whose days and stages the test moves through the year, and the strokes of a worker."""

    story_in: Callable[[Stage], Any]
    first: date
    last: date
    seed: int
    matters: list[Matter] = field(default_factory=list)
    changes: list[tuple[datetime, Callable[[], object]]] = field(default_factory=list)
    sent: list[tuple[datetime, int, str, date]] = field(default_factory=list)
    recipients: list[tuple[int, int, str, date]] = field(default_factory=list)
    after_stroke: Callable[[], object] = lambda: None

    def plan(self) -> None:
        """One matter after the other for each record: begins, is remembered, and its reason goes, sometimes early."""
        kinds = {
            "antrag_nicht_eingereicht": (Stage.DRAFT, 20, "round"),
            "unterlagen_fehlen": (Stage.DOCUMENTS_REQUESTED, 12, "documents_due"),
            "plan_anpassen": (Stage.PLAN_ADJUSTMENT, 14, "plan_due"),
            "nachweis_faellig": (Stage.RUNNING, 100, "proof_due"),
            "sitzung_in_sieben_tagen": ("invited", 15, "held_on"),
        }
        rng = random.Random(self.seed)
        records = {kind: self._record(kind, stage) for kind, (stage, _, _) in kinds.items()}
        Application.objects.update(stage=AWAY[Application])
        Sitting.objects.update(stage=AWAY[Sitting])
        for kind, (stage, length, column) in kinds.items():
            record = records[kind]
            begins, planned = self.first, set[date]()
            while begins < self.last:
                day = begins + timedelta(days=rng.randint(max(1, length - 20), length))
                # The planned day is part of a reminder's key: two matters of this year never plan the same one.
                while planned & {day + offset * DAY for offset in OFFSETS[kind]}:
                    day += DAY
                planned |= {day + offset * DAY for offset in OFFSETS[kind]}
                ends = day + timedelta(days=rng.randint(-4, 40 if kind == "nachweis_faellig" else 3))
                self._matter(
                    kind, record, stage, column, day, at(begins, time(1)), at(max(ends, begins), time(5))
                )
                begins = max(ends, begins) + DAY
        self._never_called()

    def _record(self, kind: str, stage: str) -> Any:
        if kind == "sitzung_in_sieben_tagen":
            return self.story_in(Stage.IN_SITTING).case.items.get().sitting
        return self.story_in(stage).case

    def _matter(
        self, kind: str, record: Any, stage: str, column: str, day: date, begins: datetime, ends: datetime
    ) -> None:
        rows = type(record).objects.filter(pk=record.pk)
        self.matters.append(Matter(record.dossier_id, kind, day, EARLY, begins, ends))

        def begin() -> None:
            if column == "round":
                Round.objects.filter(pk=record.round_id).update(opens_on=EARLY, closes_on=day)
            rows.update(stage=stage, **({} if column == "round" else {column: day}))

        self.changes += [(begins, begin), (ends, lambda: rows.update(stage=AWAY[type(record)]))]

    def _never_called(self) -> None:
        """The running case that is asked for its proof has called for nothing up to the end of the budget year."""
        case = self.story_in(Stage.RUNNING).case
        Pot.objects.filter(pk=case.round.pot_id).update(budget_year=self.first.year)
        running = [m for m in self.matters if m.kind == "nachweis_faellig"]
        for matter in running:
            end = date(self.first.year, 12, 31)
            self.matters.append(
                Matter(case.dossier_id, "mittel_nicht_abgerufen", end, EARLY, matter.begins, matter.ends)
            )

    def strokes(self) -> Iterator[datetime]:
        """Two a day; four times a year the worker sleeps for three days."""
        rng = random.Random(self.seed + 1)
        days = (self.last - self.first).days + 1
        asleep = {start + n for start in (20, 85, 200, 300) for n in range(3)}
        for number in range(days):
            if number not in asleep:
                yield from (at(self.first + number * DAY, clock) for clock in sorted(rng.sample(TIMES, 2)))

    def live(self) -> None:
        """Let the worker strike through the year."""
        changes = sorted(self.changes, key=lambda change: change[0])
        for stroke in self.strokes():
            while changes and changes[0][0] <= stroke:
                changes.pop(0)[1]()
            reminders.make_due(stroke)
            for row in outbox.ready(stroke).order_by("pk"):
                outbox.work(row.pk, now=stroke)
                row.refresh_from_db()
                assert row.state == "done", row.error
                if not row.note and row.due_on:
                    self.sent.append((stroke, row.dossier_id, row.letter, row.due_on))
                    self.recipients.append((row.user_id, row.dossier_id, row.letter, row.due_on))
            self.after_stroke()

    def told(self) -> list[tuple[datetime, int, str, date]]:
        """What went out, once for all the people of one reminder."""
        per_person = sorted(self.sent)
        assert len(per_person) == Mail.objects.count()
        return sorted(set(per_person))


@pytest.fixture
def story_in(db: None, mailbox: None, monkeypatch: pytest.MonkeyPatch) -> Callable[[Stage], Any]:
    """One case in each stage that is asked for, always the same one."""
    from tests.factories import World, drive

    monkeypatch.setattr(reminders, "BREATH", 0)
    world, driven = World(), {}

    def story(stage: Stage) -> Any:
        if stage not in driven:
            driven[stage] = drive(world, stage)
        return driven[stage]

    return story


@pytest.mark.slow
@pytest.mark.parametrize(
    ("first", "last", "least"),
    [(date(2027, 1, 1), date(2027, 12, 31), 60), (date(2028, 2, 1), date(2028, 3, 31), 10)],
    ids=["2027", "leap day 2028"],
)
def test_year_of_reminders_is_what_the_oracle_says(
    story_in: Callable[[Stage], Any], first: date, last: date, least: int
) -> None:
    year = Year(story_in, first, last, seed=first.year)
    year.plan()
    year.live()
    wanted = expected(year.matters, list(year.strokes()))
    assert year.told() == wanted
    assert len(wanted) > least
    if last - first > 360 * DAY:
        assert {kind for _, _, kind, _ in wanted} == set(erinnerung.TEXTS) - AFTER_THE_AWARD


AFTER_THE_AWARD = {
    "anhoerung_endet",
    "basiszinssatz_fehlt",
    "erstattung_faellig",
    "jahresfrist",
    "zeitraum_endet",
    "zwischennachweis",
}
"""Reminders of hearing, refund, change and interim proof: no matter of the year comes to them yet."""

# The base rate of the next half-year


@pytest.mark.parametrize(
    ("newest", "due"),
    [(date(2026, 1, 1), date(2026, 6, 16)), (date(2026, 7, 1), date(2026, 12, 17))],
    ids=["before 1 July", "before 1 January"],
)
def test_lead_is_reminded_of_an_unknown_base_rate_a_fortnight_before_it_is_needed(
    story_in: Callable[[Stage], Any], newest: date, due: date
) -> None:
    story = story_in(Stage.HEARING)
    BaseRate.objects.filter(valid_from__gt=newest).delete()

    def reminded(now: datetime) -> list[Post]:
        made = reminders.make_due(now)
        return list(Post.objects.filter(pk__in=made, letter="basiszinssatz_fehlt"))

    assert reminded(at(due - DAY, time(10))) == []
    (post,) = reminded(at(due, time(10)))
    assert (post.dossier_id, post.user, post.due_on) == (story.case.dossier_id, story.staff("leitung"), due)
    text = reminders.still_due(post, at(due, time(10)))
    assert text is not None
    assert "Der Basiszinssatz des nächsten Halbjahres" in text.subject
    assert f"Fällig am: {day_in_letter(due + 14 * DAY)}" in text.body_text
    assert reminded(at(due + DAY, time(10))) == []  # once
    first_day = due + 15 * DAY
    assert [row.due_on for row in reminded(at(first_day, time(10)))] == [first_day]
    BaseRate.objects.create(valid_from=first_day, percent="1.27")
    assert reminders.still_due(post, at(first_day, time(11))) is None


def test_nobody_is_reminded_of_a_base_rate_that_was_entered(story_in: Callable[[Stage], Any]) -> None:
    story_in(Stage.HEARING)
    BaseRate.objects.filter(valid_from__gt=date(2026, 7, 1)).delete()
    BaseRate.objects.create(valid_from=date(2027, 1, 1), percent="1.27")
    made = [pk for day in (17, 18, 31) for pk in reminders.make_due(at(date(2026, 12, day), time(10)))]
    assert not Post.objects.filter(pk__in=made, letter="basiszinssatz_fehlt").exists()


# Each guard broken once: the oracle notices

BREAKS: dict[str, Callable[[pytest.MonkeyPatch, Year], None]] = {}


def breaking(patch: Callable[[pytest.MonkeyPatch, Year], None]) -> Callable:
    BREAKS[patch.__name__] = patch
    return patch


@breaking
def early(patch: pytest.MonkeyPatch, year: Year) -> None:
    patch.setattr(reminders, "latest", lambda o, day, today, since: latest(o, day, today + DAY, since))


@breaking
def twice(patch: pytest.MonkeyPatch, year: Year) -> None:
    def forget() -> None:
        Mail.objects.update(post=None)
        Post.objects.filter(kind="reminder").delete()

    year.after_stroke = forget


@breaking
def night(patch: pytest.MonkeyPatch, year: Year) -> None:
    for module in (outbox, reminders):
        patch.setattr(module, "next_sending_time", lambda at: at if is_working_day(at.date()) else at + DAY)


@breaking
def holiday(patch: pytest.MonkeyPatch, year: Year) -> None:
    for module in (outbox, reminders):
        patch.setattr(
            module, "next_sending_time", lambda at: at if 7 <= at.hour < 20 else at + timedelta(hours=1)
        )


@breaking
def reason_gone(patch: pytest.MonkeyPatch, year: Year) -> None:
    def careless(post: Post, now: datetime) -> Any:
        record = owner_of(post.dossier)
        facts = erinnerung.gather(reminders.reminder_of(post, record), record, now.date())
        return reminders.compose("erinnerung", record.kind, facts, number="", made_on=now.date())

    patch.setattr(making, "still_due", careless)


@pytest.mark.slow
def test_oracle_notices_every_broken_guard(
    story_in: Callable[[Stage], Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    for stage in (
        Stage.DRAFT,
        Stage.DOCUMENTS_REQUESTED,
        Stage.PLAN_ADJUSTMENT,
        Stage.RUNNING,
        Stage.IN_SITTING,
    ):
        story_in(stage)
    unnoticed = []
    for name, breaks in {"nothing": lambda patch, year: None, **BREAKS}.items():
        year = Year(story_in, date(2027, 3, 15), date(2027, 4, 30), seed=7)
        before = transaction.savepoint()  # no atomic block: the outbox insists on being the outermost
        with monkeypatch.context() as patch:
            year.plan()
            breaks(patch, year)
            year.live()
        transaction.savepoint_rollback(before)
        if sorted(set(year.sent)) == expected(year.matters, list(year.strokes())):
            unnoticed.append(name)
        twice = len(year.sent) > len({(who, *what) for who, *what in year.recipients})
        assert twice == (name == "twice"), name
    assert unnoticed in (["nothing"], ["nothing", "twice"])


# The days at the edges


@pytest.mark.parametrize(
    ("today", "since", "wanted"),
    [
        (date(2026, 3, 16), EARLY, None),
        (date(2026, 3, 17), EARLY, date(2026, 3, 17)),
        (date(2026, 3, 24), EARLY, date(2026, 3, 24)),
        (date(2026, 3, 31), EARLY, date(2026, 3, 29)),
        (date(2026, 4, 1), EARLY, None),
        (date(2026, 3, 24), date(2026, 3, 24), None),
        (date(2026, 3, 29), date(2026, 3, 28), date(2026, 3, 29)),
        (date(2026, 3, 29), date(2026, 3, 29), None),
        (date(2026, 3, 30), date(2026, 3, 29), date(2026, 3, 30)),
        (date(2026, 3, 31), date(2026, 3, 30), date(2026, 3, 31)),
        (date(2026, 4, 1), date(2026, 3, 31), None),
    ],
)
def test_latest_planned_day_of_a_round_that_closes_on_31_march(
    today: date, since: date, wanted: date | None
) -> None:
    assert latest((-14, -7, -2), date(2026, 3, 31), today, since) == wanted


@pytest.mark.parametrize(("late", "goes"), [(31, True), (32, False)])
def test_reminder_after_its_day_lapses_when_it_is_31_days_late(late: int, goes: bool) -> None:
    day = date(2026, 6, 1)
    planned = day + 28 * DAY
    assert latest((-7, 28), day, planned + late * DAY, EARLY) == (planned if goes else None)


def test_day_of_entry_is_the_one_of_the_log(story_in: Callable[[Stage], Any]) -> None:
    case = story_in(Stage.DOCUMENTS_REQUESTED).case
    entry = case.dossier.transitions.get(move="request_documents")
    reminder = next(r for r in reminders.machine_class(case).all_reminders() if r.key == "unterlagen_fehlen")
    assert reminders._since(reminder, case) == entry.at.astimezone(BERLIN).date()

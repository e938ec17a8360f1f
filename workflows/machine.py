"""A machine is what may happen to one record, seen by one actor on one day. The only module that knows viewflow.

Of viewflow only ``fsm.State`` and its transitions are used; who may make a move is checked here, because calling a
viewflow transition checks the stage and the conditions but never the permission.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from inspect import Parameter, signature
from types import MappingProxyType
from typing import Any, ClassVar

from viewflow import fsm

from workflows.answers import fits
from workflows.case import Actor, Case, Terms, changed
from workflows.effects import Booking, Effects, Opening
from workflows.errors import NotHere, NotYet, NotYours
from workflows.guidelines import Guideline
from workflows.letters import Letter, Reminder
from workflows.outcome import Ask, Outcome, told_outside
from workflows.readers import OUTSIDE, Reader
from workflows.roles import APPLICANTS, Role, first_of

__all__ = [
    "ELSEWHERE", "NEW", "NOBODY_KNOWN", "Ask", "Booking", "Day", "Effects", "Given", "Machine", "Offer", "Opening",
    "Outcome", "Programme", "Rule", "Verdict", "Where", "asks_of", "goes_to", "label_of", "move", "outgoing",
    "targets_of",
]  # fmt: skip
NOBODY_KNOWN = -1
"""The id of somebody who has done nothing in a record yet."""
NEW = ""
"""The stage of a record that is not born yet."""


class Verdict(fsm.State.CONDITION):
    """What a rule answers: it holds, or the German sentence that says what is missing.

    ``internal`` sentences are for the office only; everybody else reads that the office has still something to do.
    ``mend`` names who has to do what before the move: another move or an act, by its name; ``ELSEWHERE`` where the case
    waits for something that is nobody's to do in it. A ``moot`` verdict says that the move belongs to another
    situation: then it is not even offered.
    """

    def __init__(
        self,
        holds: bool,
        sentence: str = "",
        *,
        internal: bool = False,
        mend: "Mend | None" = None,
        moot: bool = False,
    ):
        super().__init__(bool(holds), sentence)
        self.internal = internal
        self.mend = mend
        self.moot = moot


Mend = tuple[Role | None, str]
"""Who has to do what before: a role, and the name of a move or act."""
ELSEWHERE: Mend = (None, "")
"""Nothing is to be done in this record: another one is at work, or a day has to come."""
Rule = Callable[[Any], Verdict]
"""Judges the case: takes the machine."""
Given = Callable[..., Verdict]
"""Judges the case with the input: takes the machine and, by name, the parameters it judges (the first is its field)."""
Aside = Callable[[Any], bool]
"""Says whether a move is a side way here, where that depends on the case."""
Day = Callable[[Any], date | None]
"""Says on which day the law makes a clock move, or None for never."""


@dataclass(frozen=True)
class Where:
    """A target that the facts of the record name, one of a few: ``of`` reads it."""

    of: Callable[[Any], str]
    stages: tuple[str, ...]


@dataclass(frozen=True)
class Offer:
    """A move that the actor may make here, what it asks for, and what still stands in its way."""

    move: str
    label: str
    asks: tuple[Ask, ...]
    obstacles: tuple[Verdict, ...]
    signs: bool
    aside: bool
    target: str
    warnings: tuple[Verdict, ...] = ()
    """What the actor should look at before; it stands in nobody's way."""

    @property
    def feasible(self) -> bool:
        """True if nothing stands in the way."""
        return not self.obstacles

    def reasons(self, *, office: bool = True) -> list[str]:
        """Every obstacle as a sentence; what only the office may read is summed up for others."""
        spoken = [v.unmet for v in self.obstacles if office or not v.internal]
        if not office and len(spoken) < len(self.obstacles):
            spoken.append("Die Verwaltung hat noch etwas zu erledigen.")
        return spoken


class Machine:
    """Base of every programme and procedure. ``case`` are frozen facts with a ``stage``."""

    slug: ClassVar[str]
    title: ClassVar[str]
    reminders: ClassVar[tuple[Reminder, ...]] = ()

    stage = fsm.State(str)
    _outgoing_from: ClassVar[dict[str, tuple[fsm.base.Transition, ...]]]
    """The moves from each stage, once they have been asked for."""
    _moves: ClassVar[tuple[fsm.base.Transition, ...]]
    """All moves, once they have been asked for."""

    def __init__(self, case: Any, actor: Actor, today: date):
        self.case = case
        self.actor = actor
        self.today = today
        self._stage = str(case.stage)

    @stage.getter()
    def _get_stage(self) -> str:
        return self._stage

    @stage.setter()
    def _set_stage(self, stage: str) -> None:
        self._stage = stage  # the case itself stays as it was: a move's body judges what it found

    @classmethod
    def moves(cls) -> tuple[fsm.base.Transition, ...]:
        """Every move of the machine, one per stage it starts from, in the order of the files."""
        known = cls.__dict__.get("_moves")
        if known is None:
            moves = [move for moves in cls.stage.get_transitions().values() for move in moves]
            known = cls._moves = tuple(sorted(moves, key=lambda m: (*_place(cls, m), str(m.source))))
        return known

    @classmethod
    def all_reminders(cls) -> tuple[Reminder, ...]:
        """The reminders of the programme and of all its chapters."""
        parts = reversed(cls.__mro__)
        return tuple(reminder for part in parts for reminder in part.__dict__.get("reminders", ()))

    def offers(self) -> list[Offer]:
        """Every move this actor may make from here, feasible or not; none that is moot."""
        moves = [move for move in self._outgoing() if move.has_perm(self, self.actor)]
        return [
            Offer(
                move.slug,
                move.label,
                asks_of(move),
                obstacles,
                move.custom["signs"],
                self._is_aside(move),
                goes_to(move, self),
                tuple(verdict for verdict in (rule(self) for rule in move.custom["warn"]) if not verdict),
            )
            for move, obstacles in ((move, self.obstacles(move)) for move in moves)
            if not any(obstacle.moot for obstacle in obstacles)
        ]

    def due(self) -> list[tuple[date, str]]:
        """The clock moves that wait here with the day of the law, earliest first; none that a rule blocks."""
        waiting = [
            (move.custom["on"](self), move.slug)
            for move in self._outgoing()
            if move.custom["on"] and not self.obstacles(move, timed=False)
        ]
        return sorted((day, slug) for day, slug in waiting if day is not None)

    def next_step(self) -> tuple[str, str]:
        """Who has to act next and how, as (role, name of a move or act); ("", "") at the end or if it is nobody's turn.

        The first move that is not made yet and that somebody could make now; else what must be done before one; else
        what may be repeated; else the first of all.
        """
        outgoing = self._outgoing()
        people = [m for m in outgoing if not self._is_aside(m) and Role.CLOCK not in m.custom["by"]]
        people = [m for m in people if not self._is_done(m) and not any(v.moot for v in self.obstacles(m))]
        waiting = people or [m for m in outgoing if Role.CLOCK in m.custom["by"]]
        if not waiting:
            return "", ""
        blocked = {m: self._blocked_for_all(m) for m in waiting}
        once = [m for m in waiting if not m.custom["repeatable"]]
        first = next((m for m in once if not blocked[m]), None)
        if first is None:
            mend = next((v.mend for m in once for v in blocked[m] if v.mend), None)
            if mend:
                role, name = mend
                return role.value if role else "", name
            first = next((m for m in waiting if not blocked[m]), waiting[0])
        return first_of(first.custom["by"]).value, first.slug

    def perform(self, name: str, **data: Any) -> Outcome:
        """Check the move ``name`` and make it.

        Raises NotHere, NotYours or NotYet with every reason; then nothing has changed.
        """
        move = next((move for move in self._outgoing() if move.slug == name), None)
        if move is None:
            raise NotHere(f"„{label_of(type(self), name)}“ ist hier nicht (mehr) möglich.")
        if not move.has_perm(self, self.actor):
            raise NotYours(f"„{move.label}“ gehört nicht zu Ihren Aufgaben in diesem Vorgang.")
        self._insist(move, data)
        source, day = str(self.stage), (move.custom["on"](self) if move.custom["on"] else self.today)
        effects = getattr(self, name)(**data) or Effects()
        self.case = changed(self.case, stage=self._stage)
        role = first_of(self.actor.roles & move.custom["by"])
        custom = move.custom
        target, letters, back = str(self.stage), custom["letters"], custom["reversible"]
        told = told_outside(asks_of(move), move.custom["readers"], data)
        return Outcome(name, move.label, source, target, effects, letters, role, day, self.actor, back, told)

    def _insist(self, move: fsm.base.Transition, data: Mapping[str, Any]) -> None:
        reasons = [verdict.unmet for verdict in self.obstacles(move)]
        fields: dict[str, list[str]] = {}
        asks = asks_of(move)
        if unknown := set(data) - {ask.name for ask in asks}:
            raise ValueError(f"{move.slug} does not ask for {', '.join(sorted(unknown))}")
        for ask in asks:
            value = data.get(ask.name)
            if ask.required and (value is None or value == ""):
                fields.setdefault(ask.name, []).append("Bitte füllen Sie dieses Feld aus.")
            elif ask.name in data and not fits(value, ask.type):
                fields.setdefault(ask.name, []).append("Bitte prüfen Sie diese Angabe.")
        unread = frozenset(fields)
        for rule in move.custom["given"]:
            names = _judged_by(rule)
            if not unread.isdisjoint(names):
                continue
            verdict = rule(self, **{name: data.get(name) for name in names})
            if not verdict:
                fields.setdefault(names[0], []).append(verdict.unmet)
        if reasons or fields:
            raise NotYet(
                *reasons, *(sentence for found in fields.values() for sentence in found), fields=fields
            )

    def _blocked_for_all(self, move: fsm.base.Transition) -> tuple[Verdict, ...]:
        """What blocks the move for everybody: neither who is responsible nor another person could make it now."""
        people = (getattr(self.case, "caseworker", None), NOBODY_KNOWN)
        actors = [Actor("", move.custom["by"], person) for person in people]
        blocked = [type(self)(self.case, actor, self.today).obstacles(move, timed=False) for actor in actors]
        return min(blocked, key=len)

    def _is_aside(self, move: fsm.base.Transition) -> bool:
        aside = move.custom["aside"]
        return bool(aside(self) if callable(aside) else aside)

    def _is_done(self, move: fsm.base.Transition) -> bool:
        """A move that leaves the stage unchanged opens its rules with the one over the fact that it sets."""
        stays = targets_of(move) == (str(move.source),) and not move.custom["repeatable"]
        return stays and not move.conditions[0](self)

    def _outgoing(self) -> tuple[fsm.base.Transition, ...]:
        return outgoing(type(self), str(self.stage))

    def obstacles(self, move: fsm.base.Transition, *, timed: bool = True) -> tuple[Verdict, ...]:
        """What stands in the way of a move here, whatever is answered; ``timed``: also that its day has not come."""
        verdicts = [rule(self) for rule in move.conditions]
        if timed and move.custom["on"]:
            verdicts.append(_has_come(move.custom["on"](self), self.today))
        return tuple(verdict for verdict in verdicts if not verdict)


class Programme(Machine):
    """A fund: chapters of moves, its own decision path, and the Terms it ships."""

    number_prefix: ClassVar[str]
    body: ClassVar[str]
    """Key of the body that decides or recommends."""
    guidelines: ClassVar[tuple[Guideline, ...]]
    """The Richtlinienfassungen that the house ships, oldest first."""
    versions: ClassVar[tuple[Terms, ...]]
    """Their Terms alone."""
    case: Case

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        if "guidelines" in cls.__dict__:
            cls.versions = tuple(known.terms for known in cls.guidelines)

    @classmethod
    def terms_for(cls, version: str) -> Terms:
        """The shipped Terms of a Richtlinienfassung, e.g. ``"2025"``; KeyError if there is none."""
        return {known.terms.version: known.terms for known in cls.guidelines}[version]


def move(
    source: str | Collection[str],
    target: str | Where | None = None,
    *,
    label: str,
    by: Collection[Role],
    when: Sequence[Rule] = (),
    given: Sequence[Given] = (),
    warn: Sequence[Rule] = (),
    letters: Sequence[Letter] = (),
    on: Day | None = None,
    signs: bool = False,
    repeatable: bool = False,
    aside: bool | Aside = False,
    reversible: bool = False,
    readers: Mapping[str, Reader] = MappingProxyType({}),
    confirm: str = "",
) -> Callable[[Callable[..., Effects | None]], Any]:
    """Declare a move: from, to (None: the stage stays), its name, who may, under which rules, with which letters.

    ``aside`` is for side ways, which pages show behind the next step, always or where a rule
    says so. ``on`` gives a clock move its day of the law.
    ``signs`` binds the actor to the page that they have seen. ``repeatable`` allows a move that leaves the stage
    unchanged to be made again. ``warn`` are rules that the actor is told of and may pass. ``reversible`` moves change
    nothing but stage, fields and bookings: two people may take one back while it is the last entry. ``readers`` says
    of each text of its form who may read it; an undeclared one stays inside and reaches no letter. ``confirm`` is what
    the actor says with a tick of their own before a step that ends what they have. Raises TypeError
    for a function that is already a move from that source, for a reversible move that writes letters or belongs
    to the clock, and for a reader of a text that the move does not ask for.
    """
    if reversible and (letters or on):
        raise TypeError("A letter or a day of the law cannot be taken back.")
    sources = {source} if isinstance(source, str) else set(source)

    def declare(function: Any) -> Any:
        body = function._func if isinstance(function, fsm.base.TransitionDescriptor) else function
        if unknown := set(readers) - set(signature(body).parameters):
            raise TypeError(f"{body.__name__} does not ask for {sorted(unknown)}")
        if isinstance(function, fsm.base.TransitionDescriptor):
            twice = sources & {known.source for known in function.get_transitions()}
            if twice:
                raise TypeError(f"{function._func.__name__} is already a move from {sorted(twice)}")
        return Machine.stage.transition(
            source=sources,
            label=label,
            permission=lambda machine, actor: not actor.roles.isdisjoint(by),
            conditions=list(when),
            custom={
                "aside": aside,
                "by": frozenset(by),
                "given": tuple(given),
                "letters": tuple(letters),
                "on": on,
                "signs": signs,
                "repeatable": repeatable,
                "warn": tuple(warn),
                "reversible": reversible,
                "readers": readers,
                "confirm": confirm,
            },
            **({} if target is None else {"target": _declared(target)}),
        )(function)

    return declare


def outgoing(machine: type[Machine], stage: str) -> tuple[fsm.base.Transition, ...]:
    """The moves that start from a stage, in the order of the files; a machine has the same ones for ever."""
    known = machine.__dict__.get("_outgoing_from")
    if known is None:
        known = machine._outgoing_from = {}
    if stage not in known:
        moves = machine.stage.get_outgoing_transitions(stage)
        known[stage] = tuple(sorted(moves, key=lambda move: _place(machine, move)))
    return known[stage]


def _place(machine: type[Machine], move: fsm.base.Transition) -> tuple[int, int]:
    """Where a move stands: its chapter in the order of the programme's bases, and its line in the file."""
    chapter = next(i for i, part in enumerate(machine.__mro__) if move.slug in part.__dict__)
    return chapter, move.func.__code__.co_firstlineno


def _declared(target: str | Where) -> Any:
    if not isinstance(target, Where):
        return target
    return fsm.State.GET_STATE(lambda machine, **answers: target.of(machine), states=target.stages)


def targets_of(move: fsm.base.Transition) -> tuple[str, ...]:
    """Where a move may lead; its source, if the stage stays."""
    return tuple(str(move.source if t is fsm.base.DEFAULT else t) for t in move.declared_targets())


def goes_to(move: fsm.base.Transition, machine: Machine) -> str:
    """Where a move leads from here; its source, if the stage stays or the facts name none of its targets."""
    targets = targets_of(move)
    if not isinstance(move.target, fsm.State.GET_STATE):
        return targets[0]
    named = str(move.target.func(machine))
    return named if named in targets else str(move.source)


@cache
def asks_of(move: fsm.base.Transition) -> tuple[Ask, ...]:
    """The fields of a move's form: the parameters of its body."""
    office, readers = not move.custom["by"] <= APPLICANTS, move.custom["readers"]
    return tuple(
        Ask(p.name, p.annotation, p.default is Parameter.empty, office and readers.get(p.name) in OUTSIDE)
        for p in list(signature(move.func).parameters.values())[1:]
    )


@cache
def _judged_by(rule: Given) -> list[str]:
    """The names of the answers that a rule judges; the first is its field."""
    return list(signature(rule).parameters)[1:]


def label_of(machine: type[Machine], name: str) -> str:
    """The German name of a move; the name itself if the machine has no such move."""
    return next((move.label for move in machine.moves() if move.slug == name), name)


def _has_come(day: date | None, today: date) -> Verdict:
    if day is None:
        return Verdict(False, "Der Tag dafür steht noch nicht fest.")
    return Verdict(today >= day, f"Frühestens am {day:%d.%m.%Y}.")

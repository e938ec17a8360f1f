"""A machine is what may happen to one record, seen by one actor on one day. The only module that knows viewflow.

Of viewflow only ``fsm.State`` and its transitions are used; who may make a move is checked here, because calling a
viewflow transition checks the stage and the conditions but never the permission.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from functools import cache, wraps
from inspect import Parameter, Signature, signature
from itertools import count
from pathlib import Path
from types import MappingProxyType
from typing import Any, ClassVar

from viewflow import fsm

from workflows import guidelines, questionnaires, questions
from workflows.answers import fits
from workflows.case import Actor, Case, OwnFacts, Terms, changed
from workflows.effects import Effects, both
from workflows.errors import NotHere, NotYet, NotYours
from workflows.guidelines import Guideline
from workflows.law import Aside, Day, Given, Law, Move, Rule, WholePaper, law_of
from workflows.letters import Letter, Reminder
from workflows.meaning import Hand, Meaning
from workflows.mittelabruf import Pays
from workflows.outcome import Ask, Outcome, told_outside
from workflows.own_facts import insist_on_kinds, type_of
from workflows.questions import Form
from workflows.readers import OUTSIDE, Reader
from workflows.roles import APPLICANTS, Role, first_of
from workflows.sentence import Sentence
from workflows.shape import ShapeError
from workflows.verdict import Verdict

NOBODY_KNOWN = -1
"""The id of somebody who has done nothing in a record yet."""
_PLACES = count()
"""The places of moves, in the order in which they are declared."""
NEW = ""
"""The stage of a record that is not born yet."""


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
    replaces: str = ""
    """The move that need not be shown beside this one."""

    @property
    def feasible(self) -> bool:
        """True if nothing stands in the way."""
        return not self.obstacles

    def obstacles_for(self, *, office: bool) -> list[Verdict]:
        """Every obstacle that somebody may read; what only the office may read is summed up for others."""
        spoken = [verdict for verdict in self.obstacles if office or not verdict.internal]
        if len(spoken) < len(self.obstacles):
            spoken.append(Verdict(False, "Die Verwaltung hat noch etwas zu erledigen."))
        return spoken

    def reasons(self, *, office: bool = True) -> list[Sentence]:
        """The same as sentences."""
        return [verdict.unmet for verdict in self.obstacles_for(office=office)]


@dataclass(frozen=True, kw_only=True)
class Extension:
    """How a fund sharpens a move that it shares with other funds (:func:`extend`)."""

    move: str
    when: tuple[Rule, ...]
    given: tuple[Given, ...]
    fields: Callable[..., Effects] | None
    readers: Mapping[str, Reader]


def extend(
    move: str,
    *,
    when: Sequence[Rule] = (),
    given: Sequence[Given] = (),
    fields: Callable[..., Effects] | None = None,
    readers: Mapping[str, Reader] = MappingProxyType({}),
) -> Extension:
    """Sharpen the shared move with this slug: what the fund demands besides, and what it sets besides.

    ``when`` and ``given`` are added to the rules of the move. ``fields`` takes the machine and, by name, what the form
    asks besides; the effects that it returns are added to those of the move. A fund lists its extensions in
    ``extensions``; the move keeps its label, its place in pages and in ``next_step``, and everything else that it
    declares. TypeError for an extension that changes nothing.
    """
    if not (when or given or fields):
        raise TypeError(f"the extension of {move} changes nothing")
    return Extension(move=move, when=tuple(when), given=tuple(given), fields=fields, readers=readers)


def _are(found: object, kind: type) -> bool:
    """Whether this is a tuple that holds nothing but instances of a type."""
    return isinstance(found, tuple) and all(isinstance(one, kind) for one in found)


def _is_text(found: object) -> bool:
    return isinstance(found, str) and bool(found.strip())


class Machine:
    """Base of every programme and procedure. ``case`` are frozen facts with a ``stage``."""

    slug: ClassVar[str]
    title: ClassVar[str]
    reminders: ClassVar[tuple[Reminder, ...]] = ()

    extensions: ClassVar[tuple[Extension, ...]] = ()
    """How this machine sharpens moves of its bases."""

    stage = fsm.State(str)
    _outgoing_from: ClassVar[dict[str, tuple[Move, ...]]]
    """The moves from each stage, once they have been asked for."""
    _moves: ClassVar[tuple[Move, ...]]
    """All moves, once they have been asked for."""

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        extensions = cls.__dict__.get("extensions", ())
        if not _are(extensions, Extension):
            raise ShapeError(cls, f"{cls.__name__}.extensions is no tuple of extensions", "extensions")
        for extension in extensions:
            if extension.move in cls.__dict__:
                raise ShapeError(cls, f"{cls.__name__} changes {extension.move} twice", "extensions")
            setattr(cls, extension.move, _extended(cls, extension))

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
    def moves(cls) -> tuple[Move, ...]:
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
        """Every move this actor may make from here, feasible or not; none that is moot or was made once and for all."""
        moves = [move for move in self._outgoing() if move.has_perm(self, self.actor)]
        return [
            Offer(
                move.slug,
                move.label,
                asks_of(move),
                obstacles,
                law_of(move).signs,
                self._is_aside(move),
                goes_to(move, self),
                tuple(verdict for verdict in (rule(self) for rule in law_of(move).warn) if not verdict),
                law_of(move).replaces,
            )
            for move, obstacles in ((move, self.obstacles(move)) for move in moves)
            if not self._is_done(move) and not any(obstacle.moot for obstacle in obstacles)
        ]

    def due(self) -> list[tuple[date, str]]:
        """The clock moves that wait here with the day of the law, earliest first; none that a rule blocks."""
        waiting = [
            (on(self), move.slug)
            for move in self._outgoing()
            if (on := law_of(move).on) and not self.obstacles(move, timed=False)
        ]
        return sorted((day, slug) for day, slug in waiting if day is not None)

    def next_step(self) -> tuple[str, str]:
        """Who has to act next and how, as (role, name of a move or act); ("", "") at the end or if it is nobody's turn.

        The first move that is not made yet and that somebody could make now; else what must be done before one; else
        what may be repeated; else the first of all.
        """
        outgoing = self._outgoing()
        people = [m for m in outgoing if not self._is_aside(m) and Role.CLOCK not in law_of(m).by]
        people = [m for m in people if not self._is_done(m) and not any(v.moot for v in self.obstacles(m))]
        waiting = people or [m for m in outgoing if Role.CLOCK in law_of(m).by]
        if not waiting:
            return "", ""
        blocked = {m: self._blocked_for_all(m) for m in waiting}
        once = [m for m in waiting if not law_of(m).repeatable]
        first = next((m for m in once if not blocked[m]), None)
        if first is None:
            mend = next((v.mend for m in once for v in blocked[m] if v.mend), None)
            if mend:
                role, name = mend
                return role.value if role else "", name
            first = next((m for m in waiting if not blocked[m]), waiting[0])
        return first_of(law_of(first).by).value, first.slug

    def perform(self, name: str, **data: Any) -> Outcome:
        """Check the move ``name`` and make it.

        Raises NotHere, NotYours or NotYet with every reason; then nothing has changed.
        """
        move = next((move for move in self._outgoing() if move.slug == name), None)
        if move is None:
            raise NotHere(
                Sentence("„{move}“ ist hier nicht (mehr) möglich.", move=Sentence(label_of(type(self), name)))
            )
        if not move.has_perm(self, self.actor):
            raise NotYours(
                Sentence(
                    "„{move}“ gehört nicht zu Ihren Aufgaben in diesem Vorgang.", move=Sentence(move.label)
                )
            )
        self._insist(move, data)
        law, source = law_of(move), str(self.stage)
        day = (law.on(self) if law.on else None) or self.today
        effects = getattr(self, name)(**data) or Effects()
        self.case = changed(self.case, stage=self._stage)
        role = first_of(self.actor.roles & law.by)
        target = str(self.stage)
        told = told_outside(asks_of(move), law.readers, data)
        return Outcome(name, move.label, source, target, effects, law, role, day, self.actor, told)

    def _insist(self, move: Move, data: Mapping[str, Any]) -> None:
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
        for rule in law_of(move).given:
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

    def _blocked_for_all(self, move: Move) -> tuple[Verdict, ...]:
        """What blocks the move for everybody: neither who is responsible nor another person could make it now."""
        people = (getattr(self.case, "caseworker", None), NOBODY_KNOWN)
        actors = [Actor("", law_of(move).by, person) for person in people]
        blocked = [type(self)(self.case, actor, self.today).obstacles(move, timed=False) for actor in actors]
        return min(blocked, key=len)

    def _is_aside(self, move: Move) -> bool:
        aside = law_of(move).aside
        return bool(aside(self) if callable(aside) else aside)

    def _is_done(self, move: Move) -> bool:
        once = law_of(move).once
        return once is not None and not once(self)

    def _outgoing(self) -> tuple[Move, ...]:
        return outgoing(type(self), str(self.stage))

    def obstacles(self, move: Move, *, timed: bool = True) -> tuple[Verdict, ...]:
        """What stands in the way of a move here, whatever is answered; ``timed``: also that its day has not come."""
        verdicts = [rule(self) for rule in move.conditions]
        if timed and (on := law_of(move).on):
            verdicts.append(_has_come(on(self), self.today))
        return tuple(verdict for verdict in verdicts if not verdict)


class Decider(StrEnum):
    """Whose resolution an award follows."""

    BODY = "body"
    COUNCIL = "council"


class Programme(Machine):
    """A fund: chapters of moves, its own decision path, and the Terms it ships."""

    number_prefix: ClassVar[str]
    body: ClassVar[str]
    """Key of the body that decides or recommends."""
    heard_first: ClassVar[tuple[str, ...]] = ()
    """Keys of the bodies that are heard before it, in order (chapter ``heard_first``); their votes bind nobody."""
    folder: ClassVar[Path]
    """Where the fund stands: its ``terms.toml``, and its ``questions.toml`` if it asks something of its own."""
    form: ClassVar[Form]
    """What an application is asked."""
    own_facts: ClassVar[type[OwnFacts]] = OwnFacts
    """What the fund alone knows about a case."""
    guidelines: ClassVar[tuple[Guideline, ...]]
    """The Richtlinienfassungen that the house ships, oldest first."""
    versions: ClassVar[tuple[Terms, ...]]
    """Their Terms alone."""
    decided_by: ClassVar[Decider]
    """Whose resolution grants the money: the programme's body, or the council after it."""
    pays: ClassVar[Pays] = Pays.ON_CALL
    """Whether recipients call for money as they need it, or get the whole award in one sum."""
    keeps_reserve_list: ClassVar[bool] = False
    """Whether what a body wants and cannot pay waits in order for money (X12)."""
    case: Case

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        cls._insist_on_kinds()
        if "folder" in cls.__dict__:
            cls.guidelines = guidelines.load(cls.folder)
            cls.form = questionnaires.load(cls.folder, questionnaires.SHARED_QUESTIONS)
            cls._insist_on_judged()
            cls.versions = tuple(known.terms for known in cls.guidelines)
        if not cls.heard_first:
            return
        if not hasattr(cls, "record_advice"):
            reason = f"{cls.__name__} hears bodies first and has no move for what they advise"
            raise ShapeError(cls, reason, "heard_first")
        if len(set(cls.bodies())) < len(cls.bodies()):
            raise ShapeError(cls, f"{cls.__name__} hears a body twice", "heard_first")

    @classmethod
    def _insist_on_kinds(cls) -> None:
        """ShapeError for an attribute of the class that is of another kind than it has to be."""
        for name, (kind, holds) in ATTRIBUTES.items():
            if name in cls.__dict__ and not holds(cls.__dict__[name]):
                raise ShapeError(cls, f"{cls.__name__}.{name} is no {kind}", name)

    @classmethod
    def bodies(cls) -> tuple[str, ...]:
        """Keys of all our bodies that a case comes before, in order; the one that decides or recommends is the last."""
        return (*cls.heard_first, cls.body)

    @classmethod
    def _insist_on_judged(cls) -> None:
        """ShapeError for a judged answer that is no own fact of its kind, and for a fact that cannot be kept."""
        insist_on_kinds(cls.own_facts)
        for question in cls.form.questions:
            kind = questions.KEPT_AS.get(question.kind, str)
            if question.judged and type_of(cls.own_facts, question.key) != kind:
                reason = f"{cls.own_facts.__name__} has no {question.key} of the type {kind}"
                raise ShapeError(cls.own_facts, reason)

    @classmethod
    def example_facts(cls) -> OwnFacts:
        """The own facts of an application whose questions are answered as their examples say."""
        judged = [question for question in cls.form.questions if question.judged]
        return cls.own_facts(**{question.key: question.example for question in judged})

    @classmethod
    def all_reminders(cls) -> tuple[Reminder, ...]:
        """The reminders of the programme and of all its chapters that go with the way in which it pays."""
        return tuple(known for known in super().all_reminders() if known.pays in (None, cls.pays))

    @classmethod
    def terms_for(cls, version: str) -> Terms:
        """The shipped Terms of a Richtlinienfassung, e.g. ``"2025"``; KeyError if there is none."""
        return {known.terms.version: known.terms for known in cls.guidelines}[version]


ATTRIBUTES: Mapping[str, tuple[str, Callable[[object], bool]]] = {
    **dict.fromkeys(("slug", "title", "number_prefix", "body"), ("text", _is_text)),
    "heard_first": ("tuple of keys of bodies", lambda found: _are(found, str)),
    "folder": ("path", lambda found: isinstance(found, Path)),
    "own_facts": ("class of facts", lambda found: isinstance(found, type)),
    "decided_by": ("Decider", lambda found: isinstance(found, Decider)),
    "pays": ("way of paying (Pays)", lambda found: isinstance(found, Pays)),
    "keeps_reserve_list": ("yes or no (True, False)", lambda found: isinstance(found, bool)),
}
"""Attribute of a fund → what it has to be, and whether something is."""


def move(
    source: str | Collection[str],
    target: str | Where | None = None,
    *,
    label: str,
    by: Collection[Role],
    once: Rule | None = None,
    when: Sequence[Rule] = (),
    given: Sequence[Given] = (),
    warn: Sequence[Rule] = (),
    letters: Sequence[Letter] = (),
    on: Day | None = None,
    signs: bool = False,
    repeatable: bool = False,
    aside: bool | Aside = False,
    reversible: bool = False,
    dispatches: bool = False,
    readers: Mapping[str, Reader] = MappingProxyType({}),
    confirm: str = "",
    means: Collection[Meaning] = (),
    second_hand_of: Collection[Hand] = (),
    otherwise: str = "",
    replaces: str = "",
    whole_paper: WholePaper | None = None,
) -> Callable[[Callable[..., Effects | None]], Any]:
    """Declare a move: from, to (None: the stage stays), its name, who may, under which rules, with which letters.

    ``once`` and ``when`` judge the case, ``given`` the case with the input. What the others mean stands in
    :class:`workflows.law.Law`. Raises TypeError for a function that is already a move from that source, for a
    reversible move that writes letters or belongs to the clock, for a reader of a text that the move does not ask for,
    for a rule that judges what the move does not ask for, and for a move that leaves the stage unchanged and is neither
    declared repeatable nor can be made only ``once``.
    """
    if reversible and (letters or on):
        raise TypeError("A letter or a day of the law cannot be taken back.")
    sources = {source} if isinstance(source, str) else set(source)
    law = Law(
        by=frozenset(by),
        given=tuple(given),
        warn=tuple(warn),
        letters=tuple(letters),
        on=on,
        signs=signs,
        once=once,
        repeatable=repeatable,
        aside=aside,
        reversible=reversible,
        dispatches=dispatches,
        readers=readers,
        confirm=confirm,
        means=frozenset(means),
        second_hand_of=frozenset(second_hand_of),
        otherwise=otherwise,
        replaces=replaces,
        whole_paper=whole_paper,
    )

    def declare(function: Any) -> Any:
        place = next(_PLACES)
        body = function._func if isinstance(function, fsm.base.TransitionDescriptor) else function
        if unknown := set(readers) - set(signature(body).parameters):
            raise TypeError(f"{body.__name__} does not ask for {sorted(unknown)}")
        if target is None and not (once or repeatable):
            raise TypeError(f"{body.__name__} leaves the stage unchanged and could be made again and again")
        _insist_on_answers(law, [*([once] if once else []), *when], body.__name__, signature(body))
        if isinstance(function, fsm.base.TransitionDescriptor):
            twice = sources & {known.source for known in function.get_transitions()}
            if twice:
                raise TypeError(f"{function._func.__name__} is already a move from {sorted(twice)}")
            place = law_of(next(iter(function.get_transitions()))).place
        return Machine.stage.transition(
            source=sources,
            label=label,
            permission=lambda machine, actor: not actor.roles.isdisjoint(by),
            conditions=[*([once] if once else []), *when],
            custom={"law": replace(law, place=place)},
            **({} if target is None else {"target": _declared(target)}),
        )(function)

    return declare


def _insist_on_answers(law: Law, judging: Sequence[Rule], name: str, asked: Signature) -> None:
    """ShapeError for a rule that judges an answer that the move does not ask for, or one that it is not given."""
    known = set(list(asked.parameters)[1:])
    for rule in law.given:
        names = _judged_by(rule)
        if not names:
            raise ShapeError(
                rule, f"{rule.__name__} judges no answer of {name}: it belongs to when=, not to given="
            )
        if unknown := [answer for answer in names if answer not in known]:
            reason = f"{rule.__name__} judges „{', '.join(unknown)}“, which {name} does not ask for"
            raise ShapeError(rule, reason)
    alone: list[Callable[..., object]] = [*judging, *law.warn, *([law.on] if law.on else [])]
    for judge in alone:
        if more := list(signature(judge).parameters)[1:]:
            reason = f"{judge.__name__} judges „{', '.join(more)}“: a rule over an answer belongs to given= of {name}"
            raise ShapeError(judge, reason)


def outgoing(machine: type[Machine], stage: str) -> tuple[Move, ...]:
    """The moves that start from a stage, in the order of the files; a machine has the same ones for ever."""
    known = machine.__dict__.get("_outgoing_from")
    if known is None:
        known = machine._outgoing_from = {}
    if stage not in known:
        moves = machine.stage.get_outgoing_transitions(stage)
        known[stage] = tuple(sorted(moves, key=lambda move: _place(machine, move)))
    return known[stage]


def _place(machine: type[Machine], move: Move) -> tuple[int, int]:
    """Where a move stands: its chapter in the order of the programme's bases, and its place in the chapter.

    A class that only extends the move is not its chapter.
    """
    parts = enumerate(machine.__mro__)
    chapter = next(
        i
        for i, part in parts
        if move.slug in part.__dict__
        and move.slug not in {extension.move for extension in part.__dict__.get("extensions", ())}
    )
    return chapter, law_of(move).place


def _extended(machine: type[Machine], extension: Extension) -> fsm.base.TransitionDescriptor:
    """The shared move as the extension sharpens it. ShapeError for a move that no base has."""
    found = (part.__dict__.get(extension.move) for part in machine.__mro__[1:])
    shared = next((known for known in found if isinstance(known, fsm.base.TransitionDescriptor)), None)
    if shared is None:
        reason = f"{machine.__name__} extends {extension.move}, which is no move of its chapters"
        raise ShapeError(machine, reason, "extensions")
    body = _extended_body(shared._func, extension)
    sharpened = fsm.base.TransitionDescriptor(machine.stage._state, body)
    for move in shared.get_transitions():
        law = law_of(move)
        added = replace(
            law,
            given=(*law.given, *extension.given),
            readers=MappingProxyType({**law.readers, **extension.readers}),
        )
        _insist_on_answers(added, extension.when, extension.move, signature(body))
        sharpened.add_transition(
            fsm.base.Transition(
                func=body,
                source=move.source,
                target=move.target,
                label=move.label,
                conditions=[*move.conditions, *extension.when],
                permission=move.permission,
                custom={"law": added},
            )
        )
    return sharpened


def _extended_body(shared: Callable[..., Effects | None], extension: Extension) -> Callable[..., Any]:
    """The body of a shared move with what a fund adds; its parameters are those of both."""
    added = extension.fields
    if added is None:
        return shared
    own = list(signature(added).parameters.values())[1:]
    known = signature(shared)
    if twice := {parameter.name for parameter in own} & set(known.parameters):
        raise ShapeError(added, f"{extension.move} asks for {sorted(twice)} already")

    @wraps(shared)
    def body(machine: Machine, **answers: Any) -> Effects:
        besides = {
            parameter.name: answers.pop(parameter.name) for parameter in own if parameter.name in answers
        }
        return both(shared(machine, **answers) or Effects(), added(machine, **besides))

    last = [parameter.replace(kind=Parameter.KEYWORD_ONLY) for parameter in own]
    earlier: Mapping[str, str] = getattr(shared, "asked_by", {})
    body.asked_by = {**earlier, **{parameter.name: added.__module__ for parameter in own}}  # type: ignore[attr-defined]
    body.__signature__ = Signature([*known.parameters.values(), *last])  # type: ignore[attr-defined]
    return body


def _declared(target: str | Where) -> Any:
    if not isinstance(target, Where):
        return target
    return fsm.State.GET_STATE(lambda machine, **answers: target.of(machine), states=target.stages)


def targets_of(move: Move) -> tuple[str, ...]:
    """Where a move may lead; its source, if the stage stays."""
    return tuple(str(move.source if t is fsm.base.DEFAULT else t) for t in move.declared_targets())


def goes_to(move: Move, machine: Machine) -> str:
    """Where a move leads from here; its source, if the stage stays or the facts name none of its targets."""
    targets = targets_of(move)
    if not isinstance(move.target, fsm.State.GET_STATE):
        return targets[0]
    named = str(move.target.func(machine))
    return named if named in targets else str(move.source)


@cache
def asks_of(move: Move) -> tuple[Ask, ...]:
    """The fields of a move's form: the parameters of its body."""
    office, readers = not law_of(move).by <= APPLICANTS, law_of(move).readers
    asked_by: Mapping[str, str] = getattr(move.func, "asked_by", {})
    return tuple(
        Ask(
            p.name,
            p.annotation,
            p.default is Parameter.empty,
            office and readers.get(p.name) in OUTSIDE,
            asked_by.get(p.name, move.func.__module__),
        )
        for p in list(signature(move.func).parameters.values())[1:]
    )


@cache
def _judged_by(rule: Given) -> list[str]:
    """The names of the answers that a rule judges; the first is its field."""
    return list(signature(rule).parameters)[1:]


def label_of(machine: type[Machine], name: str) -> str:
    """The German name of a move; the name itself if the machine has no such move."""
    return next((move.label for move in machine.moves() if move.slug == name), name)


def way_on(machine: type[Machine], stage: str) -> Move:
    """The first move from a stage that a person makes and that is no side way; StopIteration where there is none."""
    people = (move for move in outgoing(machine, stage) if Role.CLOCK not in law_of(move).by)
    return next(move for move in people if not law_of(move).aside)


def otherwise_than(machine: type[Machine], name: str) -> str:
    """The move that may be made instead of this one once its day has passed; "" if none is."""
    return next((law_of(move).otherwise for move in machine.moves() if move.slug == name), "")


def _has_come(day: date | None, today: date) -> Verdict:
    if day is None:
        return Verdict(False, "Der Tag dafür steht noch nicht fest.")
    return Verdict(today >= day, "Frühestens am {day}.", day=day)

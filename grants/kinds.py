"""One row a kind of record: its model, its machines, its facts, its birth, its sight, its pages, its names.

Whoever has to know what a record is looks here, by :func:`kind_of`. An item of an agenda is no record: it has no stage
of its own, and what is written on it is written in its sitting.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from grants import access
from grants.cases import actors
from grants.cases.beside import forget
from grants.cases.changes import change_of
from grants.cases.facts import applications, case_of
from grants.cases.interim_proofs import interim_of
from grants.cases.listed import listed
from grants.cases.measures import measure_of
from grants.cases.payments import mittelabruf_of
from grants.cases.refunds import refund_of
from grants.cases.sittings import sitting_of
from grants.held import Held, held_by, held_now
from grants.models import (
    Application,
    Beside,
    ChangeRequest,
    Dossier,
    InterimProof,
    Item,
    Measure,
    Mittelabruf,
    Record,
    Refund,
    Sitting,
    Transition,
    User,
)
from workflows.case import CLOCK, Actor
from workflows.labelled import Labelled
from workflows.machine import Machine
from workflows.procedures import PROCEDURES
from workflows.programmes import PROGRAMMES
from workflows.roles import Role
from workflows.rules.payment import payable_from

Columns = dict[str, Any]
"""Name of a column → its value."""


@dataclass(frozen=True, kw_only=True)
class Kind:
    """What the house knows of one kind of record."""

    model: type[Any]
    title: str
    """What people call it."""
    machines: Collection[type[Machine]]
    """What may move a record of this kind: the programmes, or one procedure."""
    facts: Callable[[Any], Any]
    """All that the rules may know about a record, read now."""
    roles: Callable[[Held, Any], set[Role]]
    """What a person is for a record on a day."""
    holders: Callable[[Role, Any, date], QuerySet[User]]
    """Everybody who holds a role for a record on a day."""
    visible_to: Callable[[Held], QuerySet[Any]]
    """The records that a person may open."""
    whole: Callable[[], QuerySet[Any]] | None = None
    """The records with all that their facts need, where that is more than a page reads."""
    page: str
    """Name of the address of its page."""
    move_page: str
    """Name of the address on which a move of it is made."""
    birth: str
    """The function of :mod:`grants.actions.births` that makes one."""
    birth_page: str
    """Name of the address on which one is begun."""
    foreseen: Callable[[Machine], Columns] = lambda machine: {}
    """What the door writes on the record beside every change: when to look again, and who is next."""
    listed: Callable[[Any], Columns] = lambda record: {}
    """What lists sort and search by, written on the record beside every change."""
    has_agenda: bool = False
    """Members of a body see the cases on it once it is summoned."""
    forget: Callable[[Any], None] = lambda record: None
    """Drop what was read of a record and may be another one after its move has changed records beside it."""
    beside_it: tuple[str, ...] = ()
    """What a page about a record reads with it in the same query."""
    kept_texts: frozenset[str] = frozenset()
    """Text columns that the program or the law chose, and that outlast an erasure."""
    earlier_names: tuple[str, ...] = ()
    """Its names in logs that were written before it had its present one."""

    @cached_property
    def name(self) -> str:
        """Its name in the log: fixed text, whatever the model is called."""
        return str(self.model.kind)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """All its names in the log."""
        return self.name, *self.earlier_names

    @cached_property
    def stages(self) -> type[Labelled]:
        """The vocabulary of its stages."""
        vocabulary: type[Labelled] = self.model.stages
        return vocabulary

    @cached_property
    def is_beside(self) -> bool:
        """Whether it stands beside a case and shares its dossier."""
        return issubclass(self.model, Beside)

    def rows(self) -> QuerySet[Any]:
        """All records of the kind, each read with what its facts need in the same query."""
        if self.whole:
            return self.whole()
        case = ("application",) if self.is_beside else ()
        return self.model._default_manager.select_related(*case, *self.beside_it)

    def stage_label(self, stage: str) -> str:
        """The German name of a stage of this kind; empty for one that it does not have (a birth, for example)."""
        return self.stages(stage).label if stage in set(self.stages) else ""


def _of_case(machine: Machine) -> Columns:
    role, step = machine.next_step()
    return {**_waking(machine), "waits_for": role, "next_move": step}


def _waking(machine: Machine) -> Columns:
    due = machine.due()
    return {"wake_on": due[0][0] if due else None}


def _turn(machine: Machine) -> Columns:
    return {"next_move": machine.next_step()[1]}


def _of_mittelabruf(machine: Machine) -> Columns:
    return {**_turn(machine), "not_before": payable_from(machine.case.grant)}


def _forget_lines(change: ChangeRequest) -> None:
    change.refresh_from_db(fields=("from_line", "to_line"))


_ROWS = (
    Kind(
        model=Application,
        title="Antrag",
        machines=PROGRAMMES.values(),  # a view: it has the funds that are taken up later, too
        facts=case_of,
        whole=applications,
        roles=actors.in_a_case,
        holders=actors.holders_around_a_case,
        visible_to=access.applications_visible_to,
        page="grants:case",
        move_page="grants:move",
        birth="new_application",
        birth_page="grants:new_case",
        foreseen=_of_case,
        listed=listed,
        forget=forget,
        beside_it=(
            "organisation", "round__guideline", "round__pot", "round__measure", "project", "review__written_by",
            "proof__checked_by", "dossier", "caseworker",
        ),
        kept_texts=frozenset(
            {
                "stage", "number", "programme", "outcome", "waits_for", "next_move", "terms_text", "posting",
                "council_paper", "heard_from",
            }
        ),
    ),
    Kind(
        model=Mittelabruf,
        title="Mittelabruf",
        machines=(PROCEDURES["mittelabruf"],),
        facts=mittelabruf_of,
        roles=actors.beside_a_case,
        holders=actors.holders_around_a_case,
        visible_to=lambda held: access.beside_visible_to(Mittelabruf, held),
        page="grants:mittelabruf",
        move_page="grants:mittelabruf_move",
        birth="new_mittelabruf",
        birth_page="grants:new_mittelabruf",
        foreseen=_of_mittelabruf,
        kept_texts=frozenset({"stage", "next_move"}),
        earlier_names=("fundscall",),
    ),
    Kind(
        model=ChangeRequest,
        title="Änderungsantrag",
        machines=(PROCEDURES["aenderungsantrag"],),
        facts=change_of,
        roles=actors.beside_a_case,
        holders=actors.holders_around_a_case,
        visible_to=lambda held: access.beside_visible_to(ChangeRequest, held),
        page="grants:change",
        move_page="grants:change_move",
        birth="new_change",
        birth_page="grants:new_change",
        foreseen=_turn,
        forget=_forget_lines,
        kept_texts=frozenset({"stage", "subject", "next_move"}),
        earlier_names=("changerequest",),
    ),
    Kind(
        model=InterimProof,
        title="Zwischennachweis",
        machines=(PROCEDURES["verwendungsnachweis"],),
        facts=interim_of,
        roles=actors.beside_a_case,
        holders=actors.holders_around_a_case,
        visible_to=lambda held: access.beside_visible_to(InterimProof, held),
        page="grants:interim_proof",
        move_page="grants:interim_proof_move",
        birth="new_interim_proof",
        birth_page="grants:new_interim_proof",
        foreseen=_turn,
        kept_texts=frozenset({"stage", "next_move"}),
        earlier_names=("interimproof",),
    ),
    Kind(
        model=Refund,
        title="Erstattung",
        machines=(PROCEDURES["erstattung"],),
        facts=refund_of,
        roles=actors.beside_a_case,
        holders=actors.holders_around_a_case,
        visible_to=lambda held: access.beside_visible_to(Refund, held),
        page="grants:refund",
        move_page="grants:refund_move",
        birth="new_refund",
        birth_page="grants:new_refund",
        beside_it=("claim",),
        foreseen=_turn,
        kept_texts=frozenset({"stage", "next_move"}),
        earlier_names=("refund",),
    ),
    Kind(
        model=Sitting,
        title="Sitzung",
        machines=(PROCEDURES["sitzung"],),
        facts=sitting_of,
        roles=actors.in_a_sitting,
        holders=actors.holders_around_a_sitting,
        visible_to=access.sittings_visible_to,
        has_agenda=True,
        page="grants:sitting",
        move_page="grants:sitting_move",
        birth="new_sitting",
        birth_page="grants:new_sitting",
        foreseen=_waking,
        beside_it=("body", "dossier"),
        earlier_names=("sitting",),
    ),
    Kind(
        model=Measure,
        title="Maßnahme",
        machines=(PROCEDURES["massnahme"],),
        facts=measure_of,
        roles=actors.around_a_measure,
        holders=actors.holders_around_a_measure,
        visible_to=access.measures_visible_to,
        page="grants:measure",
        move_page="grants:measure_move",
        birth="new_measure",
        birth_page="grants:new_measure",
        beside_it=("dossier",),
        earlier_names=("measure",),
    ),
)  # fmt: skip
KINDS = {kind.name: kind for kind in _ROWS}
"""Every kind of record, by its name in the log."""
BESIDE = tuple(kind for kind in _ROWS if kind.is_beside)
"""The kinds that stand beside a case."""
OWNERS = tuple(kind for kind in _ROWS if not kind.is_beside)
"""The kinds that have a dossier of their own."""
_BY_ANY_NAME = {name: kind for kind in _ROWS for name in kind.names}


def kind_of(record: Record) -> Kind:
    """The kind of a record."""
    return KINDS[record.kind]


def kind_named(name: str) -> Kind:
    """The kind of a record that the log calls ``name``: a kind, or a kind with the id of the record after a colon.

    KeyError for what never was a name.
    """
    return _BY_ANY_NAME[name.partition(":")[0]]


def public_id_in(name: str) -> UUID:
    """The public id of a record that the log calls ``name``."""
    return UUID(name.partition(":")[2])


def record_named(name: str) -> Any:
    """The record that the log calls ``name``, read now; its model's DoesNotExist if there is none."""
    return kind_named(name).rows().get(public_id=public_id_in(name))


def name_of(record: Record) -> str:
    """Kind and public id of a record, as the log names it."""
    return f"{record.kind}:{record.public_id}"


def names_of(record: Record) -> list[str]:
    """Every name that a record may have in its log, the present one first."""
    return same_as(name_of(record))


def same_as(name: str) -> list[str]:
    """Every name of the record that the log calls ``name``, the present one first."""
    return [f"{known}:{public_id_in(name)}" for known in kind_named(name).names]


def is_of_the_case(entry: Transition) -> bool:
    """Whether an entry is about the case itself, not about what goes on beside it."""
    return kind_named(entry.record).model is Application


def machine_class(record: Record) -> type[Machine]:
    """The programme or procedure that moves a record."""
    return PROGRAMMES.get(record.machine) or PROCEDURES[record.machine]


def facts_of(record: Record) -> Any:
    """All that the rules may know about a record, read now."""
    return kind_of(record).facts(record)


def machine_of(record: Record, actor: Actor, today: date) -> Machine:
    """The machine of a record, set up for one actor on one day."""
    return machine_class(record)(facts_of(record), actor, today)


def actor_for(user: User | Actor, record: Record | Item, today: date) -> Actor:
    """``user`` with the roles they hold for ``record`` today, as the door asks it; the clock is itself.

    Who belongs to the applicant holds no function of the office in that case (§ 20 Abs. 1 VwVfG); who is excluded
    holds no role in it at all (§ 41 NKomVG). Who may not see the record (:mod:`grants.access`) holds no role.
    """
    if user is CLOCK:
        return CLOCK
    if isinstance(user, Actor):
        raise TypeError("Only the clock acts without an account.")
    return _acting(held_now(user, today), record)


def reader_of(record: Record | Item, user: User, today: date) -> Actor:
    """The same for a page: what the reader holds is read once in a request."""
    return _acting(held_by(user, today), record)


def _acting(held: Held, record: Record | Item) -> Actor:
    user = held.user
    if not user.is_active:
        return Actor(user.name, frozenset(), user.pk)
    roles = (
        actors.on_an_item(held, record) if isinstance(record, Item) else kind_of(record).roles(held, record)
    )
    return Actor(user.name, frozenset(roles), user.pk)


def owner_of(dossier: Dossier) -> Any:
    """The case, the sitting or the measure that a dossier is about."""
    found = (kind.rows().filter(dossier=dossier).first() for kind in OWNERS)
    return next(record for record in found if record is not None)


def heading_of(record: Record) -> str:
    """What a page about the record is called: the project, with what goes on beside it."""
    if record.case is None:
        return str(record)
    project = str(record.case.project)
    return f"{record.short_name}: {project}" if isinstance(record, Beside) else project

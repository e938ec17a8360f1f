"""The procedures about to begin on a real database: what each is born from, and what is done beside its moves."""

from collections.abc import Callable, Mapping
from contextlib import nullcontext
from datetime import date, time, timedelta
from typing import Any, ClassVar

from demo.stories.acting import at
from demo.stories.ground import fill_pot, seats_of
from demo.stories.measures import PROGRAMME, hold_sitting
from grants.actions import begin, perform
from grants.actions.sittings import record_presence
from grants.kinds import facts_of
from grants.models import ChangeRequest, InterimProof, Measure, Mittelabruf, Refund, Sitting
from tests.at_once import paying_at_once
from tests.factories import GRANT, POT, World, drive
from tests.grants.people import OFFICE, everyone, held, holder, outsider
from tests.grants.walking import make_letters
from workflows.errors import NotYet
from workflows.explore import world as abstract
from workflows.explore.people import answers
from workflows.explore.sameness import days_ahead
from workflows.machine import NEW, Machine
from workflows.procedures import PROCEDURES
from workflows.roles import Role
from workflows.rules.collection import owed
from workflows.stages import Stage

EVENING = 20
"""The hour of every move: what is done beside it was done before."""
ELSEWHERE = ("gesellschaftsfonds", "jury")
"""A fund and a body that no scene is about."""


class Scene:
    """One procedure that is not born yet, with what surrounds it: a case, people, a day."""

    kind: ClassVar[Any]
    """The model of its records."""
    case_in = Stage.RUNNING
    body = "arbeitsausschuss"
    """The body whose members may have a say."""
    ready: ClassVar[Mapping[str, Callable[[Any, Any], object]]] = {}
    """Move → what has to be done before it, beside the moves of the procedure."""

    def __init__(self) -> None:
        world = World()
        self.ground = world.ground
        self.story = drive(world, self.case_in)
        self.day = self.story.day
        body = self.ground.bodies[self.body]
        self.people = everyone(self.story.organisation, self.story.applicant, body)
        self.roles = {role: held(person, body) for role, person in self.people.items()}
        self.office = holder(OFFICE)
        programme, other = ELSEWHERE
        self.outsider = outsider(programme, self.ground.bodies[other])

    @property
    def machine(self) -> type[Machine]:
        """The machine of the records."""
        return PROCEDURES[self.kind.kind]

    def able(self, by: frozenset[Role]) -> list[Role]:
        """The roles whose person may do what is for these."""
        return [role for role in self.people if not self.roles[role].isdisjoint(by)]

    def others(self, by: frozenset[Role]) -> list[tuple[Any, frozenset[Role]]]:
        """Whom the door must refuse what is for these, each with the roles that this shows to be refused.

        One person for each role; where nobody may, people who together hold all of them: then each role alone may not.
        """
        if by:
            unable = set(self.people) - set(self.able(by))
            left = [(self.people[role], frozenset({role})) for role in sorted(unable)]
        else:
            most = (Role.SIGNATORY, Role.CHAIR, Role.CLOCK)
            left = [(self.office, OFFICE), *((self.people[role], self.roles[role]) for role in most)]
        return [*left, (self.outsider, frozenset())]

    def given(self, move: str) -> dict[str, Any]:
        """What a record needs to be born by this move."""
        return {"application": self.story.case}

    def said(self, record: Any, move: Any) -> dict[str, Any]:
        """The answers of the abstract walk, about the real record on the real day."""
        return next(answers(move, self._world(record)))

    def attempt(self, record: Any, name: str, by: Any, said: Mapping[str, Any] | None = None) -> None:
        """Go through the door now, with no help; a record that is None is born by it."""
        now = at(self.day, EVENING)
        if record is None:
            begin(self.machine.slug, name, by=by, now=now, **self.given(name))
        else:
            perform(record, name, said, by=by, now=now)

    def make(self, record: Any, move: Any, role: Role) -> Any:
        """Make the move as ``role``, once all it needs is done and its day has come; the record after it."""
        if str(move.source) == NEW:
            self.attempt(None, move.slug, self.people[role])
            return self.kind.objects.latest("pk")
        self.ready.get(move.slug, lambda scene, record: None)(self, record)
        while True:
            record = self.kind.objects.get(pk=record.pk)
            try:
                self.attempt(record, move.slug, self.people[role], self.said(record, move))
            except NotYet:
                if (later := self._next_day(record)) is None:
                    raise
                self.day = later
            else:
                return self.kind.objects.get(pk=record.pk)

    def _next_day(self, record: Any) -> date | None:
        """The next day on which anything may be different."""
        return min((day for day in days_ahead(self._world(record)) if day > self.day), default=None)

    def _world(self, record: Any) -> abstract.World:
        return abstract.World(facts_of(record), self.day)


class CallForFunds(Scene):
    """A recipient calls for half of the grant; or the office opens the payment of the whole, where the fund pays so."""

    kind = Mittelabruf

    def given(self, move: str) -> dict[str, Any]:
        said = {} if move == "open_payment" else {"amount": GRANT / 2, "need": "Honorare und Raummiete"}
        return super().given(move) | said

    def attempt(self, record: Any, name: str, by: Any, said: Mapping[str, Any] | None = None) -> None:
        with paying_at_once() if name == "open_payment" else nullcontext():
            super().attempt(record, name, by, said)

    def suspend(self, call: Mittelabruf) -> None:
        """The payments of the case are suspended between the order and the payment run."""
        lead = self.people[Role.LEAD]
        perform(self.story.case, "suspend_payments", {"reason": "Rückfragen"}, by=lead, now=at(self.day))

    def draft(self, call: Mittelabruf) -> None:
        """The refusal has its reasons."""
        said, clerk = {"reasoning": "Der Bedarf ist nicht belegt."}, self.people[Role.CASEWORKER]
        perform(call, "draft_call_refusal", said, by=clerk, now=at(self.day))

    ready = {
        "record_payment_made": suspend,
        "refuse_call": draft,
        "dispatch_call_refusal": lambda scene, call: make_letters(),
    }


class ChangeRequestFacts(Scene):
    """A recipient asks for another plan, or for more time."""

    kind = ChangeRequest

    def given(self, move: str) -> dict[str, Any]:
        lines = self.story.case.project.plan_lines.filter(side="expense").order_by("-amount_cents")
        most, least = lines[0], lines.reverse()[0]
        shift = {"subject": "plan", "from_line": most, "to_line": least, "shift": least.amount / 2}
        more = {"subject": "period", "new_ends": self.story.paper.ends + timedelta(60)}
        asked = {"wish": "Anders als geplant", "why": "Der Raum war gesperrt."}
        return super().given(move) | asked | (more if move == "request_extension" else shift)

    def draft(self, change: ChangeRequest) -> None:
        """The decision has its reasons."""
        said, clerk = {"reasoning": "Der Zweck bleibt gewahrt."}, self.people[Role.CASEWORKER]
        perform(change, "draft_decision", said, by=clerk, now=at(self.day))

    decisions = ("grant_change", "refuse_change", "grant_extension", "refuse_extension")
    ready = dict.fromkeys(decisions, draft) | {"dispatch_change": lambda scene, change: make_letters()}


class InterimReport(Scene):
    """A recipient reports on the first days of the project."""

    kind = InterimProof

    def __init__(self) -> None:
        super().__init__()
        self.day += timedelta(10)

    def given(self, move: str) -> dict[str, Any]:
        until, spent = self.day - timedelta(1), GRANT / 10
        return super().given(move) | {"until": until, "report": "Drei Treffen.", "spent": spent}


class Collecting(Scene):
    """Money is claimed back."""

    kind = Refund
    case_in = Stage.REFUND_CLAIMED

    def said(self, record: Any, move: Any) -> dict[str, Any]:
        said = super().said(record, move)
        return said | ({"refunded": owed(facts_of(record), self.day) / 2} if "refunded" in said else {})

    def receive(self, refund: Refund) -> None:
        """All that is owed has come in."""
        said = {"refunded_on": self.day, "refunded": owed(facts_of(refund), self.day)}
        kasse = self.people[Role.TREASURY]
        perform(refund, "record_receipt_of_refund", said, by=kasse, now=at(self.day))

    ready = {"close_collection": receive}


class Meeting(Scene):
    """A sitting in two weeks that will have one item."""

    kind = Sitting
    case_in = Stage.READY_FOR_SITTING

    def given(self, move: str) -> dict[str, Any]:
        held_on, body = self.day + timedelta(14), self.ground.body
        return {"body": body, "held_on": held_on, "starts_at": time(17), "place": "Raum 101"}

    def fill(self, sitting: Sitting) -> None:
        """A case is on the agenda."""
        self.story.put_to(sitting)

    def count(self, sitting: Sitting) -> None:
        """Everybody is there."""
        office = self.people[Role.OFFICE]
        record_presence(sitting, seats_of(sitting.body), by=office, now=at(self.day))

    def put_off(self, sitting: Sitting) -> None:
        """The only item is called up and put off."""
        for name, said in (("open_item", {}), ("defer", {"reason": "Rückfragen"})):
            perform(self.story.case, name, said, by=self.people[Role.OFFICE], now=at(self.day))

    ready = {"invite": fill, "open_sitting": count, "close_sitting": put_off}


class Catalogue(Scene):
    """A measure of the catalogue; the Kuratorium sits when it has something to select."""

    kind = Measure
    case_in = Stage.READY_FOR_SITTING
    body = "kuratorium"

    def __init__(self) -> None:
        super().__init__()
        fill_pot(self.day.year, POT, "Bereich 2", PROGRAMME)

    def given(self, move: str) -> dict[str, Any]:
        about = {"field_of_action": "soziales", "unit": "Fachbereich Gesellschaftliche Teilhabe"}
        return {"programme": PROGRAMME, "title": "Lesen in der Halle"} | about

    def sit(self, measure: Measure) -> None:
        """The Kuratorium sits today."""
        hold_sitting(self.ground, self.day)

    ready = {"select_measures": sit}


SCENES: dict[str, type[Scene]] = {
    scene.kind.kind: scene
    for scene in (CallForFunds, ChangeRequestFacts, InterimReport, Collecting, Meeting, Catalogue)
}
"""Procedure → what it begins from."""

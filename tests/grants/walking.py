"""The real door driven along the ways of the abstract walk: each step of a way is one real input on the database."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from demo.stories.ground import SINCE, Ground, fill_pot, find_user, lay_ground, open_round, seats_of
from demo.stories.paper import Paper
from demo.stories.sittings import invite, open_sitting, plan_sitting
from demo.stories.steps import Story, at
from grants.actions import begin, perform
from grants.actions.desk import confirm_regime, save_draft, save_review, verify_iban
from grants.actions.drafts import agree_to_reopen
from grants.actions.proofs import check_proof
from grants.actions.sittings import cast, close_ballot, list_item, open_ballot, record_presence, unlist_item
from grants.cases.advice import next_body
from grants.kinds import facts_of, machine_of
from grants.models import (
    Application,
    Body,
    ChangeRequest,
    Claim,
    Draft,
    Function,
    Item,
    Mittelabruf,
    Pot,
    Refund,
    Round,
    Seat,
    Sitting,
    Transition,
    User,
)
from grants.models.check import CHECKLIST, memo_of
from tests.grants.after_moves import found_in, said_in
from tests.grants.announcements import announcement, broken
from workflows.case import CLOCK
from workflows.errors import NotYet
from workflows.explore.people import PEOPLE
from workflows.explore.sameness import days_ahead
from workflows.explore.world import GRANT, Step, World
from workflows.machine import Programme
from workflows.roles import Role
from workflows.rules.collection import owed
from workflows.rules.refund import pay_by
from workflows.stages import Stage

FIRST_DAY = date(2026, 2, 2)
PATIENCE = 8
"""How often the clock goes on to the next day that matters until a step must have been possible."""


@dataclass(frozen=True)
class Here:
    """Where the real case stands: it is read anew from the database for every step."""

    case: int | None
    day: date
    call: int | None = None


class Road:
    """One fund with its people, walked step by step."""

    def __init__(self, programme: type[Programme]):
        self.programme = programme
        self.ground: Ground = lay_ground()
        self.round = self._round()
        self.paper = Paper(
            organisation=f"Verein {programme.slug} e. V.",
            title="Vorhaben auf jedem Weg",
            grant=GRANT,
            own=Decimal(1200),
            begins=date(2026, 6, 1),
            ends=date(2026, 11, 30),
        )
        self.story = Story(self.ground, self.paper, self.round, FIRST_DAY, settle=make_letters)
        self.people = {actor.name: self._person(actor) for actor in PEOPLE if actor is not CLOCK}
        self.people["Vorstand A"] = self.story.applicant
        self.people["Vorsitz"] = seats_of(self.body)[0].user
        others = Seat.objects.filter(body__key__in=programme.heard_first, chair=True)
        others.update(user=self.people["Vorsitz"])  # one person leads every body of the abstract walk

    @property
    def body(self) -> Body:
        """The body that votes first."""
        return self.ground.bodies[self.programme.body]

    def _round(self) -> Round:
        slug = self.programme.slug
        pot = fill_pot(2026, Decimal(500_000), f"Topf {slug}", slug)
        version = self.programme.versions[-1].version
        return open_round(
            f"Runde {slug}",
            version,
            date(2026, 1, 1),
            date(2026, 3, 31),
            pot=pot,
            earliest_start=date(2026, 5, 1),
            latest_end=date(2028, 4, 30),
        )

    def _person(self, actor: Any) -> User:
        user = find_user(actor.name.lower().replace(" ", "-") + "-" + self.programme.slug, actor.name)
        for role in actor.roles - {Role.APPLICANT, Role.SIGNATORY, Role.CHAIR, Role.MEMBER, Role.ADMIN}:
            Function.objects.get_or_create(user=user, role=role, programme="", valid_from=SINCE)
        return user

    # Schritte

    def take(self, here: Here, step: Step) -> Here:
        """Do what the step says; where the law asks for a later day, wait for it. AssertionError if it cannot be."""
        for _ in range(PATIENCE):
            try:
                there = self._take(here, step)
            except NotYet as refused:
                here, before = self._later(here), here
                if here == before:
                    raise AssertionError(f"{step.label}: {refused.reasons}") from refused
                continue
            if there.case is not None and not step.beside:
                stage = Application.objects.values_list("stage", flat=True).get(pk=there.case)
                assert stage == step.world.stage, f"{step.label}: {stage} statt {step.world.stage}"
            return there
        raise AssertionError(f"{step.label}: auch mit Geduld nicht möglich")

    def _take(self, here: Here, step: Step) -> Here:
        if step.label == "Zeit vergeht":
            return self._later(here)
        self._stand(here)
        if step.beside:
            return self._on_call(here, step)
        if step.move:
            return self._move(here, step)
        self._beside(step)
        return Here(here.case, self.story.day, here.call)

    def _stand(self, here: Here) -> None:
        self.story.day = here.day
        if here.case is not None:
            self.story.case = Application.objects.get(pk=here.case)

    def _move(self, here: Here, step: Step) -> Here:
        who = CLOCK if step.who == CLOCK.name else self.people[step.who]
        now = at(here.day, 18)
        if here.case is None:
            given = {"organisation": self.story.organisation, "round": self.round, "title": self.paper.title}
            entry = begin("application", step.move, by=who, now=now, **given)
            return Here(Application.objects.get(dossier_id=entry.dossier_id).pk, here.day)
        data = self._answers(here, step)
        said = announcement(self.story.case, step.move, who, now, data) if isinstance(who, User) else None
        entry = perform(self.story.case, step.move, data, by=who, now=now)
        assert said_in(entry) == found_in(self.story.case), step.label
        assert said is None or broken(said, entry) == [], step.label
        return here

    def _answers(self, here: Here, step: Step) -> dict[str, Any]:
        """The answers of the abstract walk on the real day, about the real money."""
        said = dict(step.answers)
        for name, value in said.items():
            if isinstance(value, date):
                said[name] = here.day + (value - step.world.today)
        if "claimed" in said:
            said["claimed"] = self.story.case.paid or self.story.case.awarded
            if step.answers["claimed"] < (step.world.facts.paid or step.world.facts.awarded):
                said["claimed"] /= 2
        return said

    def _on_call(self, here: Here, step: Step) -> Here:
        who, case = self.people[step.who], self.story.case
        if step.move == "call_funds":
            half = (case.awarded or Decimal(0)) / 2
            given = {"application": case, "amount": half, "need": "Honorare und Raummiete"}
            entry = begin("mittelabruf", "call_funds", by=who, now=at(here.day), **given)
            return replace(here, call=_born(entry))
        if step.move == "open_payment":
            entry = begin("mittelabruf", "open_payment", by=who, now=at(here.day), application=case)
            return replace(here, call=_born(entry))
        call = Mittelabruf.objects.select_related("application__organisation").get(pk=here.call)
        if call.application.organisation.iban_verified_at is None:
            verify_iban(case, by=self.people["Amt A"], now=at(here.day))
        data = self._answers(here, step)
        if "recognised" in data:
            data["recognised"] = call.amount
        said = announcement(call, step.move, who, at(here.day), data)
        entry = perform(call, step.move, data, by=who, now=at(here.day))
        assert said_in(entry) == found_in(call), step.label
        assert said is None or broken(said, entry) == [], step.label
        return here

    def _later(self, here: Here) -> Here:
        """The next day on which anything may be different."""
        case = Application.objects.filter(pk=here.case).first()
        if case is None:
            return replace(here, day=here.day + timedelta(1))
        machine = machine_of(case, CLOCK, here.day)
        ahead = [day for day, _ in machine.due()] + days_ahead(World(machine.case, here.day))
        return replace(here, day=min((day for day in ahead if day > here.day), default=here.day))

    # Neben den Wegen

    def _beside(self, step: Step) -> None:
        label = step.label
        act = next((act for start, act in ACTS.items() if label.startswith(start)), None)
        assert act is not None, f"Niemand weiß, wie das wirklich geschieht: {label}"
        act(self, step)

    def fill(self, step: Step) -> None:
        """The whole form; what is supplied later stands there already."""
        if self.story.case.stage == Stage.DRAFT:
            self.story.fill()

    def plan(self, step: Step) -> None:
        """The plan that fits the award."""
        self.story.plan(replace(self.paper, grant=self.story.case.endorsed))

    def checklist(self, step: Step) -> None:
        """Every point is looked at."""
        checked = {"checked": [key for key, _ in CHECKLIST]}
        save_review(self.story.case, checked, by=self.people[step.who], now=self.story.now())

    def memo(self, step: Step) -> None:
        """The Prüfvermerk."""
        case = self.story.case
        memo = {
            "assessment": "Das Vorhaben dient den Zielen des Programms.",
            "eligible": case.project.eligible,
            "own": case.project.own,
            "low_share_reason": "",
            "state_aid": "De-minimis nicht berührt.",
            "proposal": case.project.requested,
        }
        if "unit_statement" in memo_of(case.programme):
            memo["unit_statement"] = "Das Vorhaben gehört zur Maßnahme."
        save_review(case, memo, by=self.people[step.who], now=self.story.now())

    def agenda(self, step: Step) -> None:
        """On the agenda of a sitting in two weeks, which is summoned and opened."""
        story, office = self.story, self.ground.staff["geschaeftsstelle"]
        body = self.ground.bodies[_body_in(step.label) or self.programme.body]
        sitting = plan_sitting(self.ground, story.day + timedelta(14), now=story.now(), body=body)
        said = {"amount": story.case.project.requested, "motion": "Das Vorhaben wird gefördert."}
        if next_body(story.case)[0] == body.key:
            list_item(story.case, sitting, by=office, now=story.now(), **said)
        else:  # the door lists a case only where its turn is; what the law says of one that stands elsewhere is tried
            Item.objects.create(sitting=sitting, application=story.case, position=1, **said)
        invite(self.ground, sitting, story.day)
        open_sitting(self.ground, sitting)
        story.day = sitting.held_on

    def unlist(self, step: Step) -> None:
        """Taken off the agenda again."""
        item = Item.objects.filter(application=self.story.case).latest("id")
        office, now = self.ground.staff["geschaeftsstelle"], self.story.now(17)
        unlist_item(item, by=office, reason="Ein anderes Gremium ist an der Reihe.", now=now)

    def vote(self, step: Step) -> None:
        """Members vote; the motion names the amount that the abstract body votes on."""
        item = Item.objects.filter(application=self.story.case).latest("id")
        _, result, _, amount, *_ = step.label.split()
        Item.objects.filter(pk=item.pk).update(amount_cents=int(Decimal(amount) * 100))
        office, now = self.ground.staff["geschaeftsstelle"], self.story.now(19)
        seats = seats_of(item.sitting.body)
        open_ballot(Item.objects.get(pk=item.pk), by=office, now=now)
        if result == "not_quorate":
            record_presence(item.sitting, seats[:1], by=office, now=now)
        else:
            for number, seat in enumerate(seats):
                yes = number % 4 != 3 if result == "carried" else number % 4 == 3
                cast(Item.objects.get(pk=item.pk), "yes" if yes else "no", by=seat.user, now=now)
        close_ballot(Item.objects.get(pk=item.pk), by=office, challenged=result == "not_quorate", now=now)

    def leave(self, step: Step) -> None:
        """All but one have left, and a member has doubted the quorum before."""
        sitting = Item.objects.filter(application=self.story.case).latest("id").sitting
        office, now = self.ground.staff["geschaeftsstelle"], self.story.now(19)
        record_presence(sitting, seats_of(sitting.body)[:1], by=office, now=now)
        Sitting.objects.filter(pk=sitting.pk).update(challenged_item=1, again_with=None)

    def pot(self, step: Step) -> None:
        """Others take all that is left, or give it back."""
        pot = Pot.objects.get(pk=self.round.pot_id)
        left = int(pot.left * 100)
        Pot.objects.filter(pk=pot.pk).update(
            total_cents=pot.total_cents - left if left else pot.total_cents + 500_000_00
        )

    def regime(self, step: Step) -> None:
        """Done with the invitation."""

    def other_regime(self, step: Step) -> None:
        """The lead finds that other rules bind the body."""
        body = Item.objects.filter(application=self.story.case).latest("id").sitting.body
        confirm_regime(body, by=self.ground.staff["leitung"], regime="vwvfg", now=self.story.now())

    def draft(self, step: Step) -> None:
        """The text of the Bescheid."""
        draft = step.world.facts.draft
        fields = {"reasons": "Das Vorhaben dient den Zielen des Programms."}
        if draft.kind == "award":
            fields |= {
                "purpose": "Zwölf offene Treffen im Stadtteil.",
                "duties": "Laden Sie die Ansprechperson der Stadt ein.",
                "period_begins": self.paper.begins,
                "period_ends": self.paper.ends,
                "condition": draft.condition,
            }
        save_draft(self.story.case, fields, by=self.people[step.who], now=self.story.now())

    def letters(self, step: Step) -> None:
        """The post office has made every PDF."""
        make_letters()

    def waiver(self, step: Step) -> None:
        """The signed waiver comes in."""
        self.story.attach("Rechtsbehelfsverzicht.pdf", "verzicht")

    def account(self, step: Step) -> None:
        """A second person compares the account."""
        verify_iban(self.story.case, by=self.people[step.who], now=self.story.now())

    def proof(self, step: Step) -> None:
        """The proof is filled in."""
        self.story.write_proof()

    def check(self, step: Step) -> None:
        """The proof is checked: all is recognised, or nothing."""
        all_of_it = Decimal(step.label.split()[-2]) > 0
        project = self.story.case.project
        check_proof(
            self.story.case,
            by=self.people[step.who],
            recognised=project.eligible if all_of_it else Decimal(0),
            recognised_cash=project.cash if all_of_it else Decimal(0),
            note="Stichprobe ohne Beanstandung.",
            now=self.story.now(),
        )

    def settle(self, step: Step) -> None:
        """The refund comes in, all of it."""
        refund = self._refund()
        kasse, day = self.people["Kasse B"], self.story.day
        left = owed(facts_of(refund), day)
        perform(
            refund, "record_receipt_of_refund", {"refunded_on": day, "refunded": left}, by=kasse, now=at(day)
        )
        perform(self._refund(), "close_collection", by=kasse, now=at(day))

    def dun(self, step: Step) -> None:
        """A Mahnung goes out when the money is late, and its period passes."""
        refund = self._refund()
        self.story.wait(pay_by(facts_of(refund).grant.claim) + timedelta(1))
        perform(refund, "remind_of_refund", by=self.people["Kasse B"], now=at(self.story.day))
        self.story.wait(self._refund().dunning_due + timedelta(1))

    def _refund(self) -> Refund:
        refunds = Refund.objects.select_related("application").filter(application=self.story.case)
        if not refunds.exists():
            orderer, now = self.people["Kasse A"], self.story.now()
            begin("erstattung", "order_collection", by=orderer, now=now, application=self.story.case)
        return refunds.get()

    def agree(self, step: Step) -> None:
        """A second person agrees to take the case up again."""
        agree_to_reopen(self.story.case, by=self.people[step.who], now=self.story.now())


def _born(entry: Transition) -> int:
    """The payment that an entry has begun."""
    return Mittelabruf.objects.values_list("pk", flat=True).get(public_id=entry.record.partition(":")[2])


def _body_in(label: str) -> str:
    """The key of the body that a step names; empty where the fund has one body alone."""
    return label.partition("(")[2].removesuffix(")")


ACTS: dict[str, Callable[[Road, Step], None]] = {
    "füllt den Antrag aus": Road.fill,
    "passt den Plan an": Road.plan,
    "arbeitet die Prüfliste ab": Road.checklist,
    "schreibt den Prüfvermerk": Road.memo,
    "setzt auf die Tagesordnung": Road.agenda,
    "nimmt von der Tagesordnung": Road.unlist,
    "zu wenige sind da": Road.leave,
    "Abstimmung:": Road.vote,
    "der Topf": Road.pot,
    "bestätigt die Verfahrensregeln": Road.regime,
    "bestätigt andere Verfahrensregeln": Road.other_regime,
    "entwirft den Bescheid": Road.draft,
    "PDF ist gemacht": Road.letters,
    "schickt den Rechtsbehelfsverzicht": Road.waiver,
    "bestätigt die Bankverbindung": Road.account,
    "füllt den Nachweis aus": Road.proof,
    "prüft den Nachweis": Road.check,
    "die Erstattung ist beglichen": Road.settle,
    "die Mahnung blieb": Road.dun,
    "stimmt der Wiederaufnahme zu": Road.agree,
}
"""What the abstract walk writes beside the moves → how it is really done."""


def make_letters() -> None:
    """Every released Bescheid lies in the archive as a PDF."""
    now = timezone.now()
    Draft.objects.filter(current=True, made_at=None, application__released_by__isnull=False).update(
        made_at=now
    )
    Claim.objects.filter(made_at=None, released_on__isnull=False).update(made_at=now)
    for decided in (ChangeRequest, Mittelabruf):
        decided.objects.filter(made_at=None, decided_on__isnull=False).update(made_at=now)

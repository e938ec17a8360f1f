"""Real cases in every stage, driven there through the real door by the steps of the stories."""

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from itertools import count
from typing import Any

from django.utils import timezone

from demo.stories import recovering
from demo.stories.ground import Ground, fill_pot, lay_ground, open_round
from demo.stories.paper import Paper
from demo.stories.steps import Story, close_sitting, invite, open_sitting, plan_sitting
from grants.models import Application, Claim, Draft, Pot, Round, Sitting
from tests.pictures import pictured
from workflows.stages import Stage

FIRST_DAY = date(2026, 2, 2)
POT = Decimal(500_000)
GRANT, OWN = Decimal(4800), Decimal(1200)
_numbers = count(os.getpid() * 1000)
"""Workers share pictures, so each has numbers of its own."""


@dataclass
class World:
    """What must be there before anybody applies."""

    ground: Ground = field(init=False)
    pot: Pot = field(init=False)
    round: Round = field(init=False)

    def __post_init__(self) -> None:
        self.ground, self.pot, self.round = pictured("world", _lay_world)

    def story(self, **said: Any) -> Story:
        """A case that has not begun; ``said`` changes its paper."""
        number = next(_numbers)
        paper: dict[str, Any] = {
            "organisation": f"Verein {number} e. V.",
            "title": f"Vorhaben {number}",
            "grant": GRANT,
            "own": OWN,
            "begins": date(2026, 6, 1),
            "ends": date(2026, 11, 30),
        }
        return Story(self.ground, Paper(**paper | said), self.round, FIRST_DAY, settle=make_letters)

    def sitting(self, *stories: Story, amount: Decimal | None = None) -> Sitting:
        """An open sitting with everybody present and the cases of the stories on its agenda."""
        day = max(story.day for story in stories)
        sitting = plan_sitting(self.ground, day + timedelta(days=14), now=stories[0].now())
        for story in stories:
            story.put_to(sitting, amount)
        invite(self.ground, sitting, day)
        open_sitting(self.ground, sitting)
        for story in stories:
            story.day = sitting.held_on
        return sitting


def _lay_world() -> tuple[Ground, Pot, Round]:
    ground, pot = lay_ground(), fill_pot(2026, POT)
    call = open_round(
        "Runde 2026",
        "2025",
        date(2026, 1, 1),
        date(2026, 3, 31),
        pot=pot,
        earliest_start=date(2026, 5, 1),
        latest_end=date(2027, 4, 30),
    )
    return ground, pot, call


def make_letters() -> None:
    """The PDF of every released draft lies in the archive."""
    Draft.objects.filter(current=True, made_at=None, application__released_by__isnull=False).update(
        made_at=timezone.now()
    )


def drive(world: World, stage: Stage, **said: Any) -> Story:
    """A new case in ``stage``."""
    return pictured(("drive", stage, sorted(said.items())), lambda: _drive(world, stage, said))


def _drive(world: World, stage: Stage, said: dict[str, Any]) -> Story:
    before, step = ROADS[stage]
    story = drive(world, before, **said) if before else world.story(**said)
    step(world, story)
    story.case = Application.objects.get(pk=story.case.pk)
    assert story.case.stage == stage, f"{story.case.stage} instead of {stage}"
    return story


def _consult(world: World, story: Story) -> None:
    story.consult()


def _draft(world: World, story: Story) -> None:
    story.draft()


def _submit(world: World, story: Story) -> None:
    story.submit()


def _take_over(world: World, story: Story) -> None:
    story.take_over()


def _ask_for_documents(world: World, story: Story) -> None:
    story.move(
        "request_documents", story.staff("sachbearbeitung"), items="Bitte reichen Sie die Satzung nach."
    )


def _complete(world: World, story: Story) -> None:
    story.complete()


def _examine(world: World, story: Story) -> None:
    story.examine()


def _call_up(world: World, story: Story) -> None:
    world.sitting(story)
    story.move("open_item", story.staff("geschaeftsstelle"), 18)


def _defer(world: World, story: Story) -> None:
    story.move("defer", story.staff("geschaeftsstelle"), 18, reason="Rückfragen zum Plan")


def _voted(yes: int, no: int, share: Decimal = Decimal(1)) -> Callable[[World, Story], None]:
    def step(world: World, story: Story) -> None:
        sitting = world.sitting(story, amount=story.paper.grant * share)
        story.vote(sitting.items.get(application=story.case), yes, no, 5 - yes - no)
        close_sitting(world.ground, sitting)
        story.later()

    return step


def _award_less(world: World, story: Story) -> None:
    _voted(4, 0, Decimal("0.75"))(world, story)
    story.move("request_adapted_plan", story.staff("sachbearbeitung"))


def _draft_award(world: World, story: Story) -> None:
    story.draft_award()


def _draft_refusal(world: World, story: Story) -> None:
    story.draft_refusal("Das Gremium hat andere Vorhaben für dringlicher gehalten.")


def _send_award(world: World, story: Story) -> None:
    story.send_award()


def _send_refusal(world: World, story: Story) -> None:
    story.send_refusal()


def _waive_remedies(world: World, story: Story) -> None:
    story.later()
    story.waive_remedies()


def _begin_project(world: World, story: Story) -> None:
    story.clock(story.paper.begins)


def _end_period(world: World, story: Story) -> None:
    story.pay(story.paper.grant)
    story.clock(story.paper.ends + timedelta(days=1))


def _file_proof(world: World, story: Story) -> None:
    story.write_proof()
    story.move("file_proof", story.applicant)


def _ask_for_receipts(world: World, story: Story) -> None:
    story.move(
        "request_proof_documents", story.staff("sachbearbeitung"), items="Die Belegliste ist unvollständig."
    )


def _accept_proof(world: World, story: Story) -> None:
    story.accept_proof()


def _hear(world: World, story: Story) -> None:
    story.pay(Decimal(1000))
    recovering.hear(story, "auflage", "1000", "Der Bericht fehlt.")


def _claim(world: World, story: Story) -> None:
    recovering.answer(story)
    recovering.draft(story, "auflage", "1000")
    story.move("claim_refund", story.staff("leitung"), 11)
    Claim.objects.filter(application=story.case).update(made_at=story.now(12))
    story.move("dispatch_claim", story.staff("geschaeftsstelle"), 15, posted_on=story.day)


def _enforce(world: World, story: Story) -> None:
    story.born("erstattung", "order_collection", story.staff("anordnung"))
    story.later(60)
    story.move("remind_of_refund", story.staff("kasse"), record=story.case.refunds.get())
    story.later(30)
    story.move("enforce", story.staff("kasse"))


def _withdraw(world: World, story: Story) -> None:
    story.move("withdraw", story.applicant)


def _waive_grant(world: World, story: Story) -> None:
    story.move("waive_grant", story.applicant)


def _discontinue(world: World, story: Story) -> None:
    story.move("discontinue", story.staff("leitung"), reason="Die Organisation hat sich aufgelöst.")


def _archive(world: World, story: Story) -> None:
    story.clock(date(2030, 1, 1))


ROADS: dict[Stage, tuple[Stage | None, Callable[[World, Story], None]]] = {
    Stage.CONSULTATION: (None, _consult),
    Stage.DRAFT: (Stage.CONSULTATION, _draft),
    Stage.SUBMITTED: (Stage.DRAFT, _submit),
    Stage.FORMAL_CHECK: (Stage.SUBMITTED, _take_over),
    Stage.DOCUMENTS_REQUESTED: (Stage.FORMAL_CHECK, _ask_for_documents),
    Stage.EXPERT_CHECK: (Stage.FORMAL_CHECK, _complete),
    Stage.READY_FOR_SITTING: (Stage.EXPERT_CHECK, _examine),
    Stage.IN_SITTING: (Stage.READY_FOR_SITTING, _call_up),
    Stage.DEFERRED: (Stage.IN_SITTING, _defer),
    Stage.ENDORSED: (Stage.READY_FOR_SITTING, _voted(4, 0)),
    Stage.DECLINED: (Stage.READY_FOR_SITTING, _voted(1, 3)),
    Stage.PLAN_ADJUSTMENT: (Stage.READY_FOR_SITTING, _award_less),
    Stage.AWARD_DRAFTED: (Stage.ENDORSED, _draft_award),
    Stage.REFUSAL_DRAFTED: (Stage.DECLINED, _draft_refusal),
    Stage.AWARDED: (Stage.AWARD_DRAFTED, _send_award),
    Stage.REFUSED: (Stage.REFUSAL_DRAFTED, _send_refusal),
    Stage.FINAL: (Stage.AWARDED, _waive_remedies),
    Stage.RUNNING: (Stage.FINAL, _begin_project),
    Stage.PROOF_DUE: (Stage.RUNNING, _end_period),
    Stage.PROOF_IN_REVIEW: (Stage.PROOF_DUE, _file_proof),
    Stage.PROOF_INCOMPLETE: (Stage.PROOF_IN_REVIEW, _ask_for_receipts),
    Stage.HEARING: (Stage.RUNNING, _hear),
    Stage.REFUND_CLAIMED: (Stage.HEARING, _claim),
    Stage.ENFORCEMENT: (Stage.REFUND_CLAIMED, _enforce),
    Stage.CLOSED: (Stage.PROOF_IN_REVIEW, _accept_proof),
    Stage.WITHDRAWN: (Stage.SUBMITTED, _withdraw),
    Stage.WAIVED: (Stage.FINAL, _waive_grant),
    Stage.DISCONTINUED: (Stage.SUBMITTED, _discontinue),
    Stage.ARCHIVED: (Stage.WITHDRAWN, _archive),
}
"""How a Kleinprojekt comes into each stage that it can be in: from which other, by what."""

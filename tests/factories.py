"""Real cases in every stage, driven there through the real door by the steps of the stories."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from itertools import count
from typing import Any

from django.utils import timezone

from grants.models import Application, Call, Claim, Draft, Pot, Sitting
from grants.stories import recovering
from grants.stories.ground import Ground, fill_pot, lay_ground, open_round
from grants.stories.paper import Paper
from grants.stories.steps import Story, close_sitting, invite, open_sitting, plan_sitting
from workflows.stages import Stage

FIRST_DAY = date(2026, 2, 2)
POT = Decimal(500_000)
GRANT, OWN = Decimal(4800), Decimal(1200)
_numbers = count(1)


@dataclass
class World:
    """What must be there before anybody applies."""

    ground: Ground = field(default_factory=lay_ground)
    pot: Pot = field(default_factory=lambda: fill_pot(2026, POT))
    call: Call = field(init=False)

    def __post_init__(self) -> None:
        self.call = open_round(
            "Runde 2026",
            "2025",
            date(2026, 1, 1),
            date(2026, 3, 31),
            pot=self.pot,
            earliest_start=date(2026, 5, 1),
            latest_end=date(2027, 4, 30),
        )

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
        return Story(self.ground, Paper(**paper | said), self.call, FIRST_DAY, settle=make_letters)

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


def make_letters() -> None:
    """The PDF of every released draft lies in the archive."""
    Draft.objects.filter(current=True, made_at=None, application__released_by__isnull=False).update(
        made_at=timezone.now()
    )


def drive(world: World, stage: Stage, **said: Any) -> Story:
    """A new case in ``stage``."""
    story = world.story(**said)
    ROADS[stage](world, story)
    story.case = Application.objects.get(pk=story.case.pk)
    assert story.case.stage == stage, f"{story.case.stage} instead of {stage}"
    return story


def _to_consultation(world: World, story: Story) -> None:
    story.consult()


def _to_draft(world: World, story: Story) -> None:
    story.consult()
    story.draft()


def _to_submitted(world: World, story: Story) -> None:
    _to_draft(world, story)
    story.submit()


def _to_formal_check(world: World, story: Story) -> None:
    _to_submitted(world, story)
    story.take_over()


def _to_documents(world: World, story: Story) -> None:
    _to_formal_check(world, story)
    story.move(
        "request_documents", story.staff("sachbearbeitung"), items="Bitte reichen Sie die Satzung nach."
    )


def _to_expert_check(world: World, story: Story) -> None:
    _to_formal_check(world, story)
    story.complete()


def _to_ready(world: World, story: Story) -> None:
    _to_expert_check(world, story)
    story.examine()


def _to_sitting(world: World, story: Story) -> None:
    _to_ready(world, story)
    world.sitting(story)
    story.move("open_item", story.staff("geschaeftsstelle"), 18)


def _to_deferred(world: World, story: Story) -> None:
    _to_sitting(world, story)
    story.move("defer", story.staff("geschaeftsstelle"), 18, reason="Rückfragen zum Plan")


def _voted(yes: int, no: int, share: Decimal = Decimal(1)) -> Callable[[World, Story], None]:
    def road(world: World, story: Story) -> None:
        _to_ready(world, story)
        sitting = world.sitting(story, amount=story.paper.grant * share)
        story.vote(sitting.items.get(application=story.case), yes, no, 5 - yes - no)
        close_sitting(world.ground, sitting)
        story.later()

    return road


_to_endorsed, _to_declined = _voted(4, 0), _voted(1, 3)


def _to_plan(world: World, story: Story) -> None:
    _voted(4, 0, Decimal("0.75"))(world, story)
    story.move("request_adapted_plan", story.staff("sachbearbeitung"))


def _to_award_draft(world: World, story: Story) -> None:
    _to_endorsed(world, story)
    story.draft_award()


def _to_refusal_draft(world: World, story: Story) -> None:
    _to_declined(world, story)
    story.draft_refusal("Das Gremium hat andere Vorhaben für dringlicher gehalten.")


def _to_awarded(world: World, story: Story) -> None:
    _to_award_draft(world, story)
    story.send_award()


def _to_refused(world: World, story: Story) -> None:
    _to_refusal_draft(world, story)
    story.send_refusal()


def _to_final(world: World, story: Story) -> None:
    _to_awarded(world, story)
    story.later()
    story.waive_remedies()


def _to_running(world: World, story: Story) -> None:
    _to_final(world, story)
    story.clock(story.paper.begins)


def _to_proof_due(world: World, story: Story) -> None:
    _to_running(world, story)
    story.pay(story.paper.grant)
    story.clock(story.paper.ends + timedelta(days=1))


def _to_proof_review(world: World, story: Story) -> None:
    _to_proof_due(world, story)
    story.write_proof()
    story.move("file_proof", story.applicant)


def _to_proof_incomplete(world: World, story: Story) -> None:
    _to_proof_review(world, story)
    story.move(
        "request_proof_documents", story.staff("sachbearbeitung"), items="Die Belegliste ist unvollständig."
    )


def _to_closed(world: World, story: Story) -> None:
    _to_proof_review(world, story)
    story.accept_proof()


def _to_hearing(world: World, story: Story) -> None:
    _to_running(world, story)
    story.pay(Decimal(1000))
    recovering.hear(story, "auflage", "1000", "Der Bericht fehlt.")


def _to_claimed(world: World, story: Story) -> None:
    _to_hearing(world, story)
    recovering.answer(story)
    recovering.draft(story, "auflage", "1000")
    story.move("claim_refund", story.staff("leitung"), 11)
    Claim.objects.filter(application=story.case).update(made_at=story.now(12))
    story.move("dispatch_claim", story.staff("geschaeftsstelle"), 15, posted_on=story.day)


def _to_enforcement(world: World, story: Story) -> None:
    _to_claimed(world, story)
    story.born("erstattung", "order_collection", story.staff("anordnung"))
    story.later(60)
    story.move("remind_of_refund", story.staff("kasse"), record=story.case.refunds.get())
    story.later(30)
    story.move("enforce", story.staff("kasse"))


def _to_withdrawn(world: World, story: Story) -> None:
    _to_submitted(world, story)
    story.move("withdraw", story.applicant)


def _to_waived(world: World, story: Story) -> None:
    _to_final(world, story)
    story.move("waive_grant", story.applicant)


def _to_discontinued(world: World, story: Story) -> None:
    _to_submitted(world, story)
    story.move("discontinue", story.staff("leitung"), reason="Die Organisation hat sich aufgelöst.")


def _to_archived(world: World, story: Story) -> None:
    _to_withdrawn(world, story)
    story.clock(date(2030, 1, 1))


ROADS: dict[Stage, Callable[[World, Story], None]] = {
    Stage.CONSULTATION: _to_consultation,
    Stage.DRAFT: _to_draft,
    Stage.SUBMITTED: _to_submitted,
    Stage.FORMAL_CHECK: _to_formal_check,
    Stage.DOCUMENTS_REQUESTED: _to_documents,
    Stage.EXPERT_CHECK: _to_expert_check,
    Stage.READY_FOR_SITTING: _to_ready,
    Stage.IN_SITTING: _to_sitting,
    Stage.DEFERRED: _to_deferred,
    Stage.ENDORSED: _to_endorsed,
    Stage.DECLINED: _to_declined,
    Stage.PLAN_ADJUSTMENT: _to_plan,
    Stage.AWARD_DRAFTED: _to_award_draft,
    Stage.REFUSAL_DRAFTED: _to_refusal_draft,
    Stage.AWARDED: _to_awarded,
    Stage.REFUSED: _to_refused,
    Stage.FINAL: _to_final,
    Stage.RUNNING: _to_running,
    Stage.PROOF_DUE: _to_proof_due,
    Stage.PROOF_IN_REVIEW: _to_proof_review,
    Stage.PROOF_INCOMPLETE: _to_proof_incomplete,
    Stage.HEARING: _to_hearing,
    Stage.REFUND_CLAIMED: _to_claimed,
    Stage.ENFORCEMENT: _to_enforcement,
    Stage.CLOSED: _to_closed,
    Stage.WITHDRAWN: _to_withdrawn,
    Stage.WAIVED: _to_waived,
    Stage.DISCONTINUED: _to_discontinued,
    Stage.ARCHIVED: _to_archived,
}
"""How a Kleinprojekt comes into each stage that it can be in."""

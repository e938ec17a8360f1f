"""The cases of the demonstration that got more money than was needed: heard, claimed back, enforced."""

from collections.abc import Callable
from decimal import Decimal
from functools import partial

from demo.seed.ground import DemoGround
from demo.stories import recovering as steps
from demo.stories.steps import Story
from workflows.stages import Stage

LESS = Decimal("0.6")
"""The part of the plan that was spent; so much less than the grant that something comes back."""
GROUND = "zweckverfehlung"


def recovered(demo: DemoGround) -> None:
    """Projects of last year that spent less: one is being heard, one has to pay, one does not pay."""
    starts = demo.old.earliest_start
    ends = {Stage.HEARING: -40, Stage.REFUND_CLAIMED: -150, Stage.ENFORCEMENT: -300}
    who = {
        Stage.HEARING: ("Druckwerk Beispiel e. V.", "Plakate gegen das Vergessen"),
        Stage.REFUND_CLAIMED: ("Gartenkreis Beispiel e. V.", "Beete für alle"),
        Stage.ENFORCEMENT: ("Sternwarte Beispiel", "Himmel über der Stadt"),
    }
    stories = {
        stage: demo.story(demo.old, -514, *who[stage], 4400, begins=starts, ends=demo.on(days))
        for stage, days in ends.items()
    }
    _granted(demo, list(stories.values()))
    for stage, story in stories.items():
        _spends_less(demo, story, ends[stage])
    demo.go(Stage.HEARING, stories[Stage.HEARING], partial(_hear, demo, stories[Stage.HEARING], -12))
    claimed = stories[Stage.REFUND_CLAIMED]
    demo.go(Stage.REFUND_CLAIMED, claimed, *_claimed(demo, claimed, -100, -20))
    enforced = stories[Stage.ENFORCEMENT]
    demo.go(
        Stage.ENFORCEMENT,
        enforced,
        *_claimed(demo, enforced, -250, -220),
        partial(enforced.wait, demo.on(-170)),
        lambda: enforced.move(
            "remind_of_refund", enforced.staff("kasse"), record=enforced.case.refunds.get()
        ),
        partial(enforced.wait, demo.on(-140)),
        lambda: enforced.move("enforce", enforced.staff("kasse")),
    )


def _granted(demo: DemoGround, stories: list[Story]) -> None:
    for story in stories:
        demo.attempt(story, story.apply, story.check)
    items = demo.tale.sit(demo.on(-447), stories, invited_on=demo.on(-462), key="old-recovery")
    for story, item in zip(stories, items, strict=True):
        demo.attempt(
            story, partial(story.vote, item, 5, 0, 0), story.workday, story.draft_award, story.workday
        )
        demo.attempt(story, story.release_award)
    demo.tale.rise(items[0].sitting)
    demo.tale.settle()
    for story in stories:
        demo.attempt(story, story.dispatch_award, partial(story.clock, demo.on(-380)))
        demo.attempt(story, partial(story.pay, story.paper.grant))


def _spends_less(demo: DemoGround, story: Story, ends: int) -> None:
    demo.attempt(story, partial(story.clock, demo.on(ends + 5)), partial(story.wait, demo.on(ends + 12)))
    demo.attempt(story, partial(story.file_proof, part=LESS), story.workday, partial(story.check_proof, LESS))


def _too_much(story: Story) -> str:
    proof = story.case.proof
    proof.refresh_from_db()
    return str(story.case.paid - proof.recognised_grant)


def _hear(demo: DemoGround, story: Story, day: int) -> None:
    story.wait(demo.on(day))
    steps.hear(
        story, GROUND, _too_much(story), "Nach dem Verwendungsnachweis wurde weniger ausgegeben als geplant."
    )


def _claimed(demo: DemoGround, story: Story, heard: int, claimed: int) -> list[Callable[[], object]]:
    return [
        partial(_hear, demo, story, heard),
        partial(story.wait, demo.on(claimed)),
        lambda: steps.draft(story, GROUND, _too_much(story)),
        lambda: steps.claim(story),
    ]

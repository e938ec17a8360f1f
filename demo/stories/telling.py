"""Telling stories: who listens, how the post office works, and what was expected of them."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

from demo.stories.ground import Ground
from demo.stories.paper import Paper
from demo.stories.steps import Story, close_sitting, invite, open_sitting, plan_sitting
from grants import letters
from grants.cases.advice import next_body
from grants.models import Item, Round, Sitting, Transition
from workflows.errors import MoveRefused


@dataclass(frozen=True)
class Expectation:
    """What a story was expected to show, and what it showed."""

    story: str
    what: str
    wanted: Any
    found: Any

    @property
    def holds(self) -> bool:
        """True if the story showed what was expected."""
        return bool(self.wanted == self.found)

    def __str__(self) -> str:
        said = f"{self.story}: {self.what}: {self.wanted}"
        return said if self.holds else f"{said} – gefunden: {self.found}"


@dataclass
class Telling:
    """One evening of stories. ``told`` hears title and log entry of every move, ``settle`` runs the post office."""

    ground: Ground
    settle: Callable[[], None]
    told: Callable[[str, Transition], None] = lambda title, entry: None
    expectations: list[Expectation] = field(default_factory=list)
    stories: list[Story] = field(default_factory=list)

    def story(self, paper: Paper, call: Round, day: date) -> Story:
        """A story that this telling listens to."""
        story = Story(self.ground, paper, call, day, settle=self.settle, told=partial(self.told, paper.title))
        self.stories.append(story)
        return story

    def expect(self, story: Story, what: str, found: Any, wanted: Any) -> None:
        """Note what was expected and what is."""
        self.expectations.append(Expectation(story.paper.title, what, wanted, found))

    def refused(self, story: Story, what: str, act: Callable[[], Any], says: str) -> None:
        """The door must refuse ``act`` with a sentence that contains ``says``."""
        if story.past:
            return
        try:
            act()
        except MoveRefused as refusal:
            sentences = " ".join(refusal.reasons)
            self.expect(story, what, says if says in sentences else sentences, says)
        else:
            self.expect(story, what, "nichts", says)

    @property
    def failed(self) -> list[Expectation]:
        """The expectations that do not hold."""
        return [expectation for expectation in self.expectations if not expectation.holds]

    # Sitzungen

    def sit(
        self,
        held_on: date,
        stories: list[Story],
        *,
        invited_on: date,
        amounts: Mapping[str, Decimal] | None = None,
        key: str = "",
        present: int | None = None,
    ) -> list[Item]:
        """A sitting of the body whose turn it is, with them on its agenda, summoned and open.

        ``amounts`` in EUR where less is proposed; ``present`` members are there (None: all).
        """
        told = partial(self.told, f"Sitzung am {held_on:%d.%m.%Y}")
        sitting = plan_sitting(
            self.ground,
            held_on,
            now=stories[0].now(),
            key=f"story:{key or f'{held_on}:{stories[0].case.pk}'}",
            told=told,
            body=self.ground.bodies[next_body(stories[0].case)[0]],
        )
        proposed = amounts or {}
        items = [story.put_to(sitting, proposed.get(story.paper.title)) for story in stories]
        invite(self.ground, sitting, invited_on, told=told)
        open_sitting(self.ground, sitting, present, told=told)
        return items

    def rise(self, sitting: Sitting) -> None:
        """The sitting is closed."""
        close_sitting(self.ground, sitting, told=partial(self.told, f"Sitzung am {sitting.held_on:%d.%m.%Y}"))


def letter_of(story: Story, key: str) -> Any:
    """The facts of the last letter ``key`` of a story's case, as the post office reads them from the log."""
    entries = Transition.objects.filter(dossier_id=story.case.dossier_id, private__contains=f'"{key}"')
    for entry in entries.order_by("-sequence"):
        if text := json.loads(entry.private or "{}").get("letters", {}).get(key):
            return letters.from_json(key, text)
    raise LookupError(f"{story.paper.title} has no letter {key}")

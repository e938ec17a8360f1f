"""How a story acts: one case, its people and its day, each act real input through the real door.

A story can be told again: what it did before is found by the keys of its moves and not done twice. So seeding that
was interrupted goes on where it stopped.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone
from django.utils.text import slugify

from demo.stories.ground import Ground, find_user
from demo.stories.paper import Paper
from grants.actions import begin, perform
from grants.actions.door import tick
from grants.models import Application, Membership, Organisation, Round, Transition, User
from workflows.rules.deadlines import next_working_day

IBAN = "DE02120300000000202051"
"""A public example account, never anybody's."""
WRITERS = (
    *("note_advice", "send_message", "save_review", "verify_iban", "exclude", "save_draft"),
    *("save_proof", "check_proof", "upload", "release", "release_call"),
    *("release_change", "release_interim", "agree_reopening"),
)
"""Acts beside the moves, as the log names them."""
PDF = (
    b"%PDF-1.4\n"
    b"1 0 obj<</Type/Catalog/Pages 2 0 R>> endobj\n"
    b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>> endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>> endobj\n"
    b"4 0 obj<</Length 72>>stream\n"
    b"BT/F 14 Tf 60 760 Td(Ein unterschriebenes Blatt der Vorf\\374hrung.)Tj ET\n"
    b"endstream endobj\n"
    b"5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>> endobj\n"
    b"xref\n"
    b"0 6\n"
    b"0000000000 65535 f \n"
    b"0000000009 00000 n \n"
    b"0000000053 00000 n \n"
    b"0000000103 00000 n \n"
    b"0000000213 00000 n \n"
    b"0000000331 00000 n \n"
    b"trailer<</Size 6/Root 1 0 R>>\n"
    b"startxref\n"
    b"418\n"
    b"%%EOF\n"
)
"""One page that every reader opens."""


def at(day: date, hour: int = 10, minute: int = 0) -> datetime:
    """A moment of a day in Europe/Berlin."""
    return timezone.make_aware(datetime.combine(day, time(hour, minute)))


def nothing(*_: object) -> None:
    """Stands where nobody wants to be told."""


@dataclass(eq=False)
class Acting:
    """One case on its way, with the people who act in it."""

    ground: Ground
    paper: Paper
    round: Round
    day: date
    settle: Callable[[], None] = nothing
    """Lets the post office work until all its rows are done."""
    told: Callable[[Transition], None] = nothing
    """Hears of every move that the story makes now, not of those it made before."""
    case: Application = field(init=False)
    applicants: list[User] = field(init=False)
    steps: int = field(init=False, default=0)
    """Moves that the story has come to."""
    known: list[Transition] = field(init=False, default_factory=list)
    """Moves that it made when it was told before, in order."""
    written: int = field(init=False, default=0)
    """Acts beside the moves that were done before and are not repeated."""

    def __post_init__(self) -> None:
        self.organisation, _ = Organisation.objects.get_or_create(
            name=self.paper.organisation, defaults={"fictitious": self.paper.fictitious}
        )
        self.applicants = [self._signatory(number) for number in range(self.paper.signatures)]

    def _signatory(self, number: int) -> User:
        key = slugify(self.organisation.name)[:40].strip("-") + (f"-{number + 1}" if number else "")
        name = self.organisation.name
        if self.paper.kind != "person":
            name = f"Zweite Person im Vorstand von {name}" if number else f"Vorstand {name}"
        user = find_user(key, name[:150])
        Membership.objects.get_or_create(
            organisation=self.organisation, user=user, defaults={"signatory": True}
        )
        return user

    @property
    def applicant(self) -> User:
        """The first signatory."""
        return self.applicants[0]

    @property
    def past(self) -> bool:
        """True while the story only repeats what it did before."""
        return self.steps < len(self.known)

    def now(self, hour: int = 10) -> datetime:
        """A moment of the story's present day."""
        return at(self.day, hour)

    def later(self, days: int = 1) -> None:
        """Let days pass."""
        self.day += timedelta(days=days)

    def wait(self, day: date) -> None:
        """Nothing happens until a day."""
        self.day = max(self.day, day)

    def workday(self, days: int = 1) -> None:
        """Let days pass until the office works again."""
        self.day = next_working_day(self.day + timedelta(days=days))

    def staff(self, key: str) -> User:
        """A person of the office."""
        return self.ground.staff[key]

    def birth(self, move: str) -> None:
        """Bring the case into the world, or find it again with all that the story did in it."""
        key = f"story:{self.round.pk}:{slugify(self.paper.title)}"[:64]
        entry = Transition.objects.filter(user=self.applicant, key=key).first()
        if entry is None:
            given = {"organisation": self.organisation, "round": self.round, "title": self.paper.title}
            self._enter(begin("application", move, by=self.applicant, now=self.now(), key=key, **given))
        else:
            mine = Transition.objects.filter(dossier_id=entry.dossier_id, key__startswith="story:")
            self.known = list(mine.order_by("sequence"))
            self.steps = 1
        self.case = Application.objects.get(dossier_id=self.known[0].dossier_id)
        self.written = self._written()

    def _written(self) -> int:
        """How many acts there are since the last known move; before the submission (no log yet): since the birth."""
        if self.case.submitted_on is None:
            return self.case.dossier.version - len(self.known)
        since = Transition.objects.filter(dossier=self.case.dossier, sequence__gt=self.known[-1].sequence)
        return since.filter(move__in=WRITERS).count()

    def move(self, name: str, by: Any, hour: int = 10, *, record: Any = None, **data: Any) -> Transition:
        """Make a move on the case (or on a procedure of it) and tell of it."""
        if self.past:
            self.steps += 1
            return self.known[self.steps - 1]
        key = f"story:{self.steps + 1}"
        entry = perform(record or self.case, name, data, by=by, key=key, now=self.now(hour))
        self.case.refresh_from_db()
        return self._enter(entry)

    def _enter(self, entry: Transition) -> Transition:
        self.known.append(entry)
        self.steps += 1
        self.written = 0
        self.told(entry)
        return entry

    def write(
        self, act: Callable[..., Any], *args: Any, by: User, hour: int = 10, record: Any = None, **data: Any
    ) -> Any:
        """Write beside the moves, unless the story (or somebody else meanwhile) has done it before."""
        if not self.past and self.written == 0:
            return act(record or self.case, *args, by=by, now=self.now(hour), **data)
        if self.written and (not self.past or self.case.submitted_on is None):
            self.written -= 1
        return None

    def clock(self, until: date | None = None) -> None:
        """Let the clock make whatever is due up to a day, each on its own day."""
        until = until or self.day
        while not self.past:
            self.case.refresh_from_db()
            if self.case.wake_on is None or self.case.wake_on > until:
                break
            self.day = max(self.day, self.case.wake_on)
            entry = tick(self.case, now=at(self.day, 4))
            if entry is None:
                break
            self.told(entry)
        self.case.refresh_from_db()
        self.day = max(self.day, until)

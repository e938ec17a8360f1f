"""What a walkthrough says: a line per move, a table of the cases, and what was not as expected."""

from collections.abc import Iterator

from demo.stories.steps import Story
from demo.stories.telling import Telling
from demo.working import failures
from grants.actions.log import hash_of
from grants.models import Application, Transition
from grants.views.wording import stage_name
from notifications.models import Document
from notifications.rows import machine_of_entry
from workflows.law import law_of
from workflows.machine import label_of
from workflows.money import format_eur
from workflows.programmes import PROGRAMMES
from workflows.stages import OVER, Stage

OUTCOMES = {
    "settled": "abgerechnet",
    "refused": "abgelehnt",
    "revoked": "widerrufen",
    "refunded": "erstattet",
}
"""How a closed case ended."""
ENDS = {
    *(f"{Stage.CLOSED.label} ({outcome})" for outcome in OUTCOMES.values()),
    *(stage.label for stage in OVER),
}
COLUMNS = "{:<17} {:<19} {:<12} {:<41} {:>12} {:>12} {:>7}  {}"


def lines_of(title: str, entry: Transition) -> str:
    """Day, who, what, and where it led."""
    who = entry.user.name if entry.user else "Fristenuhr"
    stage = stage_name(entry.record, entry.target)
    label = label_of(machine_of_entry(entry), entry.move)
    return f"{entry.at:%d.%m.%Y}  {who:<36.36}  {title:<32.32}  {label} → {stage}"


def table_of(tale: Telling) -> Iterator[str]:
    """One line per case: number, programme, decision, award, payment, letters, and whether its log is whole."""
    yield ""
    yield COLUMNS.format(
        "Aktenzeichen", "Programm", "Entscheidung", "Stand", "Bewilligt", "Ausgezahlt", "Briefe", "Protokoll"
    )
    for story in tale.stories:
        case = story.case
        case.refresh_from_db()
        letters = Document.objects.filter(dossier=case.dossier_id, made_at__isnull=False).count()
        yield COLUMNS.format(
            case.number or "–",
            case.programme,
            decision_of(case),
            stand_of(case),
            format_eur(case.awarded) if case.awarded_cents else "–",
            format_eur(case.paid) if case.paid_cents else "–",
            letters,
            "stimmt" if log_is_whole(case) else "STIMMT NICHT",
        )


def decision_of(case: Application) -> str:
    """What the Bescheid says that left the house; a dash where none did."""
    if case.posted_on is None:
        return "–"
    return "bewilligt" if case.awarded_cents else "abgelehnt"


def stand_of(case: Application) -> str:
    """The stage; for a closed case with how it ended."""
    closed = case.stage == Stage.CLOSED
    return f"{case.stage_label} ({OUTCOMES[case.outcome]})" if closed else str(case.stage_label)


def log_is_whole(case: Application) -> bool:
    """Every entry follows the one before, unchanged, up to the head that the dossier knows."""
    before = "0" * 64
    for entry in Transition.objects.filter(dossier=case.dossier_id).order_by("sequence"):
        if entry.previous != before or hash_of(entry) != entry.hash:
            return False
        before = entry.hash
    case.dossier.refresh_from_db()
    return case.dossier.head == before


def what_failed(tale: Telling) -> list[str]:
    """Everything that is not as it should be, as sentences: expectations, post, letters, logs."""
    return [
        *(str(expectation) for expectation in tale.failed),
        *failures(),
        *(f"Kein Brief „{key}“ kam vor." for key in sorted(letters_wanted() - letters_written())),
        *(
            f"Kein Vorgang endete so: {end}."
            for end in sorted(ENDS - {stand_of(s.case) for s in tale.stories})
        ),
        *(f"{story.paper.title}: Das Protokoll stimmt nicht." for story in _broken(tale)),
    ]


def letters_wanted() -> set[str]:
    """Every letter with a document that a move of a fund or procedure names."""
    machines = PROGRAMMES.values()
    letters = [letter for machine in machines for move in machine.moves() for letter in law_of(move).letters]
    return {letter.key for letter in letters if letter.document} | {"auszahlungsmitteilung", "abrufablehnung"}


def letters_written() -> set[str]:
    """The kinds of letters that lie in the archive."""
    return set(Document.objects.filter(made_at__isnull=False).values_list("key", flat=True))


def _broken(tale: Telling) -> list[Story]:
    return [story for story in tale.stories if not log_is_whole(story.case)]

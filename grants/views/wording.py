"""German names of letters, roles and acts, as pages show them."""

from workflows.acts import ACTS
from workflows.letters import Letter
from workflows.machine import Machine, label_of
from workflows.procedures import PROCEDURES
from workflows.programmes import PROGRAMMES
from workflows.roles import Role
from workflows.stages import (
    CallStage,
    ChangeStage,
    InterimStage,
    MeasureStage,
    RefundStage,
    SittingStage,
    Stage,
)
from workflows.wording import LETTERS

RECORDS: dict[str, list[type[Machine]]] = {
    "application": list(PROGRAMMES.values()),
    "fundscall": [PROCEDURES["mittelabruf"]],
    "changerequest": [PROCEDURES["aenderungsantrag"]],
    "interimproof": [PROCEDURES["verwendungsnachweis"]],
    "refund": [PROCEDURES["erstattung"]],
    "sitting": [PROCEDURES["sitzung"]],
    "measure": [PROCEDURES["massnahme"]],
}
"""Kind of a record in the log → the machines whose moves are written there."""


STAGES = {
    "application": Stage,
    "fundscall": CallStage,
    "changerequest": ChangeStage,
    "interimproof": InterimStage,
    "refund": RefundStage,
    "sitting": SittingStage,
    "measure": MeasureStage,
}
"""Kind of a record in the log → its stages. A case and a sitting are both closed, and each says it in its own word."""


def stage_name(kind: str, stage: str) -> str:
    """The German name of a stage of a record of this kind; the clock, the births and unknown ones stay empty."""
    vocabulary = STAGES.get(kind, Stage)
    return vocabulary(stage).label if stage in list(vocabulary) else ""


WRITTEN_BY_THE_HOUSE = {"archive_bescheid": "Bescheid ins Archiv gelegt"}
"""Entries that no move and no act of a person writes, with their German names."""


def act_name(kind: str, name: str) -> str:
    """The German name of a move or act of a record of this kind, as the log names it."""
    if name in ACTS:
        return ACTS[name].label
    if name in WRITTEN_BY_THE_HOUSE:
        return WRITTEN_BY_THE_HOUSE[name]
    for machine in RECORDS.get(kind, ()):
        label = label_of(machine, name)
        if label != name:
            return label
    return name.replace("_", " ")


def role_name(role: str) -> str:
    """The German name of a role; empty for none."""
    return Role(role).label if role else ""


def letter_sentence(letter: Letter) -> str:
    """How a letter leaves the house."""
    name, to = LETTERS[letter.key], _receiver(letter.to)
    if letter.paper:
        return f"{name}: entsteht als PDF und wird auf Papier versandt."
    if letter.document:
        return f"{name}: geht per E-Mail an {to}, mit PDF im Anhang."
    return f"{name}: geht per E-Mail an {to}."


def _receiver(role: Role) -> str:
    known = {Role.APPLICANT: "die Antragsteller*in", Role.MEMBER: "die Mitglieder des Gremiums"}
    return known.get(role, role.label)

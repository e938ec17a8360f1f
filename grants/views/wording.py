"""German names of letters, roles and acts, as pages show them."""

from grants.kinds import kind_named
from workflows.acts import ACTS
from workflows.letters import Letter
from workflows.machine import label_of
from workflows.roles import Role
from workflows.sentence import Sentence
from workflows.wording import LETTERS


def stage_name(name: str, stage: str) -> str:
    """The German name of a stage of a record that the log calls ``name``; empty for the clock, births, unknown ones.

    A case and a sitting are both closed, and each says it in its own word.
    """
    return kind_named(name).stage_label(stage)


WRITTEN_BY_THE_HOUSE = {"archive_bescheid": "Bescheid ins Archiv gelegt"}
"""Entries that no move and no act of a person writes, with their German names."""


def act_name(record: str, name: str) -> str:
    """The German name of a move or act of a record that the log calls ``record``."""
    if name in ACTS:
        return ACTS[name].label
    if name in WRITTEN_BY_THE_HOUSE:
        return WRITTEN_BY_THE_HOUSE[name]
    for machine in kind_named(record).machines:
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
        return Sentence("{name}: entsteht als PDF und wird auf Papier versandt.", name=name)
    if not letter.mailed:
        return Sentence("{name}: entsteht als PDF für die Akte; es geht nicht hinaus.", name=name)
    if letter.document:
        return Sentence("{name}: geht per E-Mail an {to}, mit PDF im Anhang.", name=name, to=to)
    return f"{name}: geht per E-Mail an {to}."


def _receiver(role: Role) -> str:
    known = {Role.APPLICANT: "die Antragsteller*in", Role.MEMBER: "die Mitglieder des Gremiums"}
    return known.get(role, role.label)

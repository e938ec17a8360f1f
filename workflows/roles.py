"""The one vocabulary of roles: what somebody is for one record, the German labels, and every named group of roles."""

from workflows.labelled import Labelled


class Role(Labelled):
    """What someone is *for one record*. The keys follow the list of actors in docs/glossary.md."""

    APPLICANT = "applicant", "Antragsteller*in"
    SIGNATORY = "signatory", "Vertretungsberechtigte Person"
    ADVISOR = "advisor", "Berater*in"
    CASEWORKER = "caseworker", "Sachbearbeitung"
    LEAD = "lead", "Leitung"
    OFFICE = "office", "Geschäftsstelle"
    CHAIR = "chair", "Vorsitz"
    MEMBER = "member", "Mitglied"
    CERTIFIER = "certifier", "Feststeller*in"
    ORDERER = "orderer", "Anordnungsbefugte*r"
    TREASURY = "treasury", "Stadtkasse"
    AUDITOR = "auditor", "Rechnungsprüfungsamt"
    DPO = "dpo", "Datenschutzbeauftragte*r"
    ADMIN = "admin", "Fachadministration"
    CLOCK = "clock", "Fristenuhr"


APPLICANTS = frozenset({Role.APPLICANT, Role.SIGNATORY})
"""Who speaks for the applicant."""
ADVICE = frozenset({Role.ADVISOR, Role.CASEWORKER})
"""Who advises, and answers what an organisation writes."""
CLERKS = frozenset({Role.CASEWORKER, Role.OFFICE})
"""Who keeps the file: council papers, addresses, measures."""
DECIDERS = frozenset({Role.CASEWORKER, Role.LEAD})
"""Who drafts a decision or gives more time; never the same person for both halves of four eyes."""
FILE_KEEPERS = CLERKS | DECIDERS
"""Who writes in a case after it was sent: one drafts, another releases, a third dispatches."""
POST_OFFICE = frozenset({Role.OFFICE, Role.LEAD})
"""Who sees to what does not arrive, and to cases that are put off again and again."""
OPERATION = frozenset({Role.LEAD, Role.ADMIN})
"""Who sees whether the house itself works."""
DESK = FILE_KEEPERS | ADVICE
"""Who works on cases: reads what was sent, and writes messages and notes."""
AUDIT = frozenset({Role.AUDITOR, Role.DPO})
"""Who reads the files and works on none."""
READING_DESK = DESK | AUDIT
"""Functions that see every case that was sent."""
MONEY = frozenset({Role.CERTIFIER, Role.ORDERER, Role.TREASURY})
"""Functions that see every case with a posted award."""
INSIDE = READING_DESK | MONEY
"""Functions of the administration that see cases."""
BODY = frozenset({Role.MEMBER, Role.CHAIR})
"""Seats in a body: they see the papers of a case, no bank data and no private address."""
CONDUCT = frozenset({Role.CHAIR, Role.OFFICE})
"""Who conducts a sitting: presence, motions, ballots, results."""
SITTING_DESK = FILE_KEEPERS | {Role.AUDITOR}
"""Functions that see the sittings of a body and its measures, planned ones as well."""
WAITED_FOR = DESK | {Role.CHAIR, Role.CLOCK}
"""Whom a case may wait for, beside the applicant."""
READS_INTERNAL = INSIDE | {Role.CHAIR}
"""Who reads why a step is refused, sentences for the office included."""
UNSEEN_IN_LETTERS = APPLICANTS | {Role.CLOCK}
"""Who makes a move without standing behind its letter: the office signs it."""

FUNCTIONS = (
    Role.ADVISOR,
    Role.CASEWORKER,
    Role.LEAD,
    Role.OFFICE,
    Role.CERTIFIER,
    Role.ORDERER,
    Role.TREASURY,
    Role.AUDITOR,
    Role.DPO,
    Role.ADMIN,
)
"""Roles that a person holds as a function of the administration, in the order of the form."""
TWO_GIVE = (Role.LEAD, Role.ADMIN)
"""Functions that two people give and take: whoever holds one gives rights or releases what others have drafted."""

FIRST_NEEDED = (Role.LEAD, Role.OFFICE, Role.CASEWORKER)
"""Functions that somebody holds before the first round opens."""
FIRST_DAY = (*FIRST_NEEDED, Role.CERTIFIER, Role.ORDERER, Role.TREASURY)
"""Functions that the first day of an office asks for, in the order of its form; the money may come later."""


def first_of(roles: frozenset[Role]) -> Role:
    """The role among these that stands first in the list of actors; ValueError for none."""
    return min(roles, key=list(Role).index)

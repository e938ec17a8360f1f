"""The records of the house. Fields, constraints, querysets and thin properties; no verbs."""

from grants.models.application import Application
from grants.models.attachment import Attachment
from grants.models.call import Call, Pot
from grants.models.change import ChangeRequest, InterimProof
from grants.models.consultation import CaseMessage, ConsultationNote
from grants.models.council import CouncilVote
from grants.models.decision import Draft, Lawsuit
from grants.models.dossier import Counter, Dossier, Seal
from grants.models.guideline import AnnexText, BaseRate, Guideline, OfficeData
from grants.models.kuratorium import Ballot, Body, Exclusion, Item, Presence, Seat, Sitting
from grants.models.ledger import Entry
from grants.models.measure import Measure
from grants.models.organisation import Membership, Organisation
from grants.models.payment import AccountChange, FundsCall
from grants.models.plan import PlanLine
from grants.models.project import ApplicationVersion, Milestone, Project, Release
from grants.models.proof import ProofLine, ProofOfUse, Receipt
from grants.models.record import Beside, Record
from grants.models.recovery import Claim, Refund, RefundPayment
from grants.models.review import Review
from grants.models.transition import Transition
from grants.models.user import Function, SecondFactor, User

__all__ = [
    "AccountChange",
    "AnnexText",
    "Application",
    "ApplicationVersion",
    "Attachment",
    "Ballot",
    "BaseRate",
    "Beside",
    "Body",
    "Call",
    "CaseMessage",
    "ChangeRequest",
    "Claim",
    "ConsultationNote",
    "CouncilVote",
    "Counter",
    "Dossier",
    "Draft",
    "Entry",
    "Exclusion",
    "Function",
    "FundsCall",
    "Guideline",
    "InterimProof",
    "Item",
    "Lawsuit",
    "Measure",
    "Membership",
    "Milestone",
    "OfficeData",
    "Organisation",
    "PlanLine",
    "Pot",
    "Presence",
    "Project",
    "ProofLine",
    "ProofOfUse",
    "Receipt",
    "Record",
    "Refund",
    "RefundPayment",
    "Release",
    "Review",
    "Seal",
    "Seat",
    "SecondFactor",
    "Sitting",
    "Transition",
    "User",
]

"""The records of the house. Fields, constraints, querysets and thin properties; no verbs."""

from grants.models.advice import CaseMessage, ConsultationNote
from grants.models.applications import Application
from grants.models.attachments import Attachment
from grants.models.batches import Batch, BatchRow
from grants.models.changes import ChangeRequest, InterimProof
from grants.models.check import Review
from grants.models.council import CouncilVote
from grants.models.decisions import Draft, Lawsuit
from grants.models.dossier import Counter, Dossier, Seal
from grants.models.first_day import Confirmation
from grants.models.guidelines import AnnexText, BaseRate, Guideline, OfficeData
from grants.models.ledger import Entry
from grants.models.measures import Measure
from grants.models.organisations import Membership, Organisation
from grants.models.payment_runs import BankReport, PaymentRun, PaymentRunRow, RunDownload
from grants.models.payments import AccountChange, Mittelabruf
from grants.models.people import Function, RightAsked, SecondFactor, User
from grants.models.plan import PlanLine
from grants.models.projects import ApplicationVersion, Milestone, Project, Release
from grants.models.proofs import ProofLine, ProofOfUse, Receipt
from grants.models.record import Beside, Record
from grants.models.refunds import Claim, Refund, RefundPayment
from grants.models.restores import Restore
from grants.models.rounds import Pot, Round
from grants.models.sittings import Ballot, Body, Exclusion, Item, Presence, Seat, Sitting
from grants.models.transition import Transition
from grants.models.watching import Alert, Heartbeat

__all__ = [
    "AccountChange",
    "Alert",
    "AnnexText",
    "Application",
    "ApplicationVersion",
    "Attachment",
    "Ballot",
    "BankReport",
    "BaseRate",
    "Batch",
    "BatchRow",
    "Beside",
    "Body",
    "CaseMessage",
    "ChangeRequest",
    "Claim",
    "Confirmation",
    "ConsultationNote",
    "CouncilVote",
    "Counter",
    "Dossier",
    "Draft",
    "Entry",
    "Exclusion",
    "Function",
    "Guideline",
    "Heartbeat",
    "InterimProof",
    "Item",
    "Lawsuit",
    "Measure",
    "Membership",
    "Milestone",
    "Mittelabruf",
    "OfficeData",
    "Organisation",
    "PaymentRun",
    "PaymentRunRow",
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
    "Restore",
    "Review",
    "RightAsked",
    "Round",
    "RunDownload",
    "Seal",
    "Seat",
    "SecondFactor",
    "Sitting",
    "Transition",
    "User",
]

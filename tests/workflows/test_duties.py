"""Who may make which move, written down beside the machines from the table of the life cycle (T1–T38)."""

from tests.funds.nachbarschaft import law as nachbarschaft
from tests.tables import each
from workflows.law import law_of
from workflows.procedures import PROCEDURES
from workflows.programmes import PROGRAMMES
from workflows.roles import Role

BODY = "chair office"
CLERK = "caseworker office"
DUTIES = {
    # Beratung und Antrag: the applicant and who advises; what binds is for who may sign
    "open_consultation": "applicant signatory advisor caseworker",
    "start_draft": "applicant signatory",
    "close_consultation": "applicant signatory advisor caseworker",
    "discard_draft": "applicant signatory",
    "submit": "signatory",
    "withdraw": "signatory",
    "supply_documents": "signatory",
    "confirm_adapted_plan": "signatory",
    "finish_early": "signatory",
    "waive_grant": "signatory",
    "file_proof": "signatory",
    "supply_proof_documents": "signatory",
    "call_funds": "signatory",
    "open_payment": "caseworker",
    # Prüfung: one person prepares, the lead releases
    "begin_check": "caseworker",
    "request_documents": "caseworker",
    "confirm_completeness": "caseworker",
    "propose_refusal": "caseworker",
    "draft_award": "caseworker",
    "draft_refusal": "caseworker",
    "request_adapted_plan": "caseworker",
    "request_adapted_plan from in_council": CLERK,
    "accept_waiver_of_remedies": "caseworker",
    "request_proof_documents": "caseworker",
    "extend_period": "caseworker lead",
    "release_for_sitting": "lead",
    "return_review": "lead",
    "return_to_check": "lead",
    "discontinue": "lead",
    "release_award": "lead",
    "release_refusal": "lead",
    "suspend_payments": "lead",
    "resume_payments": "lead",
    "meet_condition": "lead",
    "consent_early_start": "lead",
    "accept_proof": "lead",
    "record_faulty_instruction": "lead",
    "record_lawsuit": "caseworker lead",
    "close_lawsuit": "caseworker lead",
    # Gremium: whoever leads the sitting, and the office that keeps its minutes
    "open_item": BODY,
    "defer": BODY,
    "relist": BODY,
    "endorse": BODY,
    "decline": BODY,
    "record_advice": BODY,
    "plan_sitting": "office",
    "invite": "office",
    "open_sitting": BODY,
    "close_sitting": BODY,
    "put_on_reserve_list": BODY,
    "move_up": BODY,
    "leave_reserve_list": BODY,
    "catalogue_measure": "office",
    "select_measures": "office",
    "announce": "office",
    "announce_again": "office",
    "close_measure": "office",
    # Ratsgremien: they keep minutes of their own; the office writes down what these say
    "hand_to_council": CLERK,
    "record_council_advice": CLERK,
    "record_council_approval": CLERK,
    "record_council_deferral": CLERK,
    "record_council_refusal": CLERK,
    "record_presentation": CLERK,
    # Post
    "dispatch_award": CLERK,
    "dispatch_refusal": CLERK,
    "record_returned_mail": CLERK,
    "record_receipt": CLERK,
    # Geld: three people (§ 126 NKomVG)
    "certify": "certifier",
    "order_payment": "orderer",
    "confirm_payment": "treasury",
    "record_payment_made": "treasury",
    "draft_call_refusal": "caseworker",
    "refuse_call": "lead",
    "dispatch_call_refusal": CLERK,
    "return_call": "certifier orderer",
    "return_call from ordered": "orderer treasury",
    # Anhörung, Widerruf, Erstattung: the desk hears and drafts, the lead decides, the treasury collects
    "open_hearing": "caseworker lead",
    "waive_paid_grant": "signatory",
    "record_hearing_answer": "caseworker lead",
    "draft_claim": "caseworker",
    "claim_refund": "lead",
    "release_revocation": "lead",
    "revoke_unpaid": "caseworker lead office",
    "revoke_in_part": "caseworker lead office",
    "drop_claim": "lead",
    "resume_award": "lead",
    "resume_final": "lead",
    "resume_project": "lead",
    "resume_proof_due": "lead",
    "resume_proof_check": "lead",
    "dispatch_claim": CLERK,
    "record_returned_claim": CLERK,
    "record_claim_receipt": CLERK,
    "recall_claim": "lead",
    "settle_refund": "treasury",
    "enforce": "treasury",
    "order_collection": "orderer",
    "close_collection": "treasury",
    "record_receipt_of_refund": "treasury",
    "remind_of_refund": "treasury",
    "defer_refund": "lead",
    "give_up_refund": "lead",
    # Berichtigen, wieder aufnehmen, dem Gericht folgen
    "correct_obvious_error": "lead",
    "reopen": "lead",
    "follow_court": "lead",
    # Änderungen und Zwischennachweise: the recipient asks, one drafts, the lead decides
    "request_change": "signatory",
    "request_extension": "signatory",
    "take_back_change": "signatory",
    "draft_decision": "caseworker",
    "grant_change": "lead",
    "refuse_change": "lead",
    "grant_extension": "lead",
    "refuse_extension": "lead",
    "dispatch_change": CLERK,
    "file_interim_proof": "signatory",
    "accept_interim_proof": "caseworker",
    "return_interim_proof": "caseworker",
    # Fristenuhr und Ende
    "lapse_request": "clock",
    "lapse_adapted_plan": "clock",
    "lapse_proof_request": "clock",
    "become_final": "clock",
    "close_refusal": "clock",
    "begin_project": "clock",
    "end_period": "clock",
    "archive": "clock",
    "erase": "dpo",
}
"""Move (or „move from stage“) → the roles that may make it."""
DUTIES |= nachbarschaft.DUTIES
EVERY = {
    f"{move.slug}-{move.source or 'new'}-{machine.slug}": (move,)
    for machine in (*PROGRAMMES.values(), *PROCEDURES.values())
    for move in machine.moves()
}


@each(EVERY)
def test_only_they_whose_duty_it_is_may_make_a_move(move):
    named = DUTIES.get(f"{move.slug} from {move.source}") or DUTIES[move.slug]
    assert law_of(move).by == {Role(name) for name in named.split()}


def test_no_duty_is_left_over():
    assert {name.partition(" ")[0] for name in DUTIES} == {move.slug for (move,) in EVERY.values()}

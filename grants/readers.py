"""Who may read the texts of the records: one row a field, the widest audience. Pages and letters keep to it.

A text that somebody of the office types for the file is ``OFFICE``; the applicants' own words are ``APPLICANT``. What
is typed into the form of a move is declared at the move (``readers=``).
"""

from workflows.readers import Reader

_PUBLIC = {
    "AnnexText": "text",
    "Round": "title theme",
    "Guideline": "terms_text source",
    "Measure": "title unit",
    "OfficeData": "authority head department street court court_address cash_office audit_office",
    "Organisation": "name",  # of funded projects, once the applicants have agreed; individuals stay unnamed
    "Project": "title summary",  # the same
    "Sitting": "place",
}
_APPLICANT = {
    "AccountChange": "account_holder",
    "Application": "terms_text documents_requested condition_open words",
    "ApplicationVersion": "text",
    "Attachment": "name content_type",
    "CaseMessage": "author_name author_standing text",  # but for the rows that are marked internal
    "ChangeRequest": "wish why reasoning",
    "Claim": "reasoning",
    "ConsultationNote": "advisor_name advisor_standing topics advice",
    "Draft": "purpose duties condition reasons",  # once it is released
    "Mittelabruf": "need account_holder certified_note reasoning returned_reason",
    "InterimProof": "report note",
    "Milestone": "title place",
    "Organisation": "street representatives jointly_liable account_holder",
    "PlanLine": "label calculation",
    "Project": ("contact_name early_start_reason low_share_reason"),
    "ProofOfUse": "report goals_reached publicity further_income_from",
    "Receipt": "payee reason",
    "User": "name",
}
_BODY = {
    "Application": "words_body",
    "Item": "motion listed_motion",
    "Pot": "title",
    "Review": "assessment unit_statement low_share_reason",
}
_OFFICE = {
    "Application": "outcome_reason review_returned words_office",
    "BatchRow": "label reason",
    "Claim": "answer",
    "Confirmation": "subject",
    "Entry": "key reason",
    "Exclusion": "ground",
    "Mittelabruf": "paid_despite",
    "PaymentRun": "payer content",
    "PaymentRunRow": "returned_reason",
    "ProofLine": "note",
    "ProofOfUse": "check_note",
    "Review": "state_aid",
    "Restore": "reason lost noted_by",
    "Seal": "lines",
    "Transition": "facts private",
    "User": "password",
}

READERS: dict[tuple[str, str], Reader] = {
    (model, name): reader
    for reader, table in (
        (Reader.PUBLIC, _PUBLIC),
        (Reader.APPLICANT, _APPLICANT),
        (Reader.BODY, _BODY),
        (Reader.OFFICE, _OFFICE),
    )
    for model, names in table.items()
    for name in names.split()
}
"""Model and field → the widest audience of its text."""

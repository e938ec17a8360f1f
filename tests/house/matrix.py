"""Who finds and who writes what: the one table of DESIGN § 4 and of the roles' page, by hand and not from the code.

Every address has a row for every scene in which it says something. To everybody who is not in ``finds`` it is as if
there were nothing there; whoever finds it and is not in ``writes`` changes nothing by whatever they send.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

OWN = frozenset({"applicant", "signatory"})
WRITING_DESK = frozenset({"advisor", "caseworker", "lead", "office"})
DESK = WRITING_DESK | {"auditor", "dpo"}
MONEY = frozenset({"certifier", "orderer", "treasury"})
BODY = frozenset({"chair", "member"})
OTHER_LEAD = frozenset({"lead of another fund"})
OUTSIDE = frozenset({"signatory of another organisation", "stranger", "admin"}) | OTHER_LEAD
CLERK, LEAD, OFFICE = frozenset({"caseworker"}), frozenset({"lead"}), frozenset({"office"})
ORDERER, TREASURY = frozenset({"orderer"}), frozenset({"treasury"})
SIGNATORY, CHAIR_OFFICE = frozenset({"signatory"}), frozenset({"chair", "office"})
POST_OFFICE = OFFICE | LEAD
OPERATION = LEAD | {"admin"}
BARRED = frozenset({"excluded member"})
SITTING_DESK = frozenset({"office", "lead", "caseworker", "auditor"})
SIGNED_IN = OWN | DESK | MONEY | BODY | OUTSIDE | BARRED
NAME_THEMSELVES = OWN | {"signatory of another organisation", "stranger"}
"""The office sets the names of all others."""
EVERYBODY = SIGNED_IN | {"anonymous"}
NOBODY: frozenset[str] = frozenset()
People = frozenset[str]

SEES_CASE: dict[str, People] = {
    "draft": OWN,
    "check": OWN | DESK,
    "sitting": OWN | DESK | BODY,
    "grant": OWN | DESK | MONEY | BODY,
    "proof": OWN | DESK | MONEY | BODY,
    "beside": OWN | DESK | MONEY | BODY,
    "hearing": OWN | DESK | MONEY | BODY,
    "refund": OWN | DESK | MONEY | BODY,
}
"""Scene → who may open its case: the applicant's draft is theirs alone; money begins with the posted award."""


@dataclass(frozen=True)
class Row:
    """One address in one scene. ``said`` is what the form is filled with; ``form`` the page where the form stands.

    ``finds`` is cut with those who see the case of the scene, unless the row is ``apart`` from it.
    """

    name: str
    scene: str
    finds: People
    writes: People = NOBODY
    said: Mapping[str, str] = field(default_factory=dict)
    arguments: tuple[str, ...] = ("case",)
    query: str = ""
    form: str = ""
    apart: bool = False
    only: str = ""
    """The one method that the address answers; everybody who is signed in is told so."""

    @property
    def found_by(self) -> People:
        return self.finds if self.apart else self.finds & SEES_CASE[self.scene]


def _case(name: str, finds: People, writes: Mapping[str, People], said: Mapping[str, str] = {}, **more: str):
    """A row for every scene; ``writes`` names the scenes in which the act belongs somewhere."""
    return [
        Row(f"grants:{name}", scene, finds, writes.get(scene, NOBODY), said, **more) for scene in SEES_CASE
    ]


def _move(scene: str, move: str, who: People, said: Mapping[str, str], *, opens: bool = True) -> Row:
    arguments = ("case", move)
    return Row("grants:move", scene, who, who if opens else NOBODY, said, arguments)


def _item(
    name: str, finds: People, writes: People = NOBODY, said: Mapping[str, str] = {}, **more: str
) -> Row:
    return Row(f"grants:{name}", "sitting", finds, writes, said, ("sitting", "position"), apart=True, **more)


EARLY = ("draft", "check", "sitting")
AFTER = ("beside", "hearing", "refund")
OPEN = ("check", "sitting", "grant", "proof", *AFTER)
MESSAGE = {"nachricht-text": "Bitte rufen Sie an."}
UPLOAD = {"kind": "sonstiges", "file": "Notiz.pdf"}
ADVICE = {"topics": "Fristen", "advice": "Bitte warten Sie auf den Bescheid."}
REPORT = {"report": "Alle Treffen haben stattgefunden."}
CALLING = {"amount": "100,00", "need": "Honorare"}

CASE = [
    *_case("case", EVERYBODY, {}),
    *_case("application", EVERYBODY, {"draft": OWN}, {"summary": "Anders."}, query="?abschnitt=vorhaben"),
    *_case("attachments", EVERYBODY, dict.fromkeys(OPEN, OWN | WRITING_DESK) | {"draft": OWN}, UPLOAD),
    *_case("messages", EVERYBODY, dict.fromkeys(OPEN, OWN | WRITING_DESK), MESSAGE, form="grants:case"),
    *_case("release", EVERYBODY, {}),
    *_case("advice", DESK, dict.fromkeys(OPEN, frozenset({"advisor", "caseworker"})), ADVICE),
    *_case("review", DESK, {"check": CLERK}, {"assessment": "Gut."}),
    *_case("assign", LEAD, dict.fromkeys(OPEN, LEAD), {"caseworker": "$clerk"}),
    *_case("verify_iban", CLERK, dict.fromkeys(OPEN, CLERK),
           {"compared": "DE02120300000000202051", "proven": "on"}),
    *_case("list_item", OFFICE, {}),
    *_case("exclude", BODY | {"office"}, {"sitting": BODY | {"office"}}, {"ground": "family", "seat": "$seat"}),
]  # fmt: skip
"""What stands below a case in every one of its stages."""

LATER = [
    *(Row("grants:draft", scene, NOBODY) for scene in EARLY),
    *(Row("grants:draft", scene, DESK) for scene in ("grant", "proof", *AFTER)),
    *(Row("grants:check_proof", scene, NOBODY) for scene in SEES_CASE),
    *(Row(f"grants:{name}", scene, NOBODY) for name in ("new_mittelabruf", "proof") for scene in EARLY),
    Row("grants:new_mittelabruf", "grant", OWN, SIGNATORY, CALLING),
    Row("grants:proof", "grant", OWN),
    Row("grants:proof", "proof", OWN, OWN, REPORT),
    Row("grants:attachment", "sitting", EVERYBODY, arguments=("case", "concept")),
    Row("grants:attachment", "sitting", OWN | DESK | MONEY, arguments=("case", "private")),
    Row("grants:attachment", "grant", OWN | DESK | MONEY, arguments=("case", "private")),
    Row("grants:remove_attachment", "draft", OWN, OWN, arguments=("case", "private")),
    Row("grants:remove_attachment", "sitting", OWN | DESK, arguments=("case", "private")),
    Row("grants:mittelabruf", "grant", OWN | DESK | MONEY, arguments=("round",)),
    Row("grants:mittelabruf_move", "grant", frozenset({"certifier"}), frozenset({"certifier"}),
        {"recognised": "100,00", "note": "Mehr ist nicht belegt."},
        arguments=("round", "certify")),
    Row("grants:mittelabruf_move", "grant", frozenset({"treasury"}), arguments=("round", "confirm_payment")),
    Row("notifications:document", "grant", OWN | DESK | MONEY, arguments=("document",), only="GET"),
    Row("notifications:row", "grant", POST_OFFICE, arguments=("post",), only="GET"),
    Row("notifications:act", "grant", POST_OFFICE, arguments=("post", "drucken")),
    Row("notifications:mail", "grant", POST_OFFICE, arguments=("mail",), only="GET"),
]  # fmt: skip
"""What is there only from a certain stage on."""

INNER = OWN | DESK | MONEY
CONTENT = {"subject": "content", "wish": "Anderer Ort", "why": "Gesperrt"}
AFTER_THE_AWARD = [
    Row("grants:new_change", "beside", OWN, SIGNATORY, CONTENT),
    Row("grants:change", "beside", INNER, arguments=("aenderungsantrag",)),
    Row("grants:change_move", "beside", CLERK, CLERK, {"reasoning": "Gut."},
        ("aenderungsantrag", "draft_decision")),
    Row("grants:change_move", "beside", LEAD, arguments=("aenderungsantrag", "grant_change")),
    Row("grants:interim_proof", "beside", INNER, arguments=("verwendungsnachweis",)),
    Row("grants:interim_proof_move", "beside", CLERK, CLERK, {},
        ("verwendungsnachweis", "accept_interim_proof")),
    Row("grants:interim_proof_move", "beside", CLERK, CLERK, {"reason": "Die Ausgaben fehlen."},
        ("verwendungsnachweis", "return_interim_proof")),
    Row("grants:new_refund", "refund", ORDERER),
    Row("grants:refund", "refund", INNER, arguments=("erstattung",)),
    Row("grants:refund_move", "refund", TREASURY, TREASURY,
        {"refunded_on": "$today", "refunded": "100,00"}, ("erstattung", "record_receipt_of_refund")),
    Row("grants:refund_move", "refund", LEAD, LEAD, {"deferred_until": "$soon", "reason": "Engpass"},
        ("erstattung", "defer_refund")),
    _move("hearing", "record_hearing_answer", CLERK | LEAD, {"received_on": "$today"}),
    _move("hearing", "resume_project", LEAD, {"reason": "Der Bericht ist da."}),
    _move("refund", "record_returned_claim", CLERK | OFFICE, {"reason": "Unbekannt verzogen"}),
]  # fmt: skip
"""Beside a grant, and when it is taken back."""

MOVES = [
    _move("draft", "submit", SIGNATORY, {}),
    _move("draft", "discontinue", NOBODY, {}),
    _move("check", "withdraw", SIGNATORY, {"reason": "Keine Zeit."}),
    _move("check", "request_documents", CLERK, {"items": "Satzung"}),
    _move("check", "discontinue", LEAD, {"reason": "Aufgelöst."}),
    _move("sitting", "defer", CHAIR_OFFICE, {"reason": "Rückfragen"}),
    _move("grant", "suspend_payments", LEAD, {"reason": "Prüfung"}),
    _move("grant", "dispatch_award", frozenset({"office", "caseworker"}), {}, opens=False),
    _move("proof", "file_proof", SIGNATORY, {}, opens=False),
    _move("proof", "erase", frozenset({"dpo"}), {}, opens=False),
]

SITTING = [
    Row("grants:sitting", "sitting", SITTING_DESK | BODY | BARRED, arguments=("sitting",), apart=True),
    Row("grants:sitting_move", "sitting", CHAIR_OFFICE, arguments=("sitting", "close_sitting"), apart=True),
    Row("grants:presence", "sitting", CHAIR_OFFICE, CHAIR_OFFICE,
        arguments=("sitting",), apart=True),
    _item("item", SITTING_DESK | BODY),
    _item("open_ballot", SITTING_DESK | BODY, only="POST"),
    _item("cast", BODY, BODY, {"choice": "yes"}, form="grants:item", only="POST"),
    _item("close_ballot", CHAIR_OFFICE, CHAIR_OFFICE),
    _item("amend_item", CHAIR_OFFICE, NOBODY, {"amount": "100,00"}),
    _item("change_item", OFFICE, NOBODY, {"amount": "100,00"}),
    _item("unlist_item", OFFICE),
]  # fmt: skip

LISTS = [
    Row("grants:home", "grant", EVERYBODY, apart=True, arguments=()),
    Row("grants:rounds", "grant", SIGNED_IN, apart=True, arguments=()),
    Row("grants:cases", "grant", SIGNED_IN, apart=True, arguments=()),
    Row("grants:new_case", "grant", SIGNED_IN, SIGNED_IN, {"organisation": "new", "name": "Neu e. V.", "title": "Fest",
        "start": "start_draft", "round": "$round"}, apart=True, arguments=()),
    Row("grants:sittings", "sitting", SITTING_DESK | BODY | BARRED | OTHER_LEAD, apart=True, arguments=()),
    Row("grants:new_sitting", "sitting", OFFICE, OFFICE,
        {"held_on": "$soon", "starts_at": "17:00", "place": "Raum 1"}, apart=True, arguments=()),
    Row("grants:mittelabrufe", "grant", OWN | DESK | MONEY | {"admin"} | OTHER_LEAD, apart=True, arguments=()),
    Row("grants:paying", "grant", MONEY, apart=True, arguments=()),
    Row("grants:payment_runs", "grant", TREASURY, apart=True, arguments=()),
    Row("grants:payment_run", "grant", NOBODY, apart=True, only="GET"),  # of what is made in tests/grants
    Row("grants:run_file", "grant", NOBODY, apart=True, only="POST"),
    Row("grants:bank_report", "grant", NOBODY, arguments=("0" * 64,), apart=True, only="GET"),
    Row("notifications:run_sheet", "grant", NOBODY, apart=True, only="GET"),
    Row("grants:pots", "grant", DESK | MONEY, LEAD, {"amount": "100,00", "reason": "Rat"},
        apart=True, arguments=()),
    Row("grants:bodies", "sitting", SITTING_DESK | OTHER_LEAD, LEAD,
        {"body": "arbeitsausschuss", "arbeitsausschuss-regime": "vwvfg"}, apart=True, arguments=()),
    Row("grants:first_day", "grant", NOBODY, apart=True, arguments=()),
    Row("grants:first_day_step", "grant", NOBODY, NOBODY, {"name_lead": "Kim Neu"}, ("personen",), apart=True),
    Row("grants:first_day_part", "grant", NOBODY, NOBODY, {"total": "1,00"}, ("topf", "x"), apart=True),
    Row("grants:profile", "grant", SIGNED_IN, NAME_THEMSELVES, {"name": "Kim Neu"}, apart=True, arguments=()),
    Row("grants:rights", "grant", LEAD | {"admin"} | OTHER_LEAD, apart=True, arguments=()),
    Row("notifications:outbox", "grant", POST_OFFICE | OTHER_LEAD, apart=True, arguments=(), only="GET"),
    Row("notifications:failed", "grant", POST_OFFICE | OTHER_LEAD, apart=True, arguments=()),
    Row("grants:batch", "grant", NOBODY, apart=True, only="GET"),  # of whoever began it
    Row("notifications:held", "grant", POST_OFFICE | OTHER_LEAD, apart=True, arguments=()),
    Row("notifications:mails", "grant", POST_OFFICE | OTHER_LEAD, apart=True, arguments=(), only="GET"),
    Row("notifications:operation", "grant", OPERATION | OTHER_LEAD, apart=True, arguments=(), only="GET"),
]  # fmt: skip
"""Lists: found by those who can have something in them."""

COUNCIL = [
    Row("grants:measures", "check", SITTING_DESK | OTHER_LEAD, apart=True, arguments=()),
    Row("grants:new_measure", "check", OFFICE, OFFICE,
        {"title": "Singen", "field_of_action": "kultur", "unit": "OE 41"},
        apart=True, arguments=()),
    Row("grants:measure", "check", SITTING_DESK, arguments=("measure",), apart=True),
    Row("grants:measure_move", "check", OFFICE, arguments=("measure", "select_measures"), apart=True),
    Row("grants:papers", "check", SITTING_DESK | OTHER_LEAD, apart=True, arguments=()),
]  # fmt: skip
"""The way to the council: the office's, for the programmes of its functions."""

PUBLIC = [
    *(
        Row(f"grants:{name}", "grant", EVERYBODY, apart=True, arguments=())
        for name in ("fit", "funded", "imprint", "accessibility", "privacy", "conditions", "signed_in")
    ),
    Row("grants:programme", "grant", EVERYBODY, apart=True, arguments=("programme",)),
    Row("healthz", "grant", EVERYBODY, apart=True, arguments=()),
    Row("readyz", "grant", EVERYBODY, apart=True, arguments=()),
    Row("metrics", "grant", NOBODY, apart=True, arguments=()),
    Row("demo:sign_in", "grant", NOBODY, apart=True, arguments=()),
]
"""Open to everybody; the sign-in of the demonstration is nowhere but there."""

TABLE = [*CASE, *LATER, *AFTER_THE_AWARD, *MOVES, *SITTING, *LISTS, *COUNCIL, *PUBLIC]

ELSEWHERE = frozenset(
    {
        "grants:agree_reopening",
        "grants:change_account",
        "grants:correct_address",
        "grants:new_interim_proof",
        "grants:undo",
        "notifications:preview",
    }
)
"""Addresses of records that no scene has yet; tests/house/test_routes.py holds strangers and the unknown off them."""

"""What lifts letter facts of an older version: pure functions, one a version."""

from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import Any
from urllib.parse import urljoin

from grants import annex
from workflows.period import Period, Unit
from workflows.sentence import VERBATIM


def with_annex(key: str, body: dict) -> dict:
    """Version 1: the ANBest-P stood in the template; they are the text that comes with the program."""
    if key != "zuwendungsbescheid":
        return body
    letter = SimpleNamespace(
        proof_within=Period(body["proof_months"], Unit.MONTHS),
        use_within=Period(body["use_within_months"], Unit.MONTHS),
        proof_due=date.fromisoformat(body["proof_due"]),
        interim_proof_due=None,  # no Bescheid of that time ordered one
        receipts_kept=Period(body["keep_years"], Unit.YEARS),
        line_tolerance=Decimal(body["line_tolerance"]),
        inventory_from=Decimal(body["inventory_from"]),
        kind=body["kind"],
        at_once=False,  # every fund of that time was called for
        sender=SimpleNamespace(audit_office=body["sender"]["audit_office"]),
    )
    lines = annex.filled(annex.SHIPPED, annex.marks_of(letter), annex.values_of(letter))
    return {**body, "annex": list(lines), "annex_version": annex.VERSION}


UNWRITTEN: dict[str, tuple[str, ...]] = {
    "eingangsbestaetigung": ("missing",),
    "nachforderung": ("note",),
    "zuwendungsbescheid": ("bound_until", "instalments", "retained", "forwarding"),
    "ablehnungsbescheid": ("alternatives",),
    "abschlussmitteilung": ("notes",),
}
"""Letter key → fields of version 2 that never held anything but their default."""


def without_unwritten(key: str, body: dict) -> dict:
    """Version 2: the facts had fields that nobody wrote."""
    kept = _without(body, "salutation", *UNWRITTEN.get(key, ()))
    kept["sender"] = _without(body["sender"], "web")
    kept["contact"] = _without(body["contact"], "room")
    if "signature" in body:
        kept["signature"] = _without(body["signature"], "acting")
    if key == "eingangsbestaetigung":
        *kept["answers"], last = body["answers"]  # the last one was no answer
        kept |= {"digest": last["text"], "privacy_link": urljoin(body["link"], "/datenschutz/")}
    if key == "nachforderung":
        kept["missing"] = [item["what"] for item in body["missing"]]
    if key == "widerrufsbescheid" and body["amount"] is None:
        kept["amount"] = body["granted"]
    return kept


def with_cited_guideline(key: str, body: dict) -> dict:
    """Version 3: the version of the guideline stood in a field of its own, behind a title that named it, too."""
    if "guideline_version" not in body:
        return body
    cited = f"{body['guideline']}, Fassung {body['guideline_version']}"
    return _without(body, "guideline_version") | {"guideline": cited}


def with_sentences(key: str, body: dict) -> dict:
    """Version 4: what a message says, and the facts of a refusal, were finished German."""
    said = {name: [_verbatim(line) for line in body[name]] for name in ("lines", "situation") if name in body}
    return {**body, **said}


def with_way_of_paying(key: str, body: dict) -> dict:
    """Version 5: every fund paid on call."""
    return body | {"at_once": False} if key in ("zuwendungsbescheid", "auszahlungsmitteilung") else body


PERIODS = {
    "use_within_months": ("use_within", Unit.MONTHS),
    "proof_months": ("proof_within", Unit.MONTHS),
    "keep_years": ("receipts_kept", Unit.YEARS),
    "payout_grace": ("payout_grace", Unit.WORKING_DAYS),
}
"""Field of version 6 → its name since then, and the unit in which its number was counted."""


def with_periods(key: str, body: dict) -> dict:
    """Version 6: periods were bare numbers, a percentage was a whole one, what a reminder asks for finished German."""
    lifted = _without(body, *PERIODS)
    for field, (name, unit) in PERIODS.items():
        if field in body:
            lifted[name] = str(Period(body[field], unit))
    if "line_tolerance" in body:
        lifted["line_tolerance"] = f"{body['line_tolerance']}.00"
    if key == "erinnerung":
        lifted["what"] = _verbatim(body["what"])
    return lifted


MESSAGES = frozenset(
    {
        *("anhoerung_beendet", "bescheid_unterwegs", "einladung", "erinnerung", "erstattung_erledigt"),
        *("frist_verlaengert", "nachrueckliste", "nachweis_nachforderung", "plan_anpassen", "ratsgremien"),
        *("ruecknahmebestaetigung", "sachstand", "vorzeitig_abgeschlossen", "zwischennachweis_geprueft"),
    }
)
"""Letter keys of version 7 whose facts are those of a mail without a PDF."""


def with_further_sentences(key: str, body: dict) -> dict:
    """Version 7: what a message is about, a state, a subject, and the reasons of a decision were finished German."""
    lifted = dict(body)
    if key in MESSAGES:
        lifted |= {name: _verbatim(body[name]) for name in ("title", "state", "subject") if name in body}
    if key in ("zuwendungsbescheid", "ablehnungsbescheid"):
        lifted["reasons"] = [_verbatim(reason) for reason in body["reasons"]]
    return lifted


RECOMMENDING = frozenset({"WIR2.0-Förderprogramm: Großprojekte", "Gesellschaftsfonds Zusammenleben"})
"""Titles of the programmes of version 8 whose body recommends; their templates said it."""
COUNCIL = ("Internationaler Ausschuss", "Verwaltungsausschuss")
"""The council bodies of every guideline of version 8."""


def with_recommendation(key: str, body: dict) -> dict:
    """Version 8: whether the body decides or recommends stood in the templates of the programme alone."""
    recommends = body.get("programme") in RECOMMENDING
    if key == "eingangsbestaetigung":
        return {**body, "council": list(COUNCIL) if recommends else []}
    if key == "ablehnungsbescheid":
        return {**body, "recommends": recommends and bool(body["body"])}
    return body


def _verbatim(line: str) -> dict[str, Any]:
    return {"text": VERBATIM, "values": {"said": line}}


def _without(fields: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if name not in names}

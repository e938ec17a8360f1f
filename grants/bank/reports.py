"""What the bank reports, read: pain.002 (what became of a file) and camt.053 (the statement of an account).

Nothing is resolved, fetched or expanded on the way, and what is too large is refused before it is read.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from enum import StrEnum

from lxml import etree

MOST_BYTES = 10 * 1024 * 1024
MOST_LINES = 10_000
KNOWN = re.compile(r"urn:iso:std:iso:20022:tech:xsd:((pain\.002|camt\.053)\.\d{3}\.\d{2})")
NOT_XML = "Diese Datei ist kein lesbares XML."
DOCTYPE = (
    "Diese Datei enthält eine Dokumenttyp-Angabe. Dateien einer Bank haben keine; sie wird nicht gelesen."
)
NO_REPORT = "Diese Datei ist weder eine Statusmeldung (pain.002) noch ein Kontoauszug (camt.053)."
TOO_LARGE = "Diese Datei ist größer als 10 MB. Bitte lassen Sie sich von der Bank kürzere Zeiträume geben."
TOO_LONG = (
    "Diese Datei hat mehr als 10.000 Zeilen. Bitte lassen Sie sich von der Bank kürzere Zeiträume geben."
)
NO_AMOUNT = "In dieser Datei steht ein Betrag, der keiner ist."


class Unreadable(ValueError):
    """The file is no report of a bank; the sentence says why."""


class Outcome(StrEnum):
    """What the bank says of one payment."""

    PAID = "paid"
    RETURNED = "returned"
    OPEN = "open"
    """Taken, but not carried out yet, or nothing that says so."""


@dataclass(frozen=True, kw_only=True)
class Line:
    """What is reported of one payment, or of a whole run (then without a reference of a payment)."""

    outcome: Outcome
    reference: str = ""
    run: str = ""
    cents: int | None = None
    day: date | None = None
    code: str = ""


@dataclass(frozen=True, kw_only=True)
class Report:
    """A report with its lines; ``passed_over`` are entries of a statement that are no payments of anybody here."""

    kind: str
    number: str
    lines: tuple[Line, ...]
    passed_over: int = 0


SETTLED = frozenset({"ACSC", "ACCC"})
"""Settlement is completed on the payer's or the payee's account (ISO 20022, ExternalPaymentTransactionStatus1Code)."""
REJECTED = frozenset({"RJCT", "CANC"})


def read(content: bytes) -> Report:
    """The report in a file; Unreadable for anything else."""
    if len(content) > MOST_BYTES:
        raise Unreadable(TOO_LARGE)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False
    )
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError):
        raise Unreadable(NOT_XML) from None
    if root.getroottree().docinfo.doctype:
        raise Unreadable(DOCTYPE)
    known = KNOWN.fullmatch(etree.QName(root).namespace or "")
    if known is None:
        raise Unreadable(NO_REPORT)
    number = _text(root, ".//{*}GrpHdr/{*}MsgId")
    lines: list[Line] = []
    passed_over = 0
    for line in _statuses(root) if known[2] == "pain.002" else _entries(root):
        if line is None:
            passed_over += 1
        else:
            lines.append(line)
        if len(lines) + passed_over > MOST_LINES:
            raise Unreadable(TOO_LONG)
    return Report(kind=known[1], number=number[:35], lines=tuple(lines), passed_over=passed_over)


def _statuses(root: etree._Element) -> Iterator[Line | None]:
    """pain.002: the most exact status counts, that of a payment before that of its block or of the file."""
    group = root.find(".//{*}OrgnlGrpInfAndSts")
    run = _text(group, "{*}OrgnlMsgId")
    single = root.findall(".//{*}TxInfAndSts")
    if not single:
        block = root.find(".//{*}OrgnlPmtInfAndSts")
        status = _text(block, "{*}PmtInfSts") or _text(group, "{*}GrpSts")
        code = _text(block, "{*}StsRsnInf/{*}Rsn/{*}Cd") or _text(group, "{*}StsRsnInf/{*}Rsn/{*}Cd")
        yield Line(outcome=_outcome(status), run=run, code=code or status)
    for each in single:
        status = _text(each, "{*}TxSts")
        yield Line(
            outcome=_outcome(status),
            reference=_text(each, "{*}OrgnlEndToEndId"),
            run=run,
            cents=_cents(each.find(".//{*}InstdAmt")),
            day=_day(each, ("{*}FctvIntrBkSttlmDt/{*}Dt", "{*}AccptncDtTm")),
            code=_text(each, "{*}StsRsnInf/{*}Rsn/{*}Cd") or status,
        )


def _outcome(status: str) -> Outcome:
    if status in SETTLED:
        return Outcome.PAID
    return Outcome.RETURNED if status in REJECTED else Outcome.OPEN


def _entries(root: etree._Element) -> Iterator[Line | None]:
    """camt.053: what was booked. Money that left is paid, what came back is a return; all else is not ours."""
    for entry in root.iterfind(".//{*}Ntry"):
        booked = (_text(entry, "{*}Sts/{*}Cd") or _text(entry, "{*}Sts")) == "BOOK"
        day = _day(entry, ("{*}BookgDt/{*}Dt", "{*}BookgDt/{*}DtTm", "{*}ValDt/{*}Dt"))
        single = [tx for tx in entry.iterfind("{*}NtryDtls/{*}TxDtls") if _reference(tx)]
        if single:
            for tx in single:
                yield _entry_line(entry, tx, booked, day, len(single))
            continue
        run = _text(entry, ".//{*}Btch/{*}PmtInfId") or _text(entry, ".//{*}Refs/{*}PmtInfId")
        run = run or _text(entry, ".//{*}Btch/{*}MsgId") or _text(entry, ".//{*}Refs/{*}MsgId")
        if not run or _text(entry, "{*}CdtDbtInd") != "DBIT":
            yield None
            continue
        outcome = Outcome.PAID if booked else Outcome.OPEN
        yield Line(outcome=outcome, run=run, cents=_cents(entry.find("{*}Amt")), day=day)


def _entry_line(
    entry: etree._Element, tx: etree._Element, booked: bool, day: date | None, of: int
) -> Line | None:
    direction = _text(tx, "{*}CdtDbtInd") or _text(entry, "{*}CdtDbtInd")
    reason = _text(tx, "{*}RtrInf/{*}Rsn/{*}Cd")
    came_back = tx.find("{*}RtrInf") is not None or _text(entry, "{*}RvslInd") == "true"
    if direction == "CRDT" and not came_back:
        return None
    amount = tx.find("{*}Amt")
    for place in ("{*}AmtDtls/{*}TxAmt/{*}Amt", "{*}AmtDtls/{*}InstdAmt/{*}Amt"):
        amount = tx.find(place) if amount is None else amount
    if amount is None and of == 1:
        amount = entry.find("{*}Amt")
    outcome = Outcome.RETURNED if direction == "CRDT" else Outcome.PAID
    return Line(
        outcome=outcome if booked else Outcome.OPEN,
        reference=_reference(tx),
        cents=_cents(amount),
        day=day,
        code=reason,
    )


def _reference(tx: etree._Element) -> str:
    found = _text(tx, "{*}Refs/{*}EndToEndId")
    return "" if found == "NOTPROVIDED" else found


def _text(element: etree._Element | None, path: str) -> str:
    found = None if element is None else element.find(path)
    return "" if found is None or found.text is None else found.text.strip()[:140]


def _day(element: etree._Element, paths: tuple[str, ...]) -> date | None:
    for path in paths:
        if text := _text(element, path):
            try:
                return datetime.fromisoformat(text).date()
            except ValueError:
                return None
    return None


def _cents(amount: etree._Element | None) -> int | None:
    """Whole cents of an amount in EUR; None without one. Unreadable for what is no such amount."""
    if amount is None:
        return None
    try:
        cents = Decimal((amount.text or "").strip()) * 100
        if (
            amount.get("Ccy") != "EUR"
            or not cents.is_finite()
            or cents != int(cents)
            or not 0 <= cents < 10**17
        ):
            raise Unreadable(NO_AMOUNT)
    except InvalidOperation:
        raise Unreadable(NO_AMOUNT) from None
    return int(cents)

"""What the bank reports is read as a batch: each line marks its payment paid or returned, or says why it does not."""

from datetime import date, datetime
from hashlib import sha256

from django.db import transaction

from grants.actions import batches
from grants.actions.batches import Act, Work, start
from grants.actions.door import perform
from grants.actions.paying import STEPS
from grants.actions.writing import writing
from grants.bank.reports import Line, Outcome, Report, read
from grants.clock import database_now, day_of
from grants.models import BankReport, Batch, PaymentRun, PaymentRunRow, User
from grants.models.money import to_euro
from grants.wording import euro, short_day
from workflows.errors import NotYet
from workflows.rules.payment import GIVE_BACK
from workflows.sentence import Sentence
from workflows.stages import MITTELABRUF_OVER, MittelabrufStage

ACT = "bank_report"
UNKNOWN = "Diese Kennung steht in keinem Zahlungslauf. Bitte prüfen Sie, wozu die Zeile gehört."
NOT_YET = "Die Bank hat den Auftrag angenommen, aber noch nicht ausgeführt. Der Kontoauszug bestätigt ihn."
NOTHING_IN_IT = "In dieser Datei steht nichts über Auszahlungen."
WHOLE_DIFFERS = "Summe oder Kennung passt zu keinem Zahlungslauf dieses Hauses."
REASONS = {
    "AC01": "Die IBAN ist falsch.",
    "AC04": "Das Konto ist aufgelöst.",
    "AC06": "Das Konto ist gesperrt.",
    "AC13": "Das Konto darf keine Überweisung erhalten.",
    "AG01": "Überweisungen auf dieses Konto sind nicht erlaubt.",
    "AG02": "Die Bank führt diese Art von Auftrag nicht aus.",
    "AM04": "Das Konto der Kasse ist nicht gedeckt.",
    "AM05": "Die Bank hält den Auftrag für doppelt.",
    "BE04": "Die Anschrift der Empfänger*in fehlt.",
    "CUST": "Auf Wunsch der Kasse zurückgerufen.",
    "FOCR": "Auf Rückruf zurückgezahlt.",
    "MD07": "Die Kontoinhaber*in ist verstorben.",
    "MS02": "Die Empfänger*in hat das Geld nicht angenommen.",
    "MS03": "Die Bank nennt keinen Grund.",
    "RC01": "Die Bank der Empfänger*in ist nicht bekannt.",
    "RR04": "Die Bank darf den Auftrag nicht ausführen.",
}
"""Reason of the bank (ISO 20022, ExternalStatusReason1Code and ExternalReturnReason1Code) → in words."""


def take_in(content: bytes, *, by: User, now: datetime | None = None) -> BankReport:
    """Read a file of the bank and begin the batch of its lines; the same file again is the same report.

    :class:`grants.bank.reports.Unreadable` for a file that is none. Nothing of the file is kept but its digest.
    """
    now, digest = now or database_now(), sha256(content).hexdigest()
    known = BankReport.objects.filter(sha256=digest).first()
    if known and batch_of(known):
        return known
    report = read(content)
    rows = dict(row for line in report.lines for row in _rows(line))
    if not rows:
        raise NotYet(NOTHING_IN_IT)
    with transaction.atomic(durable=True):
        found, _ = BankReport.objects.get_or_create(
            sha256=digest, defaults=_columns(report, len(rows)) | {"read_by": by, "read_at": now}
        )
    start(ACT, rows.items(), by=found.read_by, key=digest, now=now)
    return found


def batch_of(report: BankReport) -> Batch | None:
    """What became of the lines of a report."""
    return Batch.objects.filter(by=report.read_by_id, key=report.sha256).first()


def _columns(report: Report, lines: int) -> dict[str, object]:
    return {"kind": report.kind, "number": report.number, "lines": lines, "passed_over": report.passed_over}


def _rows(line: Line) -> list[tuple[str, str]]:
    """Subject and label of each payment that a line is about; a line about a whole run is one for each of its rows."""
    if line.reference:
        return [_row(line, line.reference[:35])]
    run = PaymentRun.objects.filter(number=line.run).first()
    rows = list(run.rows.order_by("pk")) if run else []
    if run is None or line.cents not in (None, run.total_cents):
        return [_row(line, f"={line.run[:34]}")]
    return [_row(line, row.reference, row.amount_cents) for row in rows]


def _row(line: Line, reference: str, cents: int | None = None) -> tuple[str, str]:
    amount = line.cents if cents is None else cents
    said = [line.outcome.value, line.code[:4], line.day.isoformat() if line.day else "", amount, reference]
    label = [reference.removeprefix("="), "" if amount is None else euro(to_euro(amount))]
    label += [LABELS[line.outcome], short_day(line.day) if line.day else ""]
    return "|".join("" if part is None else str(part) for part in said), " · ".join(filter(None, label))


LABELS = {
    Outcome.PAID: "ausgeführt",
    Outcome.RETURNED: "zurückgekommen",
    Outcome.OPEN: "nicht ausgeführt",
}


def _carry_out(work: Work) -> None:
    outcome, code, day, cents, reference = work.subject.split("|", 4)
    if reference.startswith("="):
        raise NotYet(WHOLE_DIFFERS)
    row = PaymentRunRow.objects.select_related("run", "call__application").filter(reference=reference).first()
    if row is None:
        raise NotYet(UNKNOWN)
    if cents and int(cents) != row.amount_cents:
        raise NotYet(
            Sentence(
                "Der Betrag ist ein anderer: Im Zahlungslauf {run} stehen {amount}.",
                run=row.run.number,
                amount=row.amount,
            )
        )
    on = date.fromisoformat(day) if day else min(row.run.execute_on, day_of(work.now))
    match Outcome(outcome):
        case Outcome.PAID:
            _paid(row, on, work)
        case Outcome.RETURNED:
            _returned(row, on, code, work)
        case Outcome.OPEN:
            raise NotYet(NOT_YET)


def _paid(row: PaymentRunRow, on: date, work: Work) -> None:
    """The payment was carried out; what is noted already stays as it is."""
    if row.returned_on:
        raise NotYet(
            Sentence(
                "Diese Zahlung ist am {day} zurückgekommen ({why}).",
                day=row.returned_on,
                why=row.returned_reason,
            )
        )
    if row.call.stage == MittelabrufStage.PAID:
        return
    step = next(step for step in STEPS.values() if step.stage == MittelabrufStage.ORDERED)
    said = {"day": on.isoformat()}
    perform(row.call, step.move.slug, step.answers(row.call, said), by=work.by, key=work.key, now=work.now)


def _returned(row: PaymentRunRow, on: date, code: str, work: Work) -> None:
    """The money has not arrived. What was not noted as paid is given back; else a person has to see to it."""
    reason = str(REASONS.get(code) or Sentence("Grund der Bank: {code}.", code=code or "–"))
    if not row.returned_on:
        with writing(row.call, "note_return", by=work.by, now=work.now, data={"reason": reason}) as writer:
            PaymentRunRow.objects.filter(pk=row.pk).update(returned_on=on, returned_reason=reason)
            if writer.record.stage not in MITTELABRUF_OVER:
                writer.record.in_run = False
                writer.record.save(update_fields=["in_run"])
    row.call.refresh_from_db()
    if row.call.stage == MittelabrufStage.PAID:
        raise NotYet(
            Sentence(
                "Das Geld ist zurückgekommen, nachdem die Auszahlung als ausgeführt vermerkt war: {reason} Bitte "
                "klären Sie mit der Sachbearbeitung, wie es weitergeht.",
                reason=reason,
            )
        )
    if row.call.stage == MittelabrufStage.ORDERED:
        told = str(Sentence("Die Bank hat die Zahlung nicht ausgeführt. {reason}", reason=reason))
        perform(row.call, GIVE_BACK[1], {"reason": told}, by=work.by, key=work.key, now=work.now)


def register() -> None:
    """Tell the batches how a line of a report is carried out."""
    batches.ACTS[ACT] = Act("Rückmeldung der Bank", _carry_out)

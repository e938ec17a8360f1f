"""Payment runs: taken together as a batch, row by row; then the file is written, once, and kept with its digest."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from hashlib import sha256

from django.db import transaction
from django.db.models import Sum

from grants.actions import batches
from grants.actions.batches import Act, Work, start
from grants.actions.effects import next_number
from grants.actions.lock import CHANGED
from grants.actions.numbers import RUNS
from grants.actions.paying import STEPS, call_of
from grants.actions.writing import writing
from grants.bank.transfers import Order, Transfer, pain, table
from grants.clock import database_now, day_of
from grants.kinds import machine_of
from grants.letters.basis import office_on, sure
from grants.models import Batch, PaymentRun, PaymentRunRow, RunDownload, User
from workflows.calendar import is_target_day, next_target_day
from workflows.errors import NotHere, NotYet, Stale
from workflows.sentence import Sentence

ACT = "payment_run"
WRITERS = {PaymentRun.Form.SEPA: pain, PaymentRun.Form.CSV: table}
"""Form of a run → who writes its file."""
CLOSED = "Der Zahlungslauf ist schon geschlossen."
NO_FILE = "Diese Datei ist nicht (mehr) da."


class Damaged(ValueError):
    """What is stored of a run is not what its digest says."""


def begin_run(
    rows: Iterable[tuple[str, str]],
    *,
    by: User,
    form: str,
    execute_on: date,
    key: str,
    now: datetime | None = None,
) -> PaymentRun:
    """A new run and the batch that fills it; the same key again is the same run.

    NotYet for a day on which banks do not carry out, for one that is over, and for no rows.
    """
    now = now or database_now()
    chosen = list(rows)
    if not chosen:
        raise NotYet(batches.NOTHING_CHOSEN)
    _insist_on_day(execute_on, day_of(now))
    office = office_on(day_of(now))
    with transaction.atomic(durable=True):
        run = PaymentRun.objects.filter(made_by=by, key=key).first() or PaymentRun.objects.create(
            number=f"{RUNS}-{day_of(now).year}-{next_number(f'{RUNS}-{day_of(now).year}'):06}",
            form=form,
            execute_on=execute_on,
            made_by=by,
            key=key,
            made_at=now,
            payer=office.cash_office,
            iban="".join(office.iban.split()),
            bic=office.bic,
        )
    if (run.form, run.execute_on) != (form, execute_on):
        raise Stale(batches.SENT_OTHERWISE)
    start(ACT, chosen, by=by, key=key, data={"run": str(run.public_id)}, now=now)
    return run


def _insist_on_day(day: date, today: date) -> None:
    if day < today:
        raise NotYet(over := "Dieser Tag ist vorbei.", fields={"execute_on": [over]})
    if not is_target_day(day):
        sentence = Sentence(
            "An diesem Tag führen Banken keine Überweisungen aus. Der nächste Bankarbeitstag ist der {day}.",
            day=next_target_day(day),
        )
        raise NotYet(sentence, fields={"execute_on": [sentence]})


def batch_of(run: PaymentRun) -> Batch | None:
    """The batch that fills a run."""
    return Batch.objects.filter(by=run.made_by_id, key=run.key).first()


def _take_in(work: Work) -> None:
    """Take one payment into the run: it has been ordered, nothing stands in its way, and it stands in no other."""
    call, seen = call_of(work)
    if PaymentRunRow.objects.filter(call=call, run__public_id=work.data["run"]).exists():
        return
    with writing(call, "put_in_run", by=work.by, now=work.now, key=work.key) as writer:
        call = writer.record
        machine = machine_of(call, writer.actor, day_of(writer.now))
        if seen.changed(call, machine) is not None:
            raise Stale(CHANGED)
        offer = next((offer for offer in machine.offers() if offer.move in STEPS), None)
        if offer is None:
            raise NotHere(CHANGED)
        if reasons := offer.reasons(office=True):
            raise NotYet(*reasons)
        run = PaymentRun.objects.select_for_update(no_key=True).get(public_id=work.data["run"])
        if run.closed_at:
            raise NotHere(CLOSED)
        if other := PaymentRunRow.objects.filter(call=call).select_related("run").first():
            raise NotHere(
                Sentence("Diese Auszahlung steht schon im Zahlungslauf {run}.", run=other.run.number)
            )
        PaymentRunRow.objects.create(
            run=run, call=call, reference=call.reference, amount_cents=sure(call.recognised_cents)
        )
        call.in_run = True
        call.save(update_fields=["in_run"])
        writer.facts["run"] = run.number


def close(batch: Batch, now: datetime) -> None:
    """Nothing more comes into the run: write its file. A second call changes nothing."""
    with transaction.atomic(durable=True):
        run = PaymentRun.objects.select_for_update(no_key=True).get(public_id=batch.data["run"])
        if run.closed_at:
            return
        run.closed_at = now
        if rows := list(run.rows.select_related("call__application").order_by("pk")):
            run.count, run.total_cents = len(rows), sum(row.amount_cents for row in rows)
            run.content = written(run, rows)
            run.sha256 = sha256(run.content.encode()).hexdigest()
        run.save()


def written(run: PaymentRun, rows: Sequence[PaymentRunRow]) -> str:
    """The file of a run from what is stored of it; the same for ever."""
    order = Order(
        number=run.number,
        made_at=run.made_at,
        execute_on=run.execute_on,
        payer=run.payer,
        iban=run.iban,
        bic=run.bic,
    )
    transfers = [
        Transfer(
            reference=row.reference,
            name=row.call.account_holder,
            iban=row.call.iban,
            cents=row.amount_cents,
            text=f"Zuwendung {row.reference}",
        )
        for row in rows
    ]
    return WRITERS[PaymentRun.Form(run.form)](order, transfers)


def content_of(run: PaymentRun) -> bytes:
    """The file as it was written. NotHere if there is none; Damaged if it, or a sum of the run, is another one now."""
    content = run.content.encode()
    if not content:
        raise NotHere(NO_FILE)
    total = run.rows.aggregate(total=Sum("amount_cents"))["total"]
    if sha256(content).hexdigest() != run.sha256 or total != run.total_cents:
        raise Damaged(f"{run} is not what its digest says")
    return content


def fetch(run: PaymentRun, *, by: User, now: datetime | None = None) -> bytes:
    """The file for the bank, and a note of who fetched it."""
    content = content_of(run)
    RunDownload.objects.create(run=run, by=by, at=now or database_now())
    return content


def register() -> None:
    """Tell the batches how a run is filled and what follows."""
    batches.ACTS[ACT] = Act("Zahlungslauf zusammenstellen", _take_in, ended=close)

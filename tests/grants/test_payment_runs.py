"""Many payments at once, the run that takes them to the bank, and what the bank reports of them."""

from datetime import date, timedelta
from decimal import Decimal
from hashlib import sha256

import pytest
from django.db import IntegrityError, transaction

from demo.stories.ground import find_user
from grants.actions import bank_reports, batches, payment_runs
from grants.actions.batches import start, work
from grants.actions.paying import STEPS, row_of
from grants.actions.payment_runs import Damaged, begin_run, content_of, fetch, written
from grants.bank.reports import MOST_BYTES, Unreadable
from grants.bank.transfers import insist_on_schema
from grants.models import (
    BankReport,
    Batch,
    BatchRow,
    Function,
    Mittelabruf,
    PaymentRun,
    PaymentRunRow,
    Transition,
)
from tests.factories import World, drive
from workflows.declared import steps_that_mean
from workflows.errors import NotHere, NotYet, Stale
from workflows.meaning import Meaning
from workflows.roles import Role
from workflows.stages import MittelabrufStage, Stage

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.rest]
KEY = "0123456789abcdef"
FOREIGN_IBAN = "DE89370400440532013000"


@pytest.fixture
def story(world: World):
    """A running case with three calls for funds of different amounts, filed and not yet certified."""
    told = drive(world, Stage.RUNNING)
    for cents in (10001, 20002, 30003):
        told.call_funds(Decimal(cents) / 100)
    return told


def calls() -> list[Mittelabruf]:
    return list(Mittelabruf.objects.select_related("application").order_by("pk"))


def many(story, move: str, by: str, key: str, day: date | None = None, rows=None) -> Batch:
    """A batch of a step on all calls, worked off at the day of the story."""
    data = {"day": day.isoformat()} if day else {}
    chosen = rows or [row_of(call) for call in calls()]
    batch = start(STEPS[move].act, chosen, by=story.staff(by), key=key, data=data, now=story.now())
    work(batch.pk, now=story.now())
    batch.refresh_from_db()
    return batch


def reasons(batch: Batch) -> list[str]:
    return list(batch.rows.order_by("pk").values_list("reason", flat=True))


def stages() -> list[str]:
    return [call.stage for call in calls()]


def ordered(story) -> None:
    many(story, "certify", "feststellung", "aaaaaaaa01")
    many(story, "order_payment", "anordnung", "aaaaaaaa02")
    assert stages() == [MittelabrufStage.ORDERED] * 3


def bank_day(story) -> date:
    from workflows.calendar import next_target_day

    return next_target_day(story.day)


def run_of(story, *, form: str = "sepa", key: str = KEY, rows=None) -> PaymentRun:
    run = begin_run(
        rows or [row_of(call) for call in calls()],
        by=story.staff("kasse"),
        form=form,
        execute_on=bank_day(story),
        key=key,
        now=story.now(),
    )
    work(Batch.objects.get(key=key).pk, now=story.now())
    run.refresh_from_db()
    return run


# Many at once


def test_every_step_on_the_way_of_money_can_be_made_for_many():
    assert set(STEPS) == steps_that_mean(Meaning.PAYS)
    assert all(step.act in batches.ACTS for step in STEPS.values())


def test_three_people_work_off_many_payments(story):
    ordered(story)
    batch = many(story, "confirm_payment", "kasse", "aaaaaaaa03", day=story.day)
    assert stages() == [MittelabrufStage.PAID] * 3
    assert reasons(batch) == [""] * 3
    work(batch.pk, now=story.now())
    assert Transition.objects.filter(move="confirm_payment").count() == 3
    assert [call.paid for call in calls()] == [Decimal("100.01"), Decimal("200.02"), Decimal("300.03")]


def test_separation_of_duties_holds_in_every_row(story):
    """Who holds two functions orders what somebody else has certified, and nothing of their own."""
    both = story.staff("feststellung")
    Function.objects.create(user=both, role=Role.ORDERER, valid_from=date(2020, 1, 1))
    first, *others = calls()
    many(story, "certify", "feststellung", "aaaaaaaa01", rows=[row_of(first)])
    third = find_user("zweite-feststellung", "Zweite Feststellung")
    Function.objects.create(user=third, role=Role.CERTIFIER, valid_from=date(2020, 1, 1))
    batch = start(
        STEPS["certify"].act, [row_of(call) for call in others], by=third, key="aaaaaaaa09", now=story.now()
    )
    work(batch.pk, now=story.now())
    batch = many(story, "order_payment", "feststellung", "aaaaaaaa02")
    assert "Wer festgestellt hat, darf nicht anordnen" in reasons(batch)[0]
    assert reasons(batch)[1:] == ["", ""]
    assert stages() == [MittelabrufStage.CERTIFIED, MittelabrufStage.ORDERED, MittelabrufStage.ORDERED]
    stranger = many(story, "confirm_payment", "feststellung", "aaaaaaaa03", day=story.day)
    assert all(reasons(stranger))


def test_payment_that_is_another_one_than_the_list_showed_is_refused_and_says_what(story):
    rows = [row_of(call) for call in calls()]
    Mittelabruf.objects.filter(pk=calls()[0].pk).update(iban=FOREIGN_IBAN)
    Mittelabruf.objects.filter(pk=calls()[1].pk).update(amount_cents=20003)
    batch = many(story, "certify", "feststellung", "aaaaaaaa01", rows=rows)
    assert "Anders ist jetzt: Konto" in reasons(batch)[0]
    assert "Anders ist jetzt: Betrag" in reasons(batch)[1]
    assert stages() == [MittelabrufStage.FILED, MittelabrufStage.FILED, MittelabrufStage.CERTIFIED]


def test_changed_account_is_frozen_in_every_row(story):
    ordered(story)
    organisation = story.case.organisation
    organisation.iban, organisation.iban_verified_at, organisation.iban_verified_by = FOREIGN_IBAN, None, None
    organisation.save()
    batch = many(story, "confirm_payment", "kasse", "aaaaaaaa03", day=story.day)
    assert all("Das Konto wurde seit dem Abruf geändert" in reason for reason in reasons(batch))
    run = run_of(story)
    assert (run.count, run.content) == (0, "")
    assert run.closed_at
    assert all("Das Konto wurde seit dem Abruf geändert" in r for r in reasons(Batch.objects.get(key=KEY)))


# The run


def test_run_is_valid_reproducible_and_kept_with_its_digest(story):
    ordered(story)
    run = run_of(story)
    insist_on_schema(run.content)
    assert (run.count, run.total_cents) == (3, 60006)
    assert "<NbOfTxs>3</NbOfTxs><CtrlSum>600.06</CtrlSum>" in run.content
    assert f"<ReqdExctnDt><Dt>{bank_day(story)}</Dt></ReqdExctnDt>" in run.content
    assert run.content.count(f"<EndToEndId>{story.case.number}-0") == 3
    assert run.sha256 == sha256(run.content.encode()).hexdigest()
    rows = list(run.rows.select_related("call__application").order_by("pk"))
    assert written(run, rows) == run.content
    assert content_of(run) == run.content.encode()
    assert Transition.objects.filter(move="put_in_run").count() == 3
    before = run.closed_at
    payment_runs.close(Batch.objects.get(key=KEY), story.now() + timedelta(days=1))
    run.refresh_from_db()
    assert run.closed_at == before


def test_run_whose_file_or_rows_were_touched_is_not_handed_out(story):
    ordered(story)
    run = run_of(story)
    PaymentRun.objects.filter(pk=run.pk).update(content=run.content.replace("100.01", "100.02"))
    run.refresh_from_db()
    with pytest.raises(Damaged):
        fetch(run, by=story.staff("kasse"))
    assert not run.downloads.exists()


def test_payment_stands_in_one_run_for_ever(story):
    ordered(story)
    run = run_of(story, rows=[row_of(calls()[0])])
    again = run_of(story, key="bbbbbbbb01")
    assert again.count == 2
    refused = Batch.objects.get(key="bbbbbbbb01").rows.get(state=BatchRow.State.REFUSED)
    assert f"steht schon im Zahlungslauf {run.number}" in refused.reason or "geändert" in refused.reason
    with pytest.raises(IntegrityError), transaction.atomic():
        PaymentRunRow.objects.create(run=again, call=calls()[0], reference="X", amount_cents=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        Mittelabruf.objects.filter(pk=calls()[0].pk).update(stage=MittelabrufStage.CERTIFIED)
    assert {run.number, again.number} == set(PaymentRun.objects.values_list("number", flat=True))


def test_same_form_again_is_the_same_run_and_another_form_is_stale(story):
    ordered(story)
    run = run_of(story)
    assert run_of(story) == run
    with pytest.raises(Stale):
        run_of(story, form="csv")
    assert PaymentRun.objects.count() == 1


def test_payment_that_changed_after_the_list_was_shown_comes_into_no_run(story):
    ordered(story)
    rows = [row_of(call) for call in calls()]
    Mittelabruf.objects.filter(pk=calls()[0].pk).update(recognised_cents=10000)
    run = run_of(story, rows=rows)
    assert (run.count, run.total_cents) == (2, 50005)
    assert "geändert" in reasons(Batch.objects.get(key=KEY))[0]


def test_run_wants_a_day_on_which_banks_carry_out(story):
    ordered(story)
    saturday = story.day + timedelta(days=(5 - story.day.weekday()) % 7 + 7)
    for day, said in ((saturday, "nächste Bankarbeitstag"), (story.day - timedelta(days=1), "vorbei")):
        with pytest.raises(NotYet, match=said):
            begin_run(
                [row_of(calls()[0])],
                by=story.staff("kasse"),
                form="sepa",
                execute_on=day,
                key=KEY,
                now=story.now(),
            )
    assert not PaymentRun.objects.exists()


def test_run_as_csv_names_payee_account_and_amount(story):
    ordered(story)
    run = run_of(story, form="csv")
    head, first, *_ = run.content.split("\r\n")
    assert head.startswith("Lauf;Ausführung;Kennung")
    call = calls()[0]
    assert first.split(";")[2:7] == [call.reference, call.account_holder, call.iban, "100,01", "EUR"]


def test_what_is_in_a_run_is_not_given_back_before_the_bank_has_sent_it_back(story):
    ordered(story)
    run_of(story)
    with pytest.raises(NotYet, match="steht in einem Zahlungslauf"):
        story.on_call(calls()[0], "return_call", "anordnung", 14, reason="Doch nicht")


def test_file_goes_with_the_personal_data_of_a_case_and_its_sums_stay(story):
    from grants.actions.redaction import _forget_runs

    ordered(story)
    run = run_of(story)
    _forget_runs(story.case)
    run.refresh_from_db()
    assert (run.content, run.count, run.total_cents) == ("", 3, 60006)
    assert run.sha256
    with pytest.raises(NotHere):
        content_of(run)


# What the bank reports


def statement(*entries: str, number: str = "AUSZUG-1") -> bytes:
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt>'
        f"<GrpHdr><MsgId>{number}</MsgId><CreDtTm>2026-01-01T00:00:00</CreDtTm></GrpHdr><Stmt><Id>1</Id>"
        f"{''.join(entries)}</Stmt></BkToCstmrStmt></Document>"
    ).encode()


def entry(
    reference: str, amount: str, day: date, *, back: str = "", booked: bool = True, direction: str = ""
) -> str:
    direction = direction or ("CRDT" if back else "DBIT")
    reason = f"<RtrInf><Rsn><Cd>{back}</Cd></Rsn></RtrInf>" if back else ""
    return (
        f'<Ntry><Amt Ccy="EUR">{amount}</Amt><CdtDbtInd>{direction}</CdtDbtInd>'
        f"<Sts><Cd>{'BOOK' if booked else 'PDNG'}</Cd></Sts><BookgDt><Dt>{day}</Dt></BookgDt>"
        f"<NtryDtls><TxDtls><Refs><EndToEndId>{reference}</EndToEndId></Refs>{reason}</TxDtls></NtryDtls></Ntry>"
    )


def status(run: PaymentRun, *transactions: tuple[str, str, str], group: str = "") -> bytes:
    said = "".join(
        f"<TxInfAndSts><OrgnlEndToEndId>{reference}</OrgnlEndToEndId><TxSts>{sts}</TxSts>"
        f"<StsRsnInf><Rsn><Cd>{code}</Cd></Rsn></StsRsnInf></TxInfAndSts>"
        for reference, sts, code in transactions
    )
    return (
        '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.10"><CstmrPmtStsRpt>'
        f"<GrpHdr><MsgId>ST-1</MsgId></GrpHdr><OrgnlGrpInfAndSts><OrgnlMsgId>{run.number}</OrgnlMsgId>"
        f"<GrpSts>{group}</GrpSts></OrgnlGrpInfAndSts><OrgnlPmtInfAndSts>{said}</OrgnlPmtInfAndSts>"
        "</CstmrPmtStsRpt></Document>"
    ).encode()


def take(story, content: bytes) -> Batch:
    report = bank_reports.take_in(content, by=story.staff("kasse"), now=story.now())
    batch = bank_reports.batch_of(report)
    work(batch.pk, now=story.now())
    return batch


@pytest.fixture
def in_bank(story) -> PaymentRun:
    ordered(story)
    return run_of(story)


def test_statement_marks_paid_returned_and_unknown_and_says_so_in_every_row(story, in_bank):
    first, second, third = calls()
    content = statement(
        entry(first.reference, "100.01", story.day),
        entry(second.reference, "200.02", story.day, back="AC04"),
        entry(third.reference, "300.00", story.day),
        entry("FREMD-1", "5.00", story.day),
        entry("EINNAHME", "7.00", story.day, direction="CRDT"),
    )
    batch = take(story, content)
    told = dict(zip(batch.rows.values_list("label", flat=True), reasons(batch), strict=True))
    assert stages() == [MittelabrufStage.PAID, MittelabrufStage.RETURNED, MittelabrufStage.ORDERED]
    assert [said for label, said in told.items() if first.reference in label] == [""]
    assert [said for label, said in told.items() if second.reference in label] == [""]
    assert any("Der Betrag ist ein anderer" in said for said in told.values())
    assert any("in keinem Zahlungslauf" in said for said in told.values())
    assert BankReport.objects.get().passed_over == 1
    assert "Das Konto ist aufgelöst." in calls()[1].returned_reason
    assert calls()[0].paid_on == story.day
    assert second.run_row.returned_reason == "Das Konto ist aufgelöst."


def test_same_file_twice_changes_nothing_and_another_file_with_the_same_lines_neither(story, in_bank):
    lines = [entry(call.reference, str(call.recognised), story.day) for call in calls()]
    batch = take(story, statement(*lines))
    written_before = Transition.objects.count()
    assert take(story, statement(*lines)) == batch
    again = take(story, statement(*lines, number="AUSZUG-2"))
    assert again != batch
    assert reasons(again) == [""] * 3
    assert Transition.objects.count() == written_before
    assert stages() == [MittelabrufStage.PAID] * 3


def test_status_report_confirms_rejects_and_leaves_open(story, in_bank):
    first, second, third = calls()
    batch = take(
        story,
        status(
            in_bank,
            (first.reference, "ACSC", ""),
            (second.reference, "RJCT", "AC01"),
            (third.reference, "ACSP", ""),
        ),
    )
    assert stages() == [MittelabrufStage.PAID, MittelabrufStage.RETURNED, MittelabrufStage.ORDERED]
    assert reasons(batch)[2].startswith("Die Bank hat den Auftrag angenommen")
    assert "Die IBAN ist falsch." in calls()[1].returned_reason
    assert [call.in_run for call in calls()] == [True, False, True]


def test_whole_file_that_is_rejected_gives_back_every_payment_of_the_run(story, in_bank):
    take(story, status(in_bank, group="RJCT"))
    assert stages() == [MittelabrufStage.RETURNED] * 3


def test_one_booking_for_the_whole_run_marks_all_if_the_sum_is_the_same(story, in_bank):
    whole = (
        '<Ntry><Amt Ccy="EUR">{amount}</Amt><CdtDbtInd>DBIT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>'
        f"<BookgDt><Dt>{story.day}</Dt></BookgDt><NtryDtls><Btch><PmtInfId>{in_bank.number}</PmtInfId>"
        "</Btch></NtryDtls></Ntry>"
    )
    batch = take(story, statement(whole.format(amount="600.05")))
    assert "passt zu keinem Zahlungslauf" in reasons(batch)[0]
    assert stages() == [MittelabrufStage.ORDERED] * 3
    take(story, statement(whole.format(amount="600.06")))
    assert stages() == [MittelabrufStage.PAID] * 3


def test_money_that_comes_back_after_it_was_noted_as_paid_is_told_to_a_person(story, in_bank):
    first = calls()[0]
    take(story, statement(entry(first.reference, "100.01", story.day)))
    batch = take(story, statement(entry(first.reference, "100.01", story.day, back="MD07")))
    assert "nachdem die Auszahlung als ausgeführt vermerkt war" in reasons(batch)[0]
    assert first.run_row.returned_on == story.day
    assert stages()[0] == MittelabrufStage.PAID
    late = take(story, statement(entry(first.reference, "100.01", story.day), number="SPÄTER"))
    assert "zurückgekommen" in reasons(late)[0]


def test_payment_whose_account_was_changed_meanwhile_is_explained_and_stays(story, in_bank):
    organisation = story.case.organisation
    organisation.iban, organisation.iban_verified_at, organisation.iban_verified_by = FOREIGN_IBAN, None, None
    organisation.save()
    batch = take(story, statement(entry(calls()[0].reference, "100.01", story.day)))
    assert "vermerkt die Stadtkasse sie als schon ausgeführt" in reasons(batch)[0]
    assert stages()[0] == MittelabrufStage.ORDERED


BOMB = """<?xml version="1.0"?><!DOCTYPE Document [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08">&b;</Document>"""
OUTSIDE = """<!DOCTYPE Document [<!ENTITY x SYSTEM "file:///etc/passwd">]>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><a>&x;</a></Document>"""


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "kein lesbares XML"),
        (b"PK\x03\x04", "kein lesbares XML"),
        (b"<a/>", "weder eine Statusmeldung"),
        (BOMB.encode(), "Dokumenttyp"),
        (OUTSIDE.encode(), "Dokumenttyp"),
        (b"x" * (MOST_BYTES + 1), "größer als 10 MB"),
        (statement(entry("A", "1.001", date(2026, 1, 2))), "Betrag"),
        (statement(entry("A", "NaN", date(2026, 1, 2))), "Betrag"),
        (statement(entry("A", "1.00", date(2026, 1, 2)).replace("EUR", "USD")), "Betrag"),
        (statement(*[entry("A", "1.00", date(2026, 1, 2))] * 10_001), "10.000 Zeilen"),
    ],
    ids=lambda value: value if isinstance(value, str) else "file",
)
def test_file_that_is_no_report_is_refused_and_nothing_is_kept(world, content, said):
    with pytest.raises(Unreadable, match=said):
        bank_reports.take_in(content, by=world.ground.staff["kasse"])
    assert not BankReport.objects.exists()


def test_file_without_any_payment_is_refused(world):
    with pytest.raises(NotYet, match="nichts über Auszahlungen"):
        bank_reports.take_in(statement(), by=world.ground.staff["kasse"])

"""What the files of a payment run say, whoever is paid: pure text, no record."""

from datetime import UTC, date, datetime

from grants.bank.transfers import Order, Transfer, table
from tests.tables import each

ORDER = Order(
    number="ZL-2026-0001",
    made_at=datetime(2026, 7, 1, 10, tzinfo=UTC),
    execute_on=date(2026, 7, 3),
    payer="Stadt",
    iban="DE89370400440532013000",
)


@each({"formula": "=1+1", "sum": "@SUMME(A1)", "plus": "+49", "minus": "-1", "tab": "\t=1"})
def test_no_name_and_no_text_is_computed_by_a_spreadsheet(said):
    transfer = Transfer(reference="R", name=said, iban="DE02120300000000202051", cents=4805, text=said)
    row = table(ORDER, [transfer]).splitlines()[1].split(";")
    assert (row[3], row[7]) == (f"'{said}", f"'{said}")
    assert row[5] == "48,05"

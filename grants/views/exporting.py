"""Lists as files: CSV as German spreadsheets read it, and XLSX with amounts as numbers and days as days.

A short list is made by tablib in one go. A long one is written row by row: CSV straight to the reader, XLSX into a
temporary file, because its archive can only be sent when its last part is there.
"""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from itertools import chain, islice
from tempfile import TemporaryFile

from django.http import FileResponse, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet
from tablib import Dataset
from tablib.formats import registry

MOST_AT_ONCE = 2_000
"""A list of more rows is written row by row."""
LINES = 200
"""So many lines of a long CSV leave together."""
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
"""Kind of a file, which is also the end of its name → its media type."""
KINDS = {"csv": "CSV-Datei", "xlsx": "Excel-Datei (XLSX)"}
"""Kind of a file → what people call it."""
WIDTH = 24
"""Of a column in XLSX, in signs: one as wide as its longest text would be wider than a screen."""
BOM = "\N{ZERO WIDTH NO-BREAK SPACE}"
"""Without it Excel takes a CSV for one of its old eight-bit texts."""
STARTS = re.compile(r"[=+\-@\t\r\n＝＋－＠]")
"""What makes a spreadsheet compute a text, also in the wide forms that some take for the same."""
FORMATS = {Decimal: '#,##0.00\\ "€"', datetime: "dd.mm.yyyy hh:mm", date: "dd.mm.yyyy", time: "hh:mm"}
"""Type of a value → how a cell of XLSX shows it."""


def file_of(
    kind: str, name: str, title: str, head: Sequence[str], rows: Iterable[Sequence[object]]
) -> HttpResponseBase:
    """The answer with a file of these rows, all of them, below the heads of their columns."""
    source = iter(rows)
    first = list(islice(source, MOST_AT_ONCE + 1))
    short = len(first) <= MOST_AT_ONCE
    if kind == "csv":
        answer = _short_csv(head, first) if short else _long_csv(head, chain(first, source))
    else:
        answer = _short_xlsx(title, head, first) if short else _long_xlsx(title, head, chain(first, source))
    answer["Content-Type"] = TYPES[kind]
    answer["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    return answer


def harmless(text: str) -> str:
    """The text as no spreadsheet computes it: an apostrophe before a formula, no control characters."""
    text = ILLEGAL_CHARACTERS_RE.sub("", text)
    return f"'{text}" if STARTS.match(text) else text


def _short_csv(head: Sequence[str], rows: Iterable[Sequence[object]]) -> HttpResponse:
    data = Dataset(*([_written(value) for value in row] for row in rows), headers=list(head))
    return HttpResponse(BOM + data.export("csv", delimiter=";"))


def _long_csv(head: Sequence[str], rows: Iterator[Sequence[object]]) -> StreamingHttpResponse:
    return StreamingHttpResponse(_lines(head, rows))


class _Echo:
    """A file that gives back what is written into it."""

    def write(self, line: str) -> str:
        return line


def _lines(head: Sequence[str], rows: Iterator[Sequence[object]]) -> Iterator[str]:
    writer = csv.writer(_Echo(), delimiter=";")
    yield BOM + str(writer.writerow(head))
    while some := list(islice(rows, LINES)):
        yield "".join(str(writer.writerow([_written(value) for value in row])) for row in some)


def _written(value: object) -> str:
    """A value as German spreadsheets read it from a text: a comma before the cents, days as 27.11.2026."""
    match value:
        case None:
            return ""
        case Decimal():
            return f"{value:.2f}".replace(".", ",")
        case datetime():
            return f"{value:%d.%m.%Y %H:%M}"
        case date():
            return f"{value:%d.%m.%Y}"
        case time():
            return f"{value:%H:%M}"
        case _:
            return harmless(str(value))


class _Sheet(registry.get_format("xlsx")):  # type: ignore[misc]  # the class is tablib's own, found by its name
    """tablib's XLSX, with amounts, days and times shown as such."""

    @classmethod
    def dset_sheet(cls, dataset: Dataset, ws: Worksheet, **how: object) -> None:
        super().dset_sheet(dataset, ws, **how)
        for cell in (cell for row in ws.iter_rows(min_row=2) for cell in row):
            if shown := FORMATS.get(type(cell.value)):
                cell.number_format = shown


def _short_xlsx(title: str, head: Sequence[str], rows: Iterable[Sequence[object]]) -> HttpResponse:
    data = Dataset(*([_kept(value) for value in row] for row in rows), headers=list(head), title=title)
    return HttpResponse(_Sheet.export_set(data, column_width=WIDTH))


def _long_xlsx(title: str, head: Sequence[str], rows: Iterator[Sequence[object]]) -> FileResponse:
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title)
    sheet.freeze_panes = "A2"
    for number in range(1, len(head) + 1):
        sheet.column_dimensions[get_column_letter(number)].width = WIDTH
    sheet.append(list(head))
    for row in rows:
        sheet.append([_cell(sheet, _kept(value)) for value in row])
    file = TemporaryFile()  # noqa: SIM115  # closed with the answer
    book.save(file)
    file.seek(0)
    return FileResponse(file)


def _cell(sheet: Worksheet, value: object) -> object:
    shown = FORMATS.get(type(value))
    if shown is None:
        return value
    cell = WriteOnlyCell(sheet, value)
    cell.number_format = shown
    return cell


def _kept(value: object) -> object:
    return harmless(value) if isinstance(value, str) else value

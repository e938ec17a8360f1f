"""A payment run as a file: pain.001.001.09 by sepaxml, or CSV. The same run gives the same bytes."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from importlib.resources import files
from io import StringIO
from xml.etree import ElementTree

from lxml import etree
from sepaxml import SepaTransfer

from workflows.sepa import IDENTIFIER, NAME, REMITTANCE, in_sepa_characters

SCHEMA = "pain.001.001.09"
ISO = "%Y-%m-%dT%H:%M:%S"
HEAD = ("Lauf", "Ausführung", "Kennung", "Empfänger*in", "IBAN", "Betrag", "Währung", "Verwendungszweck")


class NotValid(ValueError):
    """The file is not what its schema says; it never leaves the house."""


@dataclass(frozen=True, kw_only=True)
class Transfer:
    """One credit transfer: its EndToEndId, to whom, how much in whole cents, and what for."""

    reference: str
    name: str
    iban: str
    cents: int
    text: str


@dataclass(frozen=True, kw_only=True)
class Order:
    """What all transfers of a file share: its name, when it was made, its day, and who pays from which account."""

    number: str
    made_at: datetime
    execute_on: date
    payer: str
    iban: str
    bic: str = ""


class _Pain(SepaTransfer):
    """sepaxml with names and times that are given: its own are drawn by lot and by the clock."""

    def __init__(self, order: Order) -> None:
        self.order = order
        account = {"name": in_sepa_characters(order.payer, NAME), "IBAN": order.iban}
        account |= {"BIC": order.bic} if order.bic else {}
        super().__init__({**account, "currency": "EUR", "batch": True}, schema=SCHEMA, clean=False)

    def _create_header(self) -> None:
        self.msg_id = self.order.number
        super()._create_header()
        self._first("CreDtTm").text = self.order.made_at.strftime(ISO)

    def _finalize_batch(self) -> None:
        super()._finalize_batch()
        self._first("PmtInfId").text = self.order.number
        bank = self._first("FinInstnId")
        if not len(bank):  # what German banks ask for where the IBAN says enough
            ElementTree.SubElement(ElementTree.SubElement(bank, "Othr"), "Id").text = "NOTPROVIDED"

    def _first(self, name: str) -> ElementTree.Element:
        found: ElementTree.Element = next(self._xml.iter(name))
        return found


def pain(order: Order, transfers: Sequence[Transfer]) -> str:
    """The run as pain.001.001.09, all of it on one day. NotValid if the schema refuses it."""
    written = _Pain(order)
    for transfer in transfers:
        written.add_payment(
            {
                "name": in_sepa_characters(transfer.name, NAME),
                "IBAN": transfer.iban,
                "amount": transfer.cents,
                "execution_date": order.execute_on,
                "endtoend_id": in_sepa_characters(transfer.reference, IDENTIFIER),
                "description": in_sepa_characters(transfer.text, REMITTANCE),
            }
        )
    text: str = written.export(validate=False).decode()
    insist_on_schema(text)
    return text


def insist_on_schema(text: str) -> None:
    """NotValid with the reason of the first fault, if a file is no pain.001.001.09."""
    schema = _schema()
    if not schema.validate(etree.fromstring(text.encode(), _parser())):
        raise NotValid(str(schema.error_log[0]))


def _parser() -> etree.XMLParser:
    return etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)


@cache
def _schema() -> etree.XMLSchema:
    """The schema of ISO 20022 as sepaxml ships it."""
    return etree.XMLSchema(file=str(files("sepaxml") / "schemas" / f"{SCHEMA}.xsd"))


def table(order: Order, transfers: Sequence[Transfer]) -> str:
    """The run as CSV with semicolons for the city's finance system: names as they are, amounts with a comma."""
    text = StringIO()
    rows = csv.writer(text, delimiter=";", lineterminator="\r\n")
    rows.writerow(HEAD)
    for transfer in transfers:
        euro, cents = divmod(transfer.cents, 100)
        rows.writerow(
            [
                order.number,
                order.execute_on.isoformat(),
                transfer.reference,
                _inert(transfer.name),
                transfer.iban,
                f"{euro},{cents:02}",
                "EUR",
                _inert(transfer.text),
            ]
        )
    return text.getvalue()


def _inert(text: str) -> str:
    """A text that no spreadsheet computes."""
    return f"'{text}" if text[:1] in set("=+-@\t\r") else text

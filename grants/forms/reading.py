"""Reads what people type: money, days, bank accounts, text. Every refusal is a German sentence."""

import re
import unicodedata
from datetime import date
from decimal import Decimal

from schwifty import BIC, IBAN
from schwifty import exceptions as iban_errors

from grants.models.canonical import FORBIDDEN, INVISIBLE
from grants.models.signs import unseen_in_name, unseen_in_text
from grants.wording import amount
from workflows.dates import MONTHS
from workflows.period import Period
from workflows.sentence import LongDay, Sentence

LARGEST_AMOUNT = Decimal("999999999.99")
"""EUR. Far above every fund, far below what a whole number of cents can hold in the database."""


class UnreadableError(ValueError):
    """What was typed cannot be read; the one argument is the sentence for the person who typed it."""


# Text

KEPT_CONTROLS = {"\n", "\t"}
LONGEST_END = 30


def read_text(typed: str, *, lines: bool, names: bool) -> str:
    """The text in NFC with plain line ends. Without ``lines`` every run of white space is one space.

    Noncharacters, which come along invisibly when one copies from a PDF, are dropped. Refuses NUL, other control
    characters and lone surrogates: no database, PDF or mail takes them; and signs that turn a text around, or, with
    ``names``, all that nobody sees: two names that look alike are the same name.
    """
    text = INVISIBLE.sub("", typed).replace("\r\n", "\n").replace("\r", "\n")
    controls = any(unicodedata.category(char) == "Cc" and char not in KEPT_CONTROLS for char in text)
    if controls or FORBIDDEN.search(text):
        raise UnreadableError(
            "Der Text enthält unsichtbare Steuerzeichen. Bitte tippen Sie die Stelle neu ein."
        )
    text = unicodedata.normalize("NFC", text)
    text = text.strip() if lines else " ".join(text.split())
    place = (unseen_in_name if names else unseen_in_text)(text)
    if place is not None:
        before = _end(text[:place])
        where = Sentence("Nach „{before}“", before=before) if place else Sentence("Am Anfang")
        raise UnreadableError(
            Sentence(
                "{where} steht ein unsichtbares Zeichen. Bitte löschen Sie die Stelle und tippen Sie sie neu ein.",
                where=where,
            )
        )
    return text


def _end(text: str) -> str:
    """The last word or two of a line, enough to find the place again."""
    line = text.rsplit("\n", 1)[-1]
    return line if len(line) <= LONGEST_END else f"…{line[-LONGEST_END:]}"


# Money

GROUPED = re.compile(r"\d{1,3}(?:\.\d{3})+|\d{1,3}(?: \d{3})+|\d+", re.ASCII)
MONEY = re.compile(rf"({GROUPED.pattern})(?:,(\d{{1,2}}|--?|[–—])|\.--?)?", re.ASCII)
CURRENCY = re.compile(r"\s*(?:€|eur|euro)\s*", re.IGNORECASE)
ENGLISH = re.compile(r"\d{1,3}(?:,\d{3})*\.\d{1,2}|\d+\.\d{1,2}", re.ASCII)


def read_money(typed: str, *, largest: Decimal = LARGEST_AMOUNT, negative: bool = False) -> Decimal:
    """EUR with two places from ``4.800,00``, ``4800``, ``4 800,5`` or ``4.800,- €``.

    A point before the cents is refused, not guessed: ``4.800`` and ``4.80`` are too much alike.
    """
    text = " ".join(_ascii_signs(typed).split())
    text = _without_currency(text)
    sign = -1 if text.startswith("-") else 1
    text = text.removeprefix("-").strip()
    if sign < 0 and not negative:
        raise UnreadableError(
            "Der Betrag darf nicht negativ sein. Bitte schreiben Sie ihn ohne Minuszeichen."
        )
    found = MONEY.fullmatch(text)
    if found is None:
        raise UnreadableError(_why_no_money(text))
    euros = re.sub(r"[. ]", "", found[1]).lstrip("0")
    if len(euros) > len(str(largest)):
        raise UnreadableError(_too_large(largest))
    cents = found[2] if found[2] and found[2].isdigit() else "00"
    value = Decimal(f"{euros or '0'}.{cents:0<2}")
    if value > largest:
        raise UnreadableError(_too_large(largest))
    return sign * value if value else value


def _ascii_signs(typed: str) -> str:
    """Typographic minus signs become ``-``; all Unicode spaces are handled by ``split``."""
    return (
        typed.replace("\N{MINUS SIGN}", "-").replace("\N{EN DASH}", "-").replace("'", ".").replace("’", ".")
    )


def _without_currency(text: str) -> str:
    start = CURRENCY.match(text)
    text = text[start.end() :] if start else text
    return re.sub(r"\s*(?:€|\beuro?|(?<=\d)euro?)\s*$", "", text, flags=re.IGNORECASE)


def _too_large(largest: Decimal) -> str:
    return Sentence("Der Betrag ist zu groß. Möglich sind höchstens {largest} Euro.", largest=amount(largest))


def _why_no_money(text: str) -> str:
    if ENGLISH.fullmatch(text):
        euros, cents = text.replace(",", "").split(".")
        return Sentence(
            "Bitte schreiben Sie die Cent hinter ein Komma. Meinten Sie {euros},{cents}? Punkte dürfen "
            "nur zwischen Tausendern stehen.",
            euros=_short(euros),
            cents=cents,
        )
    if re.fullmatch(rf"(?:{GROUPED.pattern}),\d{{3,}}", text, re.ASCII):
        return "Bitte schreiben Sie höchstens zwei Stellen hinter das Komma."
    return "Bitte geben Sie einen Betrag in Euro ein, zum Beispiel 4.800,00 oder 4800."


def _short(text: str) -> str:
    return text if len(text) <= 12 else f"{text[:12]}…"


# Periods

BAD_PERIOD = (
    "Bitte schreiben Sie eine Zahl und ihre Einheit, zum Beispiel „8 Wochen“. Möglich sind Tage, Arbeitstage, Wochen, "
    "Monate und Jahre."
)


def read_period(typed: str) -> Period:
    """The period that a person typed: a number, in figures or as a word up to twelve, and its unit."""
    try:
        return Period.from_german(typed)
    except ValueError as wrong:
        raise UnreadableError(BAD_PERIOD) from wrong


# Days

DOTTED_DAY = re.compile(r"(\d{1,2})\. ?(\d{1,2})\. ?(\d{4}|\d{2})", re.ASCII)
SLASHED_DAY = re.compile(r"(\d{1,2}) ?([/-]) ?(\d{1,2}) ?\2 ?(\d{4}|\d{2})", re.ASCII)
ISO_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})", re.ASCII)
BARE_DAY = re.compile(r"(\d{2})(\d{2})(\d{4}|\d{2})", re.ASCII)
NAMED_DAY = re.compile(r"(\d{1,2})\.? ?([A-Za-zäÄ]{3,9})\.? (\d{4}|\d{2})", re.ASCII)
FIRST_YEAR, LAST_YEAR = 1900, 2199
MONTHS_OF_A_YEAR = 12
LAST_SHORT_YEAR = 49
"""``49`` is 2049; from ``50`` on two digits may mean either century, and are asked back."""


def read_day(typed: str, *, whole_year: bool = False) -> date:
    """A day from ``27.11.2026``, ``27.11.26``, ``27112026``, ``27 November 2026``, ``27/11/2026`` or ISO.

    Two digits of a year mean 20xx up to 49 and are asked back above, or always with ``whole_year``. With strokes
    some write the month first: where both readings are possible, the sentence asks which is meant.
    """
    text = " ".join(unicodedata.normalize("NFC", typed).split())
    day, month, year = _parts_of_day(text)
    if len(year) == 2:
        year = _century(year, whole_year)
    if not FIRST_YEAR <= int(year) <= LAST_YEAR:
        raise UnreadableError(
            Sentence("Das Jahr {year} liegt zu weit weg. Bitte prüfen Sie die Jahreszahl.", year=year)
        )
    if SLASHED_DAY.fullmatch(text):
        _insist_on_day_first(int(day), int(month), int(year))
    return _day(int(day), int(month), int(year))


def _day(day: int, month: int, year: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise UnreadableError(
            Sentence(
                "Den {day}.{month}.{year} gibt es nicht. Bitte prüfen Sie das Datum.",
                day=day,
                month=month,
                year=year,
            )
        ) from None


def _century(year: str, whole_year: bool) -> str:
    if whole_year:
        raise UnreadableError("Bitte schreiben Sie das Jahr mit vier Ziffern, zum Beispiel 12.05.1985.")
    if int(year) > LAST_SHORT_YEAR:
        raise UnreadableError(
            Sentence(
                "Meinten Sie 19{year} oder 20{year2}? Bitte schreiben Sie das Jahr mit vier Ziffern.",
                year=year,
                year2=year,
            )
        )
    return f"20{year}"


def _insist_on_day_first(day: int, month: int, year: int) -> None:
    """Nobody writes the month behind a day above twelve; below, and the other way round, it is asked back."""
    if day == month or day > MONTHS_OF_A_YEAR:
        return
    meant = _day(day, month, year) if month <= MONTHS_OF_A_YEAR else _day(month, day, year)
    raise UnreadableError(
        Sentence("Meinten Sie den {meant}? Bitte schreiben Sie {meant2}.", meant=LongDay(meant), meant2=meant)
    )


def _parts_of_day(text: str) -> tuple[str, str, str]:
    """Day, month and year as typed digits; a month's name is already its number."""
    if found := DOTTED_DAY.fullmatch(text) or BARE_DAY.fullmatch(text):
        return found[1], found[2], found[3]
    if found := SLASHED_DAY.fullmatch(text):
        return found[1], found[3], found[4]
    if found := ISO_DAY.fullmatch(text):
        return found[3], found[2], found[1]
    if found := NAMED_DAY.fullmatch(text):
        name = _folded(found[2])
        for number, month in enumerate(MONTHS, start=1):
            if _folded(month).startswith(name):
                return found[1], str(number), found[3]
    if re.fullmatch(r"\d{1,2}\. ?\d{1,2}\.?", text, re.ASCII):
        raise UnreadableError("Bitte geben Sie auch das Jahr an. So schreiben Sie ein Datum: TT.MM.JJJJ.")
    raise UnreadableError("Bitte geben Sie ein Datum ein. So schreiben Sie es: TT.MM.JJJJ.")


def _folded(name: str) -> str:
    """``März``, ``Maerz`` and ``MARZ`` alike."""
    return name.casefold().replace("ä", "a").replace("ae", "a")


# Bank accounts

IBAN_SENTENCES: tuple[tuple[type[Exception], str], ...] = (
    (iban_errors.InvalidLength, "Die IBAN hat nicht die richtige Länge. Eine deutsche IBAN hat 22 Zeichen."),
    (iban_errors.InvalidCountryCode, "Die IBAN beginnt mit dem Kürzel eines Landes, zum Beispiel DE."),
    (iban_errors.InvalidChecksumDigits, "Diese IBAN gibt es nicht. Vermutlich ist eine Ziffer vertauscht."),
)
LONGEST_IBAN = 34
NEWER_SEPA_STATES = frozenset({"AL", "MD", "ME", "MK", "RS"})
"""In the SEPA schemes since 2024 and 2025 (EPC409-09, list of scheme countries); schwifty does not know them yet."""
COMPACT_IBAN = re.compile(r"[A-Z]{2}\d{2}[A-Z0-9]{11,30}", re.ASCII)


def read_iban(typed: str) -> str:
    """The IBAN without spaces, checked by length, country and check digits (ISO 13616, mod 97)."""
    compact = re.sub(r"[\s.:\-]", "", typed).upper().removeprefix("IBAN")
    if not re.fullmatch(r"[A-Z0-9]*", compact, re.ASCII):
        raise UnreadableError("Eine IBAN besteht nur aus Buchstaben und Ziffern.")
    if len(compact) > LONGEST_IBAN:
        raise UnreadableError(IBAN_SENTENCES[0][1])
    try:
        iban = IBAN(compact)
    except iban_errors.SchwiftyException as error:
        sentences = (text for kind, text in IBAN_SENTENCES if isinstance(error, kind))
        raise UnreadableError(
            next(sentences, "Diese IBAN gibt es nicht. Bitte prüfen Sie die Ziffern.")
        ) from error
    if not (iban.in_sepa_zone or iban.country_code in NEWER_SEPA_STATES):
        raise UnreadableError(
            "Wir überweisen nur auf Konten im SEPA-Raum. Bitte nennen Sie ein anderes Konto."
        )
    return compact


def read_bic(typed: str) -> str:
    """The BIC without spaces, checked by its form and country (ISO 9362)."""
    compact = re.sub(r"\s", "", typed).upper()
    try:
        return str(BIC(compact))
    except iban_errors.SchwiftyException as error:
        raise UnreadableError("Diese BIC gibt es nicht. Sie hat 8 oder 11 Zeichen.") from error

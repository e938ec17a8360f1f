"""How money is read and written in German: figures, words, percentages; amounts are Decimal EUR."""

import re
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

LARGEST = Decimal("999999999.99")
"""The largest amount that can be read or put into words, in EUR."""

_ONES = (
    *("null", "eins", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun"),
    *("zehn", "elf", "zwölf", "dreizehn", "vierzehn"),
    *("fünfzehn", "sechzehn", "siebzehn", "achtzehn", "neunzehn"),
)
_TENS = ("", "", "zwanzig", "dreißig", "vierzig", "fünfzig", "sechzig", "siebzig", "achtzig", "neunzig")

# A thousands group has three digits and no leading zero before it: "4.800" is 4800, "0.800" is refused.
_GERMAN = re.compile(
    r"(?P<whole>[0-9]+|[1-9][0-9]{0,2}(?:\.[0-9]{3})+|[1-9][0-9]{0,2}(?: [0-9]{3})+)"
    r"(?:,(?P<cents>[0-9]{1,2}|[-–]{1,2}))?"
)
_POINT = re.compile(r"(?P<whole>[0-9]+)\.(?P<cents>[0-9]{1,2})")
_CURRENCY = re.compile(r"\s*(?:€|EUR|Euro)$", re.IGNORECASE)
_NOT_READ = "Der Betrag „{}“ ist nicht lesbar. Bitte schreiben Sie ihn zum Beispiel so: 4.800,00."


def to_cents(exact: Fraction) -> Decimal:
    """An exact, not negative amount in EUR, rounded half-up to whole cents."""
    return Decimal((exact * 200 + 1) // 2).scaleb(-2)


def round_cents(amount: Decimal) -> Decimal:
    """``amount`` in EUR, rounded half-up (a negative one away from zero) to whole cents."""
    return amount.quantize(Decimal("0.01"), ROUND_HALF_UP)


def is_whole_cents(amount: Decimal) -> bool:
    """True if the amount has no part of a cent: ``4800`` and ``4800.500`` have none, ``0.005`` has one."""
    return amount == round_cents(amount)


def format_eur(amount: Decimal) -> str:
    """``amount`` in EUR as ``4.800,00 €``. Nothing is rounded for show: parts of a cent stay visible."""
    return _german(f"{amount:,.2f}" if is_whole_cents(amount) else f"{amount:,f}") + " €"


def format_percent(percent: Decimal, places: int = 2) -> str:
    """``percent`` as ``15,79 %``, rounded half-up to ``places`` digits, without idle zeros: ``20 %``,
    ``78,125 %``.
    """
    rounded = percent.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    figures = f"{rounded:,.{places}f}"
    if "." in figures:
        figures = figures.rstrip("0").rstrip(".")
    return _german(figures) + " %"


def parse_eur(text: str) -> Decimal:
    """The amount in EUR, with two places, that a person wrote.

    Read are ``4.800,00``, ``4800``, ``4 800,5``, ``4800.00`` and ``4.800,-``, each also with € behind it.
    Anything that could mean two amounts, has a sign or more than two places raises ValueError with a German
    sentence.
    """
    plain = _CURRENCY.sub("", " ".join(text.split()))
    match = _GERMAN.fullmatch(plain) or _POINT.fullmatch(plain)
    if match is None:
        raise ValueError(_NOT_READ.format(text.strip()[:40]))
    whole = match["whole"].replace(".", "").replace(" ", "").lstrip("0") or "0"
    if len(whole) > 9:
        raise ValueError(f"Der Betrag ist zu groß. Möglich sind höchstens {format_eur(LARGEST)}.")
    cents = (match["cents"] or "").strip("-–").ljust(2, "0")
    return Decimal(f"{whole}.{cents}")


def in_words(amount: Decimal) -> str:
    """``amount`` in EUR in words: ``viertausendachthundert Euro``, ``ein Euro und fünfzig Cent``.

    Cents alone stand without Euro (``fünfzig Cent``). ValueError for negative amounts, parts of a cent and
    amounts above ``LARGEST``.
    """
    if not 0 <= amount <= LARGEST or not is_whole_cents(amount):
        raise ValueError(f"Der Betrag {amount} lässt sich nicht in Worten schreiben.")
    euros, cents = divmod(int(amount * 100), 100)
    spelled = []
    if euros or not cents:
        spelled.append(f"{_counted(euros)} Euro")
    if cents:
        spelled.append(f"{_counted(cents)} Cent")
    return " und ".join(spelled)


def _german(figures: str) -> str:
    return figures.translate(str.maketrans(",.", ".,"))


def _counted(number: int) -> str:
    """The number before a noun: one is ``ein``, not ``eins``."""
    return "ein" if number == 1 else _spelled(number)


def _spelled(number: int) -> str:
    millions, rest = divmod(number, 1_000_000)
    words = []
    if millions:
        words.append("eine Million" if millions == 1 else f"{_below_million(millions)} Millionen")
    if rest or not millions:
        words.append(_below_million(rest))
    return " ".join(words)


def _below_million(number: int) -> str:
    thousands, rest = divmod(number, 1000)
    if not thousands:
        return _below_thousand(rest)
    return _front(thousands) + "tausend" + (_below_thousand(rest) if rest else "")


def _below_thousand(number: int) -> str:
    hundreds, rest = divmod(number, 100)
    if not hundreds:
        return _below_hundred(rest)
    return _front(hundreds) + "hundert" + (_below_hundred(rest) if rest else "")


def _below_hundred(number: int) -> str:
    if number < 20:
        return _ONES[number]
    tens, ones = divmod(number, 10)
    return (_front(ones) + "und" if ones else "") + _TENS[tens]


def _front(number: int) -> str:
    """The number inside a longer word, where a closing ``eins`` loses its s: ``ein-hundert``, ``hundertein-
    tausend``.
    """
    return _below_thousand(number).removesuffix("eins") + ("ein" if number % 100 == 1 else "")

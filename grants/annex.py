"""The ANBest-P of a Bescheid: the text that comes with the program, and what a text of the office may contain.

A text is lines: ``# heading``, ``- item`` of a list, anything else a paragraph. A line that begins with
``[Festbetrag]`` or ``[Anteil]`` belongs to Bescheide of that kind alone, one with ``[Abruf]`` or ``[Summe]`` to funds
that pay so; it may have several marks. Names in braces stand for figures of the Bescheid (:data:`NAMES`).
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from workflows.dates import long_date
from workflows.money import format_eur, format_percent
from workflows.period import Casus

NAMES = {
    "verwendung_frist": "Frist für die Verwendung ausgezahlten Geldes hinter „innerhalb“, etwa „von acht Wochen“",
    "verwendung_dauer": "dieselbe Frist hinter „binnen“, etwa „zwei Monaten“",
    "verwendung": "dieselbe Frist für sich, etwa „zwei Monate“",
    "nachweis_frist": "Frist des Verwendungsnachweises hinter „innerhalb“, etwa „von acht Wochen“",
    "nachweis_dauer": "dieselbe Frist hinter „binnen“, etwa „zwei Monaten“",
    "nachweis": "dieselbe Frist für sich, etwa „zwei Monate“",
    "nachweis_ablauf": "dieselbe Frist hinter „bis zum Ablauf“, etwa „der 8. Woche“",
    "nachweis_bis": "letzter Tag für den Verwendungsnachweis",
    "zwischennachweis": "Satz, der den Zwischennachweis mit seinem Tag verlangt oder sagt, dass keiner nötig ist",
    "aufbewahrung": "wie lange Belege aufzubewahren sind, mit Einheit",
    "ueberschreitung": "Prozent, um die ein Ansatz überschritten werden darf",
    "inventar_ab": "Wert, ab dem Gegenstände zu inventarisieren sind",
    "pruefungsamt": "Name des Rechnungsprüfungsamts",
}
"""What may stand in braces, and what it is."""
MARKS = {
    "[Festbetrag]": "gilt bei Festbetragsfinanzierung",
    "[Anteil]": "gilt bei Anteilfinanzierung",
    "[Abruf]": "gilt, wenn Mittel abgerufen werden",
    "[Summe]": "gilt, wenn die Zuwendung in einer Summe ausgezahlt wird",
}
"""Mark at the beginning of a line → which Bescheide the line belongs to; with several marks, those that have all."""
_OF_KIND = {"festbetrag": "[Festbetrag]", "anteil": "[Anteil]"}
VERSION = "mitgeliefert"
OWN_WORDS = (
    "Der mitgelieferte Text gibt die Regeln mit eigenen Worten und den üblichen Nummern wieder. "
    "Bitte ersetzen Sie ihn durch den amtlichen Wortlaut."
)
_NAME = re.compile(r"\{([^{}\n]*)\}")
_EARLIER = (
    (r"von\ \{verwendung_monate\}\ Monaten", "{verwendung_frist}"),
    (r"\{verwendung_monate\}\ Monaten", "{verwendung_dauer}"),
    (r"\{verwendung_monate\}(\ Monate)?", "{verwendung}"),
    (r"(des\ )?\{nachweis_monate\}\.\ Monats", "{nachweis_ablauf}"),
    (r"\{nachweis_monate\}\ Monaten", "{nachweis_dauer}"),
    (r"\{nachweis_monate\}(\ Monate)?", "{nachweis}"),
    (r"\{aufbewahrung_jahre\}(\ Jahren?)?", "{aufbewahrung}"),
)
"""What stood around a number of months or years in earlier texts → the name of the whole period."""


def lifted(text: str) -> str:
    """Return a text that an earlier release stored with today's names: the unit belongs to the period, not to it."""
    for earlier, name in _EARLIER:
        text = re.sub(earlier, name, text)
    return text


def unknown_names(text: str) -> list[str]:
    """Return what stands in braces and is no figure of a Bescheid."""
    return [name for name in dict.fromkeys(_NAME.findall(text)) if name not in NAMES]


def filled(text: str, marks: frozenset[str], values: Mapping[str, str]) -> tuple[str, ...]:
    """Return the lines of the text for a Bescheid to which these marks apply, with its figures.

    Raises ``KeyError`` for a name that is not known.
    """
    lines = []
    for line in filter(None, map(str.strip, lifted(text).splitlines())):
        asked, said = _marked(line)
        if marks.issuperset(asked):
            lines.append(_NAME.sub(lambda name: values[name[1]], said))
    return tuple(lines)


def marks_of(letter: Any) -> frozenset[str]:
    """Return the marks that apply to a Bescheid: how it finances, and how the fund pays."""
    return frozenset({_OF_KIND[letter.kind], "[Summe]" if letter.at_once else "[Abruf]"})


def _marked(line: str) -> tuple[list[str], str]:
    """The marks at the beginning of a line, and what it says behind them."""
    found: list[str] = []
    while mark := next((mark for mark in MARKS if line.startswith(mark)), ""):
        found.append(mark)
        line = line.removeprefix(mark).strip()
    return found, line


@dataclass
class Block:
    """A heading, a list or a paragraph of a text of the office."""

    heading: str = ""
    text: str = ""
    items: list[str] = field(default_factory=list)


def blocks(lines: Sequence[str]) -> list[Block]:
    """Return the lines of a text as headings, lists and paragraphs."""
    found: list[Block] = []
    for line in lines:
        if line.startswith("- "):
            if not (found and found[-1].items):
                found.append(Block())
            found[-1].items.append(line[2:])
        elif line.startswith("# "):
            found.append(Block(heading=line[2:]))
        else:
            found.append(Block(text=line))
    return found


def described(text: str) -> tuple[str, ...]:
    """Return the lines for whoever reads them before there is a Bescheid: what each figure is, in brackets."""
    lines = []
    for line in filter(None, map(str.strip, lifted(text).splitlines())):
        marks, said = _marked(line)
        told = _NAME.sub(lambda name: f"[{NAMES[name[1]]}]", said)
        lines.append(f"{told} ({'; '.join(MARKS[mark] for mark in marks)})" if marks else told)
    return tuple(lines)


def values_of(letter: Any) -> dict[str, str]:
    """Return the figures of a Bescheid by the names that stand in braces; ``letter`` has those of its letter facts."""
    use, proof = letter.use_within, letter.proof_within
    return {
        "verwendung_frist": use.german(Casus.WITHIN),
        "verwendung_dauer": use.german(Casus.DATIVE),
        "verwendung": use.german(Casus.ACCUSATIVE),
        "nachweis_frist": proof.german(Casus.WITHIN),
        "nachweis_dauer": proof.german(Casus.DATIVE),
        "nachweis": proof.german(Casus.ACCUSATIVE),
        "nachweis_ablauf": proof.german(Casus.EXPIRY),
        "nachweis_bis": long_date(letter.proof_due),
        "zwischennachweis": (
            f"Ein Zwischennachweis ist bis zum {long_date(letter.interim_proof_due)} vorzulegen, bei längerer "
            "Laufzeit jedes Jahr bis zum 31. März."
            if letter.interim_proof_due
            else "Ein Zwischennachweis ist nicht vorzulegen."
        ),
        "aufbewahrung": letter.receipts_kept.german(Casus.ACCUSATIVE),
        "ueberschreitung": format_percent(letter.line_tolerance).removesuffix(" %"),
        "inventar_ab": format_eur(letter.inventory_from),
        "pruefungsamt": letter.sender.audit_office,
    }


SHIPPED = """\
Die ANBest-P enthalten Nebenbestimmungen im Sinne des § 36 VwVfG sowie Erläuterungen. Sie sind Bestandteil des Zuwendungsbescheids, soweit dort nichts anderes bestimmt ist.

# 1 Anforderung und Verwendung der Zuwendung
1.1 Die Zuwendung darf nur für den im Bescheid bestimmten Zweck verwendet werden. Sie ist wirtschaftlich und sparsam zu verwenden.
[Festbetrag] 1.2 Alle mit dem Zweck zusammenhängenden Einnahmen (insbesondere Zuwendungen, Leistungen Dritter) und der Eigenanteil sind als Deckungsmittel einzusetzen. Bei der Festbetragsfinanzierung ist der Finanzierungsplan nur hinsichtlich der Arten der Ausgaben verbindlich.
[Anteil] 1.2 Alle mit dem Zweck zusammenhängenden Einnahmen (insbesondere Zuwendungen, Leistungen Dritter) und der Eigenanteil sind als Deckungsmittel einzusetzen. Der Finanzierungsplan ist hinsichtlich des Gesamtergebnisses verbindlich. Einzelansätze dürfen um bis zu {ueberschreitung} % überschritten werden, soweit die Überschreitung durch Einsparungen bei anderen Ansätzen ausgeglichen wird.
1.3 Werden die Gesamtausgaben des Zuwendungsempfängers oder der Zuwendungsempfängerin überwiegend aus öffentlichen Mitteln bestritten, dürfen Beschäftigte nicht besser gestellt werden als vergleichbare Beschäftigte der öffentlichen Hand.
[Summe] 1.4 Die Zuwendung wird in einer Summe ausgezahlt, ohne dass sie angefordert wird. Sie ist im Bewilligungszeitraum für fällige Zahlungen zu verwenden.
[Abruf] [Festbetrag] 1.4 Die Zuwendung darf nur so weit und nicht eher angefordert werden, als sie innerhalb {verwendung_frist} nach der Auszahlung für fällige Zahlungen benötigt wird.
[Abruf] [Anteil] 1.4 Die Zuwendung darf nur so weit und nicht eher angefordert werden, als sie innerhalb {verwendung_frist} nach der Auszahlung für fällige Zahlungen benötigt wird. Sie wird jeweils anteilig mit Eigenmitteln und anderen Zuwendungen in Anspruch genommen.

# 2 Nachträgliche Ermäßigung der Ausgaben oder Änderung der Finanzierung
[Festbetrag] Ermäßigen sich nach der Bewilligung die im Finanzierungsplan veranschlagten Ausgaben, erhöhen sich die Deckungsmittel oder treten neue hinzu, so bleibt die Zuwendung unverändert, solange die zuwendungsfähigen baren Ausgaben die Zuwendung und die neuen Deckungsmittel zusammen erreichen. Liegen sie darunter, ermäßigt sich die Zuwendung um den Unterschied.
[Anteil] Ermäßigen sich nach der Bewilligung die im Finanzierungsplan veranschlagten Ausgaben, erhöhen sich die Deckungsmittel oder treten neue hinzu, so ermäßigt sich die Zuwendung anteilig mit den Zuwendungen anderer und den vorgesehenen eigenen und sonstigen Mitteln.

# 3 Vergabe von Aufträgen
Aufträge sind nach wirtschaftlichen Gesichtspunkten zu vergeben. Oberhalb der dafür geltenden Wertgrenzen sind die Vorschriften über die Vergabe öffentlicher Aufträge anzuwenden.

# 4 Erworbene Gegenstände
Gegenstände, die aus der Zuwendung erworben oder hergestellt werden, sind für den Zuwendungszweck zu verwenden und sorgfältig zu behandeln. Vor Ablauf der Zweckbindung darf nicht anders über sie verfügt werden. Gegenstände mit einem Wert von mehr als {inventar_ab} (ohne Umsatzsteuer) sind zu inventarisieren.

# 5 Mitteilungspflichten
Der Bewilligungsbehörde ist unverzüglich anzuzeigen, wenn
- 5.1 weitere Zuwendungen für denselben Zweck beantragt oder bewilligt werden oder weitere Mittel von Dritten hinzukommen,
- 5.2 sich die Ausgaben oder die Finanzierung ändern, sich der Zweck oder andere für die Bewilligung maßgebliche Umstände ändern oder wegfallen,
- 5.3 sich herausstellt, dass der Zweck nicht oder mit der bewilligten Zuwendung nicht zu erreichen ist,
[Summe] - 5.4 ausgezahltes Geld nicht im Bewilligungszeitraum für fällige Zahlungen verwendet werden kann,
[Abruf] - 5.4 ausgezahltes Geld nicht innerhalb {verwendung_frist} für fällige Zahlungen verwendet werden kann,
- 5.5 Gegenstände nicht mehr für den Zweck verwendet oder nicht mehr benötigt werden,
- 5.6 ein Insolvenzverfahren beantragt oder eröffnet wird.

# 6 Nachweis der Verwendung
6.1 Die Verwendung ist innerhalb {nachweis_frist} nach Erfüllung des Zwecks, spätestens bis zum Ablauf {nachweis_ablauf} nach dem Ende des Bewilligungszeitraums nachzuweisen (Verwendungsnachweis). Für diesen Bescheid gilt der {nachweis_bis} als letzter Tag. {zwischennachweis}
6.2 Der Verwendungsnachweis besteht aus einem Sachbericht und einem zahlenmäßigen Nachweis. Im Sachbericht sind die Verwendung der Zuwendung und das erzielte Ergebnis darzustellen und den Zielen gegenüberzustellen.
6.3 Im zahlenmäßigen Nachweis sind Einnahmen und Ausgaben in der Ordnung des Finanzierungsplans auszuweisen. Ihm ist eine Belegliste mit Tag, Empfänger*in oder Einzahler*in, Grund und Betrag jeder Zahlung beizufügen.
6.4 Die Belege müssen die im Geschäftsverkehr üblichen Angaben enthalten. Sie sind {aufbewahrung} nach Vorlage des Verwendungsnachweises aufzubewahren, sofern nicht nach anderen Vorschriften eine längere Frist gilt.

# 7 Prüfung der Verwendung
Die Bewilligungsbehörde und das {pruefungsamt} dürfen Bücher, Belege und sonstige Unterlagen anfordern und die Verwendung durch örtliche Erhebungen prüfen oder durch Beauftragte prüfen lassen. Die Unterlagen sind bereitzuhalten, notwendige Auskünfte sind zu erteilen.

# 8 Erstattung und Verzinsung
8.1 Die Zuwendung ist zu erstatten, soweit der Bescheid nach den §§ 48, 49 VwVfG oder anderen Vorschriften mit Wirkung für die Vergangenheit zurückgenommen oder widerrufen wird oder sonst unwirksam geworden ist (§ 49a VwVfG).
8.2 Das gilt insbesondere, wenn die Zuwendung durch unrichtige oder unvollständige Angaben erwirkt wurde, nicht oder nicht mehr für den Zweck verwendet wird oder eine nachträgliche Ermäßigung nach Nr. 2 eingetreten ist.
8.3 Ein Widerruf kommt auch in Betracht, soweit die Zuwendung nicht alsbald nach der Auszahlung verwendet oder Auflagen nicht oder nicht fristgerecht erfüllt werden, insbesondere der Verwendungsnachweis nicht rechtzeitig vorgelegt oder eine Mitteilungspflicht verletzt wird.
8.4 Der Erstattungsbetrag ist nach § 49a Abs. 3 VwVfG mit fünf Prozentpunkten über dem Basiszinssatz jährlich zu verzinsen.
"""  # noqa: E501 - a line is a paragraph of the letter
"""The text that holds until the office enters its own."""

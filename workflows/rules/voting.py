"""What a body resolved and why, as a reason sheet (§§ 65, 66 NKomVG; §§ 90, 91 VwVfG)."""

from dataclasses import dataclass, replace

from workflows.case import Resolution
from workflows.sentence import TOGETHER, Sentence


@dataclass(frozen=True, kw_only=True)
class Regime:
    """The rules by which a body resolves. A body with rules of its own has its own Regime."""

    label: str
    quorum_law: str
    majority_law: str
    second_summons_law: str
    minimum: int = 1
    """So many members must be there at least, however few seats there are."""
    stays_quorate: bool = False
    """Quorate at the opening stays quorate until a member challenges it (§ 65 Abs. 1 Satz 3 NKomVG)."""
    approval_if_excluded: bool = False
    """With more than half excluded any number resolves, subject to approval from above (§ 65 NKomVG)."""
    chair_breaks_tie: bool = False
    """On a tie the vote of the chair decides (§ 91 Satz 2 VwVfG)."""


NKOMVG = Regime(
    label="§§ 65, 66 NKomVG (Rat und seine Ausschüsse)",
    quorum_law="§ 65 Abs. 1 NKomVG",
    majority_law="§ 66 Abs. 1 NKomVG",
    second_summons_law="§ 65 NKomVG",
    stays_quorate=True,
    approval_if_excluded=True,
)
NKOMVG_BY_RULES = Regime(
    label="Geschäftsordnung des Gremiums mit den Regeln der §§ 65, 66 NKomVG",
    quorum_law="§ 65 Abs. 1 NKomVG entsprechend",
    majority_law="§ 66 Abs. 1 NKomVG entsprechend",
    second_summons_law="§ 65 NKomVG entsprechend",
    stays_quorate=True,
)
VWVFG = Regime(
    label="§§ 90, 91 VwVfG",
    quorum_law="§ 90 Abs. 1 VwVfG",
    majority_law="§ 91 VwVfG",
    second_summons_law="§ 90 Abs. 2 VwVfG",
    minimum=3,
    chair_breaks_tie=True,
)
REGIMES = {"nkomvg": NKOMVG, "nkomvg_by_rules": NKOMVG_BY_RULES, "vwvfg": VWVFG}
"""``nkomvg_by_rules`` is for Kuratorium, jury and other bodies that are no committees of the Rat."""

TIE_HINT = Sentence(
    "Nach § 91 Satz 2 VwVfG gäbe die Stimme der*des Vorsitzenden den Ausschlag; "
    "die Geschäftsordnung ist zu prüfen."
)


NOBODY_VOTED = Sentence("Niemand hat abgestimmt. Ohne eine einzige Stimme gibt es keinen Beschluss.")


@dataclass(frozen=True)
class Doubt:
    """A member's doubt of the quorum, which outlasts its item: who asks once need not ask again at the next."""

    item: int
    """The TOP at which it was last raised."""
    again_with: int | None = None
    """So many were really there again since; None: the doubt stands."""

    @property
    def stands(self) -> bool:
        """The quorum was not there again since."""
        return self.again_with is None


@dataclass(frozen=True, kw_only=True)
class Ballot:
    """The room and the votes: all that decides about quorum and outcome; counts of people and of votes."""

    regime: Regime
    seats: int
    present: int
    excluded: int = 0
    yes: int = 0
    no: int = 0
    abstained: int = 0
    chair: str | None = None
    opened_with: int | None = None
    challenged: bool = False
    doubt: Doubt | None = None
    second_summons: bool = False

    def __post_init__(self) -> None:
        counts = (
            self.seats,
            self.present,
            self.excluded,
            self.yes,
            self.no,
            self.abstained,
            self.opened_with or 0,
        )
        if min(counts) < 0:
            raise ValueError("Eine Anzahl kann nicht negativ sein.")
        if max(self.present + self.excluded, self.opened_with or 0) > self.seats:
            raise ValueError(
                "Es sind mehr Mitglieder anwesend oder ausgeschlossen, als das Gremium Sitze hat."
            )
        if self.votes > self.present:
            raise ValueError(
                "Es wurden mehr Stimmen abgegeben, als stimmberechtigte Mitglieder anwesend sind."
            )
        if self.chair not in ("yes", "no", None):
            raise ValueError(f"Diese Stimme der*des Vorsitzenden gibt es nicht: {self.chair}.")
        if (self.chair == "yes" and not self.yes) or (self.chair == "no" and not self.no):
            raise ValueError("Die Stimme der*des Vorsitzenden fehlt in der Auszählung.")

    @property
    def needed(self) -> int:
        """More than half of all seats; excluded members do not make the base smaller."""
        return needed(self.regime, self.seats)

    @property
    def mostly_excluded(self) -> bool:
        """More than half of all members are excluded from this item."""
        return self.excluded * 2 > self.seats

    @property
    def votes(self) -> int:
        """All votes that were cast."""
        return self.yes + self.no + self.abstained

    @property
    def tie(self) -> bool:
        """As many Ja as Nein; where there are none of both, nobody is tied."""
        return self.yes == self.no > 0


def needed(regime: str | Regime, seats: int) -> int:
    """So many members must be there (§ 65 Abs. 1 NKomVG, § 90 Abs. 1 VwVfG)."""
    return max(seats // 2 + 1, regime_of(regime).minimum)


def rule_of_quorum(regime: str | Regime, seats: int) -> Sentence:
    """When the body is quorate, in a sentence for those who are summoned."""
    regime = regime_of(regime)
    return Sentence(
        "Beschlussfähig ist das Gremium, wenn mindestens {needed} von {seats} Mitgliedern da sind ({law}).",
        needed=needed(regime, seats),
        seats=seats,
        law=regime.quorum_law,
    )


def doubt_after(doubt: Doubt | None, regime: str | Regime, *, seats: int, there: int) -> Doubt | None:
    """The doubt of a sitting now that ``there`` members are in the room: it ends when the quorum is really there."""
    if doubt is None or not doubt.stands or there < needed(regime, seats):
        return doubt
    return replace(doubt, again_with=there)


def resolve(
    regime: str | Regime,
    *,
    seats: int,
    present: int,
    excluded: int,
    yes: int,
    no: int,
    abstained: int,
    chair: str | None = None,
    opened_with: int | None = None,
    challenged: bool = False,
    doubt: Doubt | None = None,
    second_summons: bool = False,
) -> Resolution:
    """What the body resolved, with a German sentence for every step of the reasoning.

    ``regime`` is a key of ``REGIMES`` or a body's own Regime. ``present`` counts members who are present and
    entitled to vote on this item; the ``excluded`` are not in it and do not shrink the base. ``chair`` is the
    chair's own vote (``yes``, ``no``, None), already counted in ``yes`` or ``no``. ``opened_with`` is the
    number at the opening of the sitting (None: not known, so no fiction). ``challenged``: a member doubts the
    quorum at this item; ``doubt``: one did so at an earlier item of the sitting. ``second_summons`` is true only if
    the item was put back for lack of quorum *and* the new summons says that any number will do. The summons
    itself is taken to be in due form. ValueError for an unknown regime, negative counts, more people than
    seats and more votes than present.
    """
    return resolution_of(
        Ballot(
            regime=regime_of(regime),
            seats=seats,
            present=present,
            excluded=excluded,
            yes=yes,
            no=no,
            abstained=abstained,
            chair=chair,
            opened_with=opened_with,
            challenged=challenged,
            doubt=doubt,
            second_summons=second_summons,
        )
    )


def regime_of(regime: str | Regime) -> Regime:
    """The rules behind a key of ``REGIMES``; ValueError for an unknown one."""
    if not isinstance(regime, str):
        return regime
    if regime not in REGIMES:
        raise ValueError(f"Dieses Regelwerk gibt es nicht: {regime}.")
    return REGIMES[regime]


def resolution_of(ballot: Ballot) -> Resolution:
    """What came of a ballot, with a German sentence for every step of the reasoning."""
    quorate, quorum_reasons = quorum_of(ballot)
    approval_needed = quorate and ballot.mostly_excluded and ballot.regime.approval_if_excluded
    carried, outcome = (
        _outcome(ballot) if quorate else (False, [Sentence("Ein Beschluss ist nicht zustande gekommen.")])
    )
    reasons = [*_facts(ballot), *quorum_reasons, *outcome]
    if approval_needed:
        reasons.append(
            Sentence("Der Beschluss braucht die Genehmigung der Kommunalaufsichtsbehörde (§ 65 NKomVG).")
        )
    return Resolution(quorate, carried, tuple(reasons), approval_needed)


def _facts(ballot: Ballot) -> list[Sentence]:
    lines = [
        Sentence("Grundlage: {regime}.", regime=Sentence(ballot.regime.label)),
        Sentence(
            "Sitze: {seats}. Anwesend und stimmberechtigt: {present}.",
            seats=ballot.seats,
            present=ballot.present,
        ),
    ]
    if ballot.excluded:
        lines.append(
            Sentence(
                "Wegen Befangenheit ausgeschlossen: {excluded}. "
                "Das zählt nicht als anwesend und verkleinert die Grundzahl nicht.",
                excluded=ballot.excluded,
            )
        )
    return lines


def quorum_of(ballot: Ballot) -> tuple[bool, list[Sentence]]:
    """Whether the body is quorate, and by which sentence of the law; the first ground that holds is named."""
    regime, present = ballot.regime, ballot.present
    there = Sentence(
        "{present} von {seats} Mitgliedern sind da, nötig sind {needed}",
        present=present,
        seats=ballot.seats,
        needed=ballot.needed,
    )
    if present >= ballot.needed:
        return True, [Sentence("Beschlussfähig: {there} ({law}).", there=there, law=regime.quorum_law)]
    if ballot.second_summons and present:
        text = "Beschlussfähig ohne Rücksicht auf die Zahl: zweite Ladung mit Hinweis ({law})."
        return True, [Sentence(text, law=regime.second_summons_law)]
    if ballot.mostly_excluded and regime.approval_if_excluded and present:
        return True, [
            Sentence(
                "Beschlussfähig ohne Rücksicht auf die Zahl: Mehr als die Hälfte ist ausgeschlossen "
                "(§ 65 NKomVG)."
            )
        ]
    if regime.stays_quorate and (ballot.opened_with or 0) >= ballot.needed and present:
        return _by_fiction(ballot, there)
    return False, [
        Sentence("Nicht beschlussfähig: {there} ({law}).", there=there, law=regime.quorum_law),
        _way_out(ballot),
    ]


def _by_fiction(ballot: Ballot, there: Sentence) -> tuple[bool, list[Sentence]]:
    """Whether too few count as enough because nobody has doubted it since enough were there."""
    law, doubt = ballot.regime.quorum_law, ballot.doubt
    if ballot.challenged:
        return False, [
            Sentence(
                "Nicht beschlussfähig: Das wurde angezweifelt, und {there} ({law}).", there=there, law=law
            )
        ]
    if doubt and doubt.stands:
        return False, [
            Sentence(
                "Nicht beschlussfähig: Das wurde bei TOP {item} angezweifelt, "
                "und seither war das Gremium nicht wieder beschlussfähig; {there} ({law}).",
                item=doubt.item,
                there=there,
                law=law,
            )
        ]
    since = Sentence("Bei der Eröffnung waren {opened} Mitglieder da", opened=ballot.opened_with or 0)
    if doubt:
        since = Sentence(
            "Nach dem Zweifel bei TOP {item} waren wieder {again} Mitglieder da",
            item=doubt.item,
            again=doubt.again_with or 0,
        )
    return True, [
        Sentence(
            "Beschlussfähig: {since}, und niemand hat die Beschlussfähigkeit seither angezweifelt ({law} Satz 3).",
            since=since,
            law=law,
        )
    ]


def _way_out(ballot: Ballot) -> Sentence:
    anew = Sentence(
        "Der Punkt kann nach einer zweiten Ladung, die darauf hinweist, "
        "mit jeder Zahl von Mitgliedern entschieden werden ({law}).",
        law=ballot.regime.second_summons_law,
    )
    if not ballot.mostly_excluded:
        return anew
    return Sentence(
        TOGETHER, sentences=(Sentence("Mehr als die Hälfte der Mitglieder ist ausgeschlossen."), anew)
    )


def _outcome(ballot: Ballot) -> tuple[bool, list[Sentence]]:
    silent = ballot.present - ballot.yes - ballot.no - ballot.abstained
    reasons = [
        Sentence(
            "Ja: {yes}. Nein: {no}. Enthaltungen: {abstained}.",
            yes=ballot.yes,
            no=ballot.no,
            abstained=ballot.abstained,
        )
    ]
    if silent:
        reasons.append(Sentence("Nicht abgegebene Stimmen: {silent}.", silent=silent))
    if ballot.abstained or silent:
        reasons.append(Sentence("Enthaltungen und nicht abgegebene Stimmen zählen nicht mit."))
    if not ballot.votes:
        return False, [*reasons, NOBODY_VOTED]
    if ballot.tie:
        carried, why = _on_tie(ballot)
        return carried, [*reasons, *why]
    if not ballot.yes and not ballot.no:
        law = ballot.regime.majority_law
        return False, [*reasons, Sentence("Abgelehnt: Niemand hat mit Ja gestimmt ({law}).", law=law)]
    carried = ballot.yes > ballot.no
    text = "Angenommen: mehr Ja als Nein ({law})." if carried else "Abgelehnt: mehr Nein als Ja ({law})."
    return carried, [*reasons, Sentence(text, law=ballot.regime.majority_law)]


def _on_tie(ballot: Ballot) -> tuple[bool, list[Sentence]]:
    law = ballot.regime.majority_law
    if not ballot.regime.chair_breaks_tie:
        return False, [
            Sentence("Abgelehnt: Bei Stimmengleichheit ist der Antrag abgelehnt ({law}).", law=law),
            TIE_HINT,
        ]
    if ballot.chair is None:
        text = "Abgelehnt: Stimmengleichheit, und die*der Vorsitzende hat nicht mitgestimmt ({law} Satz 2)."
    elif ballot.chair == "yes":
        text = "Angenommen: Stimmengleichheit; den Ausschlag gibt die Stimme der*des Vorsitzenden (Ja, {law} Satz 2)."
    else:
        text = "Abgelehnt: Stimmengleichheit; den Ausschlag gibt die Stimme der*des Vorsitzenden (Nein, {law} Satz 2)."
    return ballot.chair == "yes", [Sentence(text, law=law)]

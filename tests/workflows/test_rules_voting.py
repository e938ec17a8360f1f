"""Quorum, majority, ties and what the reason sheet says about them."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.rules.voting import (
    NKOMVG,
    NOBODY_VOTED,
    REGIMES,
    TIE_HINT,
    Ballot,
    Doubt,
    Regime,
    doubt_after,
    quorum_of,
    resolve,
    rule_of_quorum,
)


def vote(regime="nkomvg", seats=5, present=5, yes=0, no=0, abstained=0, excluded=0, **more):
    return resolve(
        regime, seats=seats, present=present, excluded=excluded, yes=yes, no=no, abstained=abstained, **more
    )


@pytest.mark.parametrize(
    ("facts", "quorate", "carried"),
    [
        ({"seats": 5, "present": 5, "yes": 3, "no": 2}, True, True),
        ({"seats": 5, "present": 4, "excluded": 1, "opened_with": 5, "yes": 2, "no": 2}, True, False),
        ({"seats": 5, "present": 4, "yes": 1, "abstained": 3}, True, True),
        ({"seats": 5, "present": 2}, False, False),
        ({"seats": 5, "present": 2, "yes": 2}, False, False),
        ({"seats": 5, "present": 3, "yes": 2, "no": 1}, True, True),
        ({"seats": 26, "present": 13, "yes": 13}, False, False),
        ({"seats": 26, "present": 14, "yes": 8, "no": 6}, True, True),
        ({"seats": 26, "present": 13, "excluded": 1, "opened_with": 14, "yes": 8, "no": 5}, True, True),
        ({"seats": 26, "present": 13, "opened_with": 13, "yes": 8, "no": 5}, False, False),
        ({"regime": "vwvfg", "seats": 3, "present": 2, "yes": 2}, False, False),
        ({"regime": "vwvfg", "seats": 3, "present": 3, "yes": 2, "no": 1}, True, True),
        ({"regime": "vwvfg", "seats": 6, "present": 4, "yes": 2, "no": 2}, True, False),
        ({"regime": "vwvfg", "seats": 6, "present": 3, "yes": 3}, False, False),
        ({"seats": 5, "present": 2, "excluded": 3, "yes": 2}, True, True),
        ({"seats": 11, "present": 10, "yes": 8, "no": 2}, True, True),
        ({"seats": 11, "present": 10, "yes": 7, "no": 3}, True, True),
    ],
)
def test_resolve_follows_the_vectors(facts, quorate, carried):
    found = vote(**facts)
    assert (found.quorate, found.carried) == (quorate, carried)


def test_approval_is_needed_only_by_council_and_committees_with_most_members_excluded():
    facts = {"seats": 5, "present": 2, "excluded": 3, "yes": 2}
    assert vote(**facts).approval_needed
    assert "Kommunalaufsicht" in vote(**facts).reasons[-1]
    assert not vote(seats=6, present=3, excluded=3, opened_with=6, yes=2, no=1).approval_needed  # just half
    for regime in ("vwvfg", "nkomvg_by_rules"):
        found = vote(regime, **facts)
        assert not found.quorate
        assert not found.approval_needed
        assert "zweiten Ladung" in " ".join(found.reasons)


def test_quorum_stays_until_it_is_challenged():
    facts = {"seats": 26, "present": 13, "opened_with": 14, "yes": 8, "no": 5}
    assert vote(**facts).carried
    found = vote(**facts, challenged=True)
    assert not found.quorate
    assert not found.carried
    assert "angezweifelt" in " ".join(found.reasons)
    assert vote(seats=26, present=14, opened_with=14, yes=8, no=6, challenged=True).carried


def test_a_doubt_outlasts_its_item_until_the_quorum_is_really_there_again():
    facts = {"seats": 5, "opened_with": 5, "yes": 2}
    found = vote(present=2, doubt=Doubt(1), **facts)
    assert (found.quorate, found.carried) == (False, False)
    assert "bei TOP 1 angezweifelt" in " ".join(found.reasons)
    assert vote(present=3, doubt=Doubt(1), **facts).quorate  # really there
    anew = vote(present=2, doubt=Doubt(1, again_with=3), **facts)
    assert anew.quorate
    assert "Nach dem Zweifel bei TOP 1 waren wieder 3 Mitglieder da" in " ".join(anew.reasons)
    assert "Bei der Eröffnung" not in " ".join(anew.reasons)
    assert not vote(present=2, doubt=Doubt(1, again_with=3), challenged=True, **facts).quorate
    assert not vote(present=2, doubt=Doubt(1, again_with=3), seats=5, opened_with=2, yes=2).quorate


def test_the_quorum_of_the_room_knows_the_doubt():
    room = Ballot(regime=NKOMVG, seats=5, present=2, opened_with=5)
    assert quorum_of(room)[0]
    assert not quorum_of(replace(room, doubt=Doubt(1)))[0]


@pytest.mark.parametrize(
    ("regime", "seats", "enough"),
    [("nkomvg", 5, 3), ("nkomvg_by_rules", 6, 4), ("nkomvg", 1, 1), ("vwvfg", 3, 3), ("vwvfg", 5, 3)],
)
def test_a_doubt_ends_with_exactly_the_quorum(regime, seats, enough):
    doubt = Doubt(4)
    assert doubt.stands
    assert doubt_after(doubt, regime, seats=seats, there=enough - 1) == doubt
    assert doubt_after(doubt, regime, seats=seats, there=enough) == Doubt(4, enough)
    assert doubt_after(Doubt(4, enough), regime, seats=seats, there=0) == Doubt(4, enough)
    assert doubt_after(None, regime, seats=seats, there=seats) is None


def test_quorum_does_not_stay_under_vwvfg():
    assert not vote("vwvfg", seats=26, present=13, opened_with=26, yes=13).quorate


def test_quorum_does_not_stay_when_everybody_has_left():
    assert not vote(seats=5, present=0, opened_with=5).quorate
    assert not vote(seats=5, present=0, second_summons=True).quorate
    assert not vote(seats=5, present=0, excluded=5).quorate


@pytest.mark.parametrize("regime", list(REGIMES))
def test_second_summons_makes_any_number_quorate(regime):
    assert not vote(regime, seats=26, present=1, yes=1).quorate
    found = vote(regime, seats=26, present=1, yes=1, second_summons=True)
    assert found.quorate
    assert found.carried


def test_excluded_members_do_not_shrink_the_base():
    assert not vote("vwvfg", seats=6, present=3, excluded=2, yes=3).quorate
    assert vote("vwvfg", seats=6, present=4, excluded=2, yes=4).quorate


@pytest.mark.parametrize(("chair", "carried"), [("yes", True), ("no", False), (None, False)])
def test_chair_breaks_a_tie_only_under_vwvfg(chair, carried):
    facts = {"seats": 6, "present": 4, "yes": 2, "no": 2, "chair": chair}
    assert vote("vwvfg", **facts).carried is carried
    assert TIE_HINT not in vote("vwvfg", **facts).reasons
    for regime in ("nkomvg", "nkomvg_by_rules"):
        assert not vote(regime, **facts).carried
        assert TIE_HINT in vote(regime, **facts).reasons


def test_chair_decides_nothing_without_a_tie():
    assert not vote("vwvfg", seats=6, present=5, yes=2, no=3, chair="yes").carried


def test_tie_hint_stands_only_on_ties():
    assert TIE_HINT not in vote(yes=3, no=2).reasons
    assert TIE_HINT not in vote(present=2, yes=1, no=1).reasons


@pytest.mark.parametrize("regime", list(REGIMES))
def test_only_abstentions_carry_nothing_and_nobody_is_tied(regime):
    found = vote(regime, present=5, abstained=5)
    assert (found.quorate, found.carried) == (True, False)
    assert "Niemand hat mit Ja gestimmt" in found.reasons[-1]
    assert not any("Stimmengleichheit" in reason for reason in found.reasons)


@pytest.mark.parametrize("regime", list(REGIMES))
def test_where_nobody_votes_nothing_is_resolved_and_nobody_is_tied(regime):
    found = vote(regime, present=5)
    assert (found.quorate, found.carried, found.reasons[-1]) == (True, False, NOBODY_VOTED)
    assert not any("Stimmengleichheit" in reason for reason in found.reasons)


@pytest.mark.parametrize(
    ("regime", "seats", "says"),
    [
        ("nkomvg_by_rules", 6, "mindestens 4 von 6 Mitgliedern da sind (§ 65 Abs. 1 NKomVG entsprechend)."),
        ("vwvfg", 3, "mindestens 3 von 3 Mitgliedern da sind (§ 90 Abs. 1 VwVfG)."),
    ],
)
def test_the_summons_says_how_many_must_be_there_by_the_rules_of_the_body(regime, seats, says):
    assert says in rule_of_quorum(regime, seats)


def test_bodies_may_have_rules_of_their_own():
    own = Regime(
        label="Geschäftsordnung der Jury",
        quorum_law="§ 3 GO",
        majority_law="§ 4 GO",
        second_summons_law="§ 5 GO",
        chair_breaks_tie=True,
    )
    found = vote(own, seats=4, present=4, yes=2, no=2, chair="yes")
    assert found.carried
    assert "§ 4 GO" in found.reasons[-1]


def test_reason_sheet_is_complete():
    assert vote(seats=5, present=4, excluded=1, opened_with=5, yes=2, no=2, chair="yes").reasons == (
        "Grundlage: §§ 65, 66 NKomVG (Rat und seine Ausschüsse).",
        "Sitze: 5. Anwesend und stimmberechtigt: 4.",
        "Wegen Befangenheit ausgeschlossen: 1. "
        "Das zählt nicht als anwesend und verkleinert die Grundzahl nicht.",
        "Beschlussfähig: 4 von 5 Mitgliedern sind da, nötig sind 3 (§ 65 Abs. 1 NKomVG).",
        "Ja: 2. Nein: 2. Enthaltungen: 0.",
        "Abgelehnt: Bei Stimmengleichheit ist der Antrag abgelehnt (§ 66 Abs. 1 NKomVG).",
        TIE_HINT,
    )


@pytest.mark.parametrize(
    "facts",
    [
        {"present": 3, "yes": 3, "no": 1},
        {"present": 3, "yes": 2, "abstained": 2},
        {"present": 5, "excluded": 1, "yes": 1},
        {"present": 6},
        {"present": 3, "opened_with": 6},
        {"present": -1},
        {"present": 3, "yes": 2, "no": -1},
        {"present": 3, "no": 2, "chair": "yes"},
        {"present": 3, "yes": 2, "chair": "no"},
        {"present": 3, "yes": 2, "chair": "ja"},
        {"regime": "majority", "yes": 1},
    ],
)
def test_resolve_refuses_impossible_counts(facts):
    with pytest.raises(ValueError):  # noqa: PT011
        vote(**facts)


@st.composite
def ballots(draw):
    seats = draw(st.integers(1, 30))
    excluded = draw(st.integers(0, seats))
    present = draw(st.integers(0, seats - excluded))
    yes = draw(st.integers(0, present))
    no = draw(st.integers(0, present - yes))
    return {
        "seats": seats,
        "excluded": excluded,
        "present": present,
        "yes": yes,
        "no": no,
        "abstained": draw(st.integers(0, present - yes - no)),
        "opened_with": draw(st.none() | st.integers(0, seats)),
        "challenged": draw(st.booleans()),
        "second_summons": draw(st.booleans()),
    }


@given(st.sampled_from(sorted(REGIMES)), ballots())
def test_resolve_carries_only_with_quorum_and_more_yes_than_no(regime, facts):
    found = resolve(regime, **facts)
    assert found.carried == (found.quorate and facts["yes"] > facts["no"])
    assert not found.approval_needed or (regime == "nkomvg" and facts["excluded"] * 2 > facts["seats"])
    assert facts["present"] * 2 > facts["seats"] or not found.quorate or _has_a_ground(regime, facts)
    assert all(reason.endswith(".") for reason in found.reasons)


def _has_a_ground(regime, facts):
    stayed = (facts["opened_with"] or 0) * 2 > facts["seats"] and not facts["challenged"]
    return (
        facts["second_summons"]
        or (regime != "vwvfg" and stayed)
        or (regime == "nkomvg" and facts["excluded"] * 2 > facts["seats"])
    )


@given(ballots(), st.sampled_from(["yes", "no", None]))
def test_resolve_never_carries_a_tie_under_nkomvg(facts, chair):
    facts |= {"present": facts["seats"], "excluded": 0, "yes": facts["seats"] // 2, "abstained": 0}
    facts |= {"no": facts["yes"], "chair": chair if facts["yes"] else None}
    found = resolve(NKOMVG, **facts)
    assert found.quorate
    assert not found.carried

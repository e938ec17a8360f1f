"""The smallest grant that a guideline lets somebody request: at the boundary, and what it does not touch."""

from dataclasses import replace
from decimal import Decimal

import pytest

from tests.workflows.ripe import CASE, CENT, GRANT, TERMS_2025
from workflows.case import Actor
from workflows.programmes.wir20_kleinprojekt import Wir20Kleinprojekt
from workflows.roles import Role
from workflows.rules.submission import amount_reaches_minimum, reaches_minimum

SIGNATORY = Actor("Vereinsvorstand", frozenset({Role.SIGNATORY}), 1)


@pytest.mark.parametrize(
    ("minimum", "reached"), [(None, True), (GRANT - CENT, True), (GRANT, True), (GRANT + CENT, False)]
)
def test_exactly_the_minimum_is_enough(minimum, reached):
    assert bool(reaches_minimum(GRANT, minimum)) == reached
    case = replace(CASE, stage="draft", terms=replace(TERMS_2025, minimum=minimum))
    assert bool(amount_reaches_minimum(Wir20Kleinprojekt(case, SIGNATORY, CASE.round_opens))) == reached


def test_who_has_requested_nothing_yet_reads_that_and_nothing_else():
    case = replace(CASE, stage="draft", requested=Decimal(0), terms=replace(TERMS_2025, minimum=GRANT))
    assert amount_reaches_minimum(Wir20Kleinprojekt(case, SIGNATORY, CASE.round_opens))

"""Every move of every machine can be made on a page: its parameters have fields, its letters have names."""

from datetime import date
from decimal import Decimal

from django import forms

from grants.forms.fields import GermanDateField, MoneyField
from grants.forms.moves import FIELDS, field_for
from tests.tables import each
from workflows.law import law_of
from workflows.machine import asks_of
from workflows.procedures import PROCEDURES
from workflows.programmes import PROGRAMMES
from workflows.wording import LETTERS, own_field

MACHINES = [*PROGRAMMES.values(), *PROCEDURES.values()]
MOVES = [(machine, move) for machine in MACHINES for move in machine.moves()]
KINDS = {
    Decimal: MoneyField,
    date: GermanDateField,
    bool: forms.BooleanField,
    int: forms.IntegerField,
    str: (forms.CharField, forms.ChoiceField),
}


ASKS = {(ask.asked_by, ask.name): ask for _, move in MOVES for ask in asks_of(move)}


@each({f"{module}.{name}": ask for (module, name), ask in ASKS.items()})
def test_parameter_has_a_field_of_its_type(ask):
    made = field_for(ask)
    assert isinstance(made, KINDS[ask.type])
    assert made.label


def test_no_field_is_left_over():
    assert set(FIELDS) == {ask.name for ask in ASKS.values() if own_field(ask) is None}


def test_every_letter_of_a_move_has_a_name_and_none_is_left_over():
    assert set(LETTERS) == {letter.key for _, move in MOVES for letter in law_of(move).letters}

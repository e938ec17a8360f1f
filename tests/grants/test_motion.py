"""A motion is read out with one amount and counted with the same."""

from grants.forms.check import ItemForm
from tests.tables import each


def form_of(amount, motion):
    return ItemForm({"amount": amount, "motion": motion})


@each(
    [
        ("3000", "Das Vorhaben „Orchester“ wird mit 3.000,00\u00a0€ gefördert."),
        ("3000", "Gefördert werden 3000 Euro, wenn die Miete unter 500 EUR bleibt."),
        ("3.000,50", "Gefördert wird mit 3.000,50 €."),
        ("3000", "Das Vorhaben wird wie beantragt gefördert."),
        ("3000", "Gefördert werden 12 Treffen im Jahr 2027."),
    ]
)
def test_motion_that_names_its_amount_or_none_is_taken(amount, motion):
    assert form_of(amount, motion).is_valid()


@each(
    [
        ("3000", "Das Vorhaben „Orchester“ wird mit 4.000,00\u00a0€ gefördert.", "4.000,00"),
        ("3000,01", "Gefördert wird mit 3.000 €.", "3.000,00"),
        ("300", "Gefördert wird mit 3.000 Euro.", "3.000,00"),
    ]
)
def test_motion_that_names_another_amount_is_refused_at_its_field(amount, motion, named):
    form = form_of(amount, motion)
    assert list(form.errors) == ["motion"]
    assert f"Im Beschlussvorschlag steht {named}" in form.errors["motion"][0]
    assert form["motion"].value() == motion

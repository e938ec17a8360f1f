"""The form by which the lead raises a pot."""

from decimal import Decimal

from grants.forms.fields import KeyField, LongTextField, MoneyField
from grants.forms.kept import KeptForm


class RaiseForm(KeptForm):
    """How much more, and who decided it."""

    amount = MoneyField(
        label="Erhöhen um", smallest=Decimal("0.01"), help_text="Zum Beispiel 4.800,00 oder 4800."
    )
    reason = LongTextField(
        label="Grund",
        max_length=140,
        rows=3,
        help_text="Wer hat das wann beschlossen? Der Grund steht mit Ihrem Namen in den Buchungen.",
    )
    key = KeyField()

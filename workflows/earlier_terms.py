"""Terms as earlier releases pinned and stored them: values under their old names, periods as bare numbers."""

from collections.abc import Mapping
from typing import Any

from workflows.period import Period, Unit

UNIT_IN_NAME = {
    "documents_days": ("documents_period", Unit.DAYS),
    "adapted_plan_days": ("adapted_plan_period", Unit.DAYS),
    "invitation_days": ("invitation_period", Unit.DAYS),
    "payout_grace": ("payout_grace", Unit.WORKING_DAYS),
    "use_within_months": ("use_within", Unit.MONTHS),
    "proof_months": ("proof_within", Unit.MONTHS),
    "proof_documents_days": ("proof_documents_period", Unit.DAYS),
    "interim_days": ("interim_beyond", Unit.DAYS),
    "hearing_days": ("hearing_period", Unit.DAYS),
    "refund_days": ("refund_period", Unit.DAYS),
    "dunning_days": ("dunning_period", Unit.DAYS),
    "longest_months": ("longest", Unit.MONTHS),
    "receipts_years": ("receipts_kept", Unit.YEARS),
    "retention_years": ("retention", Unit.YEARS),
    "retention_years_refused": ("retention_refused", Unit.YEARS),
}
"""Earlier name → today's name, and the unit in which its number was counted."""


def lifted(said: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values of Terms as today's release writes them; what is written so already stays as it is.

    Periods are lifted to their text („8 weeks“). The own share needs no lift: with a percentage or without one it was
    wanted, which is its default.
    """
    values = dict(said)
    for earlier, (name, unit) in UNIT_IN_NAME.items():
        if earlier in values and not isinstance(values[earlier], str):
            number = values.pop(earlier)
            values[name] = None if number is None else str(Period(number, unit))
    return values

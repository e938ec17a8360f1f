"""A sentence among the facts of a letter: its German text, and its values as they are."""

from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from workflows.period import Casus, Inflected, Period
from workflows.sentence import LongDay, Sentence


def kept(sentence: Sentence) -> dict[str, Any]:
    """The sentence as facts keep it. ValueError for a value that no letter says."""
    return {
        "text": sentence.text,
        "values": {name: _kept(value) for name, value in sentence.values.items()},
    }


def again(body: Any) -> Sentence:
    """The sentence that facts keep. ValueError if they keep none."""
    if not isinstance(body, dict) or body.keys() != {"text", "values"}:
        raise ValueError("a sentence is expected")
    try:
        return Sentence(body["text"], **{name: _again(value) for name, value in body["values"].items()})
    except (TypeError, AttributeError, KeyError, InvalidOperation) as wrong:
        raise ValueError("the values of a sentence do not fit its text") from wrong


def _kept(value: Any) -> Any:
    match value:
        case Sentence():
            return kept(value)
        case str() | int():
            return value
        case Decimal():
            return {"eur": value}
        case date():
            return {"day": value}
        case LongDay():
            return {"long_day": value.day}
        case Inflected():
            return {"period": str(value.period), "casus": value.casus.value}
    raise ValueError(f"{type(value).__name__} has no place in a sentence of facts")


def _again(value: Any) -> Any:
    match value:
        case str() | int():
            return value
        case {"eur": amount}:
            return Decimal(amount)
        case {"day": day}:
            return date.fromisoformat(day)
        case {"long_day": day}:
            return LongDay(date.fromisoformat(day))
        case {"period": period, "casus": casus}:
            return Inflected(Period.read(period), Casus(casus))
    return again(value)

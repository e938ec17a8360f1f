"""A sentence that is kept, in a column or among the facts of a letter: its German text, and its values as they are."""

import json
from datetime import date, time
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db import models

from grants.models.canonical import canonical
from workflows.period import Casus, Inflected, Period
from workflows.sentence import NOTHING, VERBATIM, Listed, LongDay, Percent, Sentence, Value


def kept(sentence: Sentence) -> dict[str, Any]:
    """The sentence as it is kept."""
    return {
        "text": sentence.text,
        "values": {name: _kept(value) for name, value in sentence.values.items()},
    }


def again(body: Any) -> Sentence:
    """The sentence that was kept. ValueError if it was none."""
    if not isinstance(body, dict) or body.keys() != {"text", "values"}:
        raise ValueError("a sentence is expected")
    try:
        return Sentence(body["text"], **{name: _again(value) for name, value in body["values"].items()})
    except (TypeError, AttributeError, KeyError, InvalidOperation) as wrong:
        raise ValueError("the values of a sentence do not fit its text") from wrong


class SentenceField(models.TextField):
    """A column with a sentence and its values. What is no sentence (somebody's words) is said as it was written."""

    def from_db_value(self, stored: str | None, expression: object, connection: object) -> Sentence | None:
        """The sentence; an empty text says nothing."""
        if stored is None:
            return None
        return again(json.loads(stored)) if stored else NOTHING

    def get_prep_value(self, value: str | None) -> str | None:
        """What the column holds."""
        if not value:
            return value
        said = value if isinstance(value, Sentence) else Sentence(VERBATIM, said=value)
        return canonical(kept(said))


def _kept(value: Value) -> Any:
    match value:
        case Sentence():
            return kept(value)
        case str() | int():
            return value
        case Decimal():
            return {"eur": value}
        case Percent():
            return {"percent": value.value, "places": value.places}
        case date():
            return {"day": value}
        case LongDay():
            return {"long_day": value.day}
        case time():
            return {"clock": f"{value:%H:%M}"}
        case Inflected():
            return {"period": str(value.period), "casus": value.casus.value}
        case Listed():
            return {"listed": [_kept(word) for word in value]}
        case tuple():
            return {"sentences": [_kept(sentence) for sentence in value]}


def _again(value: Any) -> Any:
    match value:
        case str() | int():
            return value
        case {"eur": amount}:
            return Decimal(amount)
        case {"percent": percent, "places": int(places)}:
            return Percent(Decimal(percent), places)
        case {"day": day}:
            return date.fromisoformat(day)
        case {"long_day": day}:
            return LongDay(date.fromisoformat(day))
        case {"clock": at}:
            return time.fromisoformat(at)
        case {"period": period, "casus": casus}:
            return Inflected(Period.read(period), Casus(casus))
        case {"listed": [*words]}:
            return Listed(_again(word) for word in words)
        case {"sentences": [*sentences]}:
            return tuple(_again(sentence) for sentence in sentences)
    return again(value)

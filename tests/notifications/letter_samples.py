"""Letters for the tests: facts as the real door wrote them, one ordinary sample a kind and its variants.

They are recorded (:mod:`tests.notifications.recording`). Where a test needs a value that no story has, it replaces it.
"""

import json
from decimal import Decimal
from typing import Any

from grants.letters import FACTS_VERSION, from_json
from grants.models.sentences import again
from tests.notifications.recording import FOLDER, key_of

_RECORDED: dict[str, dict[str, Any]] = {
    name: sample
    for file in sorted(FOLDER.glob("*.json"))
    for name, sample in json.loads(file.read_text(encoding="utf-8")).items()
}


def _facts(name: str, sample: dict[str, Any]) -> Any:
    assert sample["facts"]["facts_version"] == FACTS_VERSION, f"{name} is to be recorded again"
    return from_json(key_of(name), json.dumps(sample["facts"]))


SAMPLES = {name: _facts(name, _RECORDED[name]) for name in sorted(_RECORDED)}
"""Sample name → facts."""
PROGRAMMES = {name: str(_RECORDED[name]["programme"]) for name in SAMPLES}
"""Sample name → the fund, or procedure, that wrote it."""
FULL = SAMPLES["zuwendungsbescheid"]
PARTIAL = SAMPLES["zuwendungsbescheid-teilweise"]
REFUSAL = SAMPLES["ablehnungsbescheid"]


PERIODS = {
    "use_within": "use_within_months",
    "proof_within": "proof_months",
    "receipts_kept": "keep_years",
    "payout_grace": "payout_grace",
}
"""Field that holds a period → its name up to version 6 of the facts, when it held a number."""


def with_finished_german(body: dict[str, Any]) -> dict[str, Any]:
    """Facts as version 7 had them: what a message is about, a state, a subject and reasons were finished German."""
    said = {
        name: str(again(body[name]))
        for name in ("title", "state", "subject")
        if isinstance(body.get(name), dict)
    }
    if "reasons" in body:
        said["reasons"] = [str(again(one)) if isinstance(one, dict) else one for one in body["reasons"]]
    return body | said


def with_bare_numbers(body: dict[str, Any]) -> dict[str, Any]:
    """Facts as version 6 and older had them: periods as numbers, a whole percentage, finished German in a reminder."""
    old = {name: value for name, value in with_finished_german(body).items() if name not in PERIODS}
    for name, earlier in PERIODS.items():
        if name in body:
            old[earlier] = int(body[name].split()[0])
    if "line_tolerance" in body:
        old["line_tolerance"] = int(Decimal(body["line_tolerance"]))
    if "what" in body:
        old["what"] = str(again(body["what"]))
    return old

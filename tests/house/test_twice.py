"""Twice is once (G15), for every form of the matrix: the same post sent again is no 500 and writes no second record."""

from typing import Any

import pytest
from django.apps import apps

from grants.models import Transition
from tests.grants.records import OURS
from tests.house.matrix import TABLE, Row
from tests.house.test_matrix import SCENES, Scene, filled_in, scene, undone  # noqa: F401  # the fixture and its world
from tests.tables import sampled

LOGS = {Transition}
"""What may grow: the log says that somebody has sent the same thing again."""


@pytest.mark.parametrize("scene", sampled(SCENES), indirect=True)
def test_a_form_that_is_sent_twice_is_done_once(scene: Scene, request):  # noqa: F811
    name = request.node.callspec.params["scene"]
    wrong = [line for row in TABLE if row.scene == name and row.writes and (line := twice(scene, row))]
    assert wrong == []


def twice(scene: Scene, row: Row) -> str:  # noqa: F811
    """What is wrong with the second post of this row's form; "" if nothing is."""
    client = scene.clients[min(row.writes)]
    with undone():
        sent = filled_in(scene, row)
        client.post(scene.address(row), sent | scene.said(row))
        before = counted()
        answer = client.post(scene.address(row), sent | scene.said(row))
        more = {model: number for model, number in counted().items() if number != before[model]}
    if answer.status_code >= 500 or more:
        return f"{row.name} in {row.scene}: {answer.status_code}, and again: {more}"
    return ""


def counted() -> dict[str, int]:
    models: list[Any] = [model for room in OURS for model in apps.get_app_config(room).get_models()]
    return {model.__name__: model.objects.count() for model in models if model not in LOGS}

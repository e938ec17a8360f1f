"""The rows of the Kleinprojekt, in the order of its life."""

from tests.workflows.ripe_application import APPLICATION_ROWS
from tests.workflows.ripe_award import AWARD_ROWS
from tests.workflows.ripe_project import PROJECT_ROWS

ROWS = [*APPLICATION_ROWS, *AWARD_ROWS, *PROJECT_ROWS]
"""Every move of the Kleinprojekt."""

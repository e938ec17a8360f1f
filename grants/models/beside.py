"""What every record of a procedure has that shares the dossier of its case."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:  # the application's module is imported by those that use this one
    from grants.models.application import Application


class Beside:
    """A record beside a case: a call for funds, a request for a change, an interim proof, a refund."""

    application: "Application"

    @property
    def dossier_id(self) -> int:
        """A procedure shares the dossier of its case."""
        return self.application.dossier_id

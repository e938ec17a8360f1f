"""What every record has that a machine moves, and what those share that stand beside a case."""

import uuid
from typing import TYPE_CHECKING, ClassVar

from django.db import models

from workflows.labelled import Labelled

if TYPE_CHECKING:  # the application's module is imported by those that use this one
    from grants.models.applications import Application
    from grants.models.dossier import Dossier


class Record(models.Model):
    """A record that a machine moves: only the door changes its stage, and its dossier's log tells how."""

    kind: ClassVar[str]
    """The name of its row in :data:`grants.kinds.KINDS`."""
    stages: ClassVar[type[Labelled]]
    """The vocabulary of its stages."""
    stage: "models.CharField[str, str]"
    pk: int

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    class Meta:
        abstract = True

    if TYPE_CHECKING:  # a column of its own, or the case's

        @property
        def dossier(self) -> Dossier: ...

        @property
        def dossier_id(self) -> int: ...

    def get_absolute_url(self) -> str:
        """The address of its page."""
        raise NotImplementedError

    @property
    def case(self) -> "Application | None":
        """The case that the record is, or stands beside; None for a sitting or a measure."""
        return None

    @property
    def part_of(self) -> "Record":
        """The record whose stage and log hold for what is written here: itself."""
        return self

    @property
    def concerns(self) -> "Application | None":
        """The case that may have another next step after a change of this record."""
        return self.case

    @property
    def machine(self) -> str:
        """The slug of the machine that moves it."""
        return self.kind

    @property
    def stage_label(self) -> str:
        """The German name of its stage."""
        return self.stages(self.stage).label


class Beside(Record):
    """A record beside a case: a call for funds, a request for a change, an interim proof, a refund."""

    application: "models.ForeignKey[Application, Application]"
    application_id: int

    class Meta:
        abstract = True

    @property
    def is_released_beside(self) -> bool:
        """Whether further signatories release it (§ 26 Abs. 2 BGB): the recipient has filed it."""
        return True

    @property
    def dossier(self) -> "Dossier":
        """A procedure shares the dossier of its case."""
        return self.application.dossier

    @property
    def dossier_id(self) -> int:
        """The id of the dossier of its case."""
        return self.application.dossier_id

    @property
    def case(self) -> "Application":
        """The case that it stands beside."""
        return self.application

    @property
    def short_name(self) -> str:
        """What it is called beside its project."""
        return str(self._meta.verbose_name)

    @property
    def headline(self) -> str:
        """What a signatory reads before they release it."""
        return str(self)

"""The smaller machines beside a case: a sitting, a call for funds, a measure."""

from workflows.procedures.massnahme import Massnahme
from workflows.procedures.mittelabruf import Mittelabruf
from workflows.procedures.sitzung import Sitzung

PROCEDURES = {procedure.slug: procedure for procedure in (Mittelabruf, Sitzung, Massnahme)}

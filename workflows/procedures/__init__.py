"""The smaller machines beside a case: sitting, call for funds, measure, change, interim proof, refund."""

from workflows.procedures.aenderungsantrag import Aenderungsantrag
from workflows.procedures.erstattung import Erstattung
from workflows.procedures.massnahme import Massnahme
from workflows.procedures.mittelabruf import Mittelabruf
from workflows.procedures.sitzung import Sitzung
from workflows.procedures.verwendungsnachweis import Zwischennachweis

PROCEDURES = {
    procedure.slug: procedure
    for procedure in (Mittelabruf, Aenderungsantrag, Zwischennachweis, Erstattung, Sitzung, Massnahme)
}

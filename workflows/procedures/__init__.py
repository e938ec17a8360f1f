"""The smaller machines beside a case: sitting, call for funds, measure, change, interim proof, refund."""

from workflows.procedures.aenderungsantrag import ChangeRequestMachine
from workflows.procedures.erstattung import RefundMachine
from workflows.procedures.massnahme import MeasureMachine
from workflows.procedures.mittelabruf import MittelabrufMachine
from workflows.procedures.sitzung import SittingMachine
from workflows.procedures.verwendungsnachweis import InterimProofMachine

PROCEDURES = {
    procedure.slug: procedure
    for procedure in (
        MittelabrufMachine,
        ChangeRequestMachine,
        InterimProofMachine,
        RefundMachine,
        SittingMachine,
        MeasureMachine,
    )
}

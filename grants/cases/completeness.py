"""What is still missing in a form, as German sentences. Reads records, judges no law."""

from collections.abc import Iterable, Mapping
from typing import Any

from grants.cases.answers import answers_of, form_of
from grants.cases.beside import rows
from grants.models import Application, Mittelabruf, Project, ProofOfUse
from grants.models.check import CHECKLIST, Review, memo_of
from grants.models.columns import column_of
from grants.models.decisions import Draft
from grants.models.proofs import PROOF_DECLARATIONS
from workflows.questions import Owner, Question, Typed, fault_of, is_missing
from workflows.rules.eligibility import PlanLine, PlanTotals, plan_problems
from workflows.sentence import Sentence

MOST_NAMED = 3
"""So many declarations that are not ticked are named one by one."""


def missing_in_application(application: Application) -> list[Sentence]:
    """Every mandatory field of the fund's form that is empty (form 5.1, 5.2, 5.7)."""
    return [sentence for _, sentence in missing_by_field(application)]


def missing_by_field(application: Application) -> list[tuple[str, Sentence]]:
    """The same, each sentence with the name of the field (or part of the form) where it is mended."""
    project, answers = application.project, answers_of(application)
    missing: list[tuple[str, Sentence]] = []
    for question in form_of(application).questions:
        missing += [(question.key, sentence) for sentence in _missing_at(question, answers)]
    if project.begins and project.ends and project.ends < project.begins:
        missing.append(("ends", Sentence("Das Ende des Vorhabens liegt vor seinem Beginn.")))
    missing += _missing_about_early_start(project)
    if not rows(application, "milestones")["milestones"]:
        missing.append(("milestones", Sentence("Der Arbeits- und Zeitplan hat noch keinen Baustein.")))
    return missing


def _missing_at(question: Question, answers: Mapping[str, Any]) -> list[Sentence]:
    """What stands in the way at one question: nothing was answered, or what was typed is no answer."""
    answer, label = answers[question.key], Sentence(question.label)
    if question.voluntary:
        left = [
            said
            for key, said in question.choices.items()
            if key not in question.voluntary and key not in answer
        ]
        return _unticked(left, many="Es fehlen noch {count} Erklärungen am Ende des Antrags.")
    if is_missing(question, answers):
        return [Sentence("„{field}“ fehlt.", field=label)]
    kept_as_typed = question.owner is Owner.ANSWERS or isinstance(answer, Typed)
    if kept_as_typed and (fault := fault_of(question, answer)):
        return [Sentence("„{field}“: {fault}", field=label, fault=fault)]
    return []


def _unticked(left: list[str], *, many: str) -> list[Sentence]:
    """The declarations that are not ticked yet: a few by their words, many by their number."""
    if len(left) > MOST_NAMED:
        return [Sentence(many, count=len(left))]
    return [
        Sentence("Diese Erklärung fehlt noch: „{declaration}“", declaration=Sentence(said)) for said in left
    ]


def _missing_about_early_start(project: Project) -> list[tuple[str, Sentence]]:
    """A request for an early start has a day and a reason; both or neither (VV 1.3 zu § 44 LHO)."""
    if project.early_start_from and not project.early_start_reason.strip():
        why = Sentence("Bitte begründen Sie, warum das Vorhaben vor dem Bescheid beginnen muss.")
        return [("early_start_reason", why)]
    if project.early_start_reason.strip() and not project.early_start_from:
        since = Sentence("Bitte nennen Sie den Tag, ab dem Sie vorzeitig beginnen wollen.")
        return [("early_start_from", since)]
    return []


def _empty(proof: ProofOfUse, names: Iterable[str]) -> list[Sentence]:
    columns = [column_of(ProofOfUse, name) for name in names if getattr(proof, name) in ("", None)]
    return [Sentence("„{field}“ fehlt.", field=Sentence(str(column.verbose_name))) for column in columns]


def problems_of_plan(project: Project, lines: list[PlanLine], sums: PlanTotals, terms) -> list[Sentence]:
    """What keeps the plan from being sent; an empty plan says just that."""
    if not lines:
        return [Sentence("Der Kosten- und Finanzierungsplan ist noch leer.")]
    return plan_problems(lines, sums, terms, low_share_reason=project.low_share_reason)


def open_in_checklist(review: Review | None) -> tuple[Sentence, ...]:
    """The points of the checklist that nobody has answered."""
    checked = review.checked if review else []
    return tuple(Sentence(label) for key, label in CHECKLIST if key not in checked)


def memo_is_outdated(review: Review) -> bool:
    """Whether the applicant has changed the application since the Prüfvermerk: its figures carry the Bescheid."""
    saved_at, written_at = review.application.project.saved_at, review.written_at
    return written_at is not None and saved_at is not None and written_at < saved_at


def missing_in_memo(review: Review) -> tuple[Sentence, ...]:
    """What a Prüfvermerk must say (VV 3 zu § 44 LHO)."""
    wanted = (
        (not memo_is_outdated(review), "ein Prüfvermerk zum geänderten Antrag"),
        (review.assessment, "die fachliche Bewertung"),
        (
            review.unit_statement or "unit_statement" not in memo_of(review.application.programme),
            "die Stellungnahme der Facheinheit",
        ),
        (review.eligible_cents, "die zuwendungsfähigen Ausgaben"),
        (review.own_cents is not None, "die Eigenbeteiligung"),
        (review.state_aid, "die Zeile zum Beihilferecht"),
        (review.proposal_cents, "der Vorschlag"),
    )
    return tuple(Sentence(name) for there, name in wanted if not there)


def missing_in_draft(draft: Draft, project: Project, *, partial: bool) -> tuple[Sentence, ...]:
    """What a Bescheid must say: purpose and period (§ 37 VwVfG), reasons where somebody gets less (§ 39 VwVfG).

    Expenses count only within the Bewilligungszeitraum, so it must cover the whole project.
    """
    if draft.kind == Draft.Kind.REFUSAL:
        return () if draft.reasons else (Sentence("die Begründung"),)
    wanted = (
        (draft.purpose, "der Zuwendungszweck"),
        (draft.period_begins and draft.period_ends, "der Bewilligungszeitraum"),
        (_covers(draft, project), "ein Bewilligungszeitraum, in dem das ganze Vorhaben liegt"),
        (draft.reasons or not partial, "die Begründung der Kürzung"),
    )
    return tuple(Sentence(name) for there, name in wanted if not there)


def _covers(draft: Draft, project: Project) -> bool:
    """Whether the period holds the project; one that is not there yet is missing anyway."""
    if not (draft.period_begins and draft.period_ends and project.begins and project.ends):
        return True
    return draft.period_begins <= project.begins and project.ends <= draft.period_ends


def missing_in_call(call: Mittelabruf) -> tuple[Sentence, ...]:
    """What a call for funds must say; a payment at once only where the money goes."""
    wanted = (
        (call.need or call.at_once, "„Wofür wird das Geld gebraucht?“ fehlt."),
        (call.iban, "Die Bankverbindung fehlt."),
    )
    return tuple(Sentence(text) for there, text in wanted if not there)


def missing_in_proof(proof: ProofOfUse, lines: int, needed: int) -> tuple[Sentence, ...]:
    """What a proof of use must say (ANBest-P 6): ``lines`` of ``needed`` plan lines have an actual amount."""
    missing = _empty(proof, ("fulfilled_on", "report", "goals_reached", "participants"))
    if proof.further_income and not proof.further_income_from:
        missing += _empty(proof, ("further_income_from",))
    if lines < needed:
        missing.append(
            Sentence("Im zahlenmäßigen Nachweis fehlen noch {lines} Zeilen.", lines=needed - lines)
        )
    left = [said for key, said in PROOF_DECLARATIONS if key not in proof.declarations]
    missing += _unticked(left, many="Es fehlen noch {count} Erklärungen am Ende des Nachweises.")
    return tuple(missing)


def missing_in_check(proof: ProofOfUse) -> tuple[Sentence, ...]:
    """What the check of a proof must say (VV 11 zu § 44 LHO)."""
    wanted = (
        (proof.check_note, "der Prüfungsvermerk"),
        (proof.recognised_cents is not None, "die anerkannten Ausgaben"),
        (proof.recognised_grant_cents is not None, "die anerkannte Zuwendung"),
    )
    return tuple(Sentence(name) for there, name in wanted if not there)

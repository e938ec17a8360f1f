"""Writing at the desk: notes of advice, messages, checklist and Prüfvermerk, the draft of a Bescheid."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.db.models import F

from grants.actions.checking import insist_on_money, insist_on_order, put
from grants.actions.effects import move_sums
from grants.actions.lock import SENT_OTHERWISE
from grants.actions.writing import look_again, writing
from grants.cases.actors import is_only_lead
from grants.clock import database_now, day_of
from grants.held import held_by
from grants.kinds import actor_for
from grants.models import (
    Application,
    Body,
    CaseMessage,
    ConsultationNote,
    Draft,
    Entry,
    Item,
    Organisation,
    Pot,
    Review,
    User,
)
from grants.models.canonical import canonical
from grants.models.check import MEMO
from grants.models.money import to_cents
from workflows.acts import WITH_INTEREST
from workflows.case import Actor
from workflows.errors import NotYet, NotYours, Stale
from workflows.programmes import programmes_of
from workflows.roles import APPLICANTS, Role, first_of
from workflows.rules.examination import proposal_possible
from workflows.stages import BEFORE_DECISION

PRESSED_TWICE = timedelta(minutes=10)
"""How long the same message again counts as a second press of the same button."""
REVIEWED = ("checked", *MEMO)
DRAFTED = ("purpose", "duties", "condition", "reasons", "period_begins", "period_ends")
"""What the drafter writes; the amount is the resolved one."""


def note_advice(
    application: Application,
    *,
    by: User,
    held_on: date,
    topics: str,
    advice: str,
    now: datetime | None = None,
) -> ConsultationNote:
    """Keep a note of a consultation (Beratungsnotiz); it binds nobody. The same note again is one note."""
    data = {"held_on": held_on, "topics": topics, "advice": advice}
    with writing(application, "note_advice", by=by, now=now, data=data) as work:
        put(ConsultationNote(), data)
        signed = {"advisor_name": by.name, "advisor_standing": standing_of(work.actor, work.record)}
        note, _ = ConsultationNote.objects.get_or_create(
            application=work.record, advisor=by, **data, defaults={"at": work.now, **signed}
        )
    return note


def standing_of(actor: Actor, application: Application) -> str:
    """Whom somebody speaks for in a case: the organisation, or their function in the office."""
    if actor.roles & APPLICANTS:
        return application.organisation.name
    return first_of(actor.roles).label


def send_message(
    application: Application, *, by: User, text: str, internal: bool = False, now: datetime | None = None
) -> CaseMessage:
    """Write a message into the case; ``internal`` ones only by and for the office.

    The same words once more, within minutes and with nothing said in between, are a second press and no second message.
    """
    with writing(
        application, "send_message", by=by, now=now, data={"text": text, "internal": internal}
    ) as work:
        if internal and work.actor.roles & APPLICANTS:
            raise NotYours("Interne Nachrichten schreibt nur die Verwaltung.")
        said = {"text": text, "internal": internal}
        put(CaseMessage(), said)
        last = CaseMessage.objects.filter(application=work.record).order_by("id").last()
        known = last and (last.author_id, last.text, last.internal) == (by.pk, text, internal)
        if last and known and last.at > work.now - PRESSED_TWICE:
            return last
        asks = bool(work.actor.roles & APPLICANTS)
        work.record.unanswered_since = work.now if asks else None
        work.record.save(update_fields=["unanswered_since"])
        signed = {"author_name": by.name, "author_standing": standing_of(work.actor, work.record)}
        return CaseMessage.objects.create(application=work.record, author=by, at=work.now, **said, **signed)


def save_review(
    application: Application, fields: Mapping[str, object], *, by: User, now: datetime | None = None
) -> Review:
    """Write checklist and Prüfvermerk (names of :class:`Review`, money by its Decimal name)."""
    with writing(application, "save_review", by=by, now=now, data=fields) as work:
        review = getattr(work.record, "review", None) or Review(application=work.record)
        put(review, fields, allowed=REVIEWED)
        if set(fields) - {"checked"}:
            review.written_by, review.written_at = by, work.now
        possible = proposal_possible(
            review.proposal or Decimal(0), work.record.requested, work.record.project.cash
        )
        if "proposal" in fields and not possible:
            raise NotYet(possible.unmet, fields={"proposal": [possible.unmet]})
        review.save()
        if set(fields) - {"checked"} and work.record.review_returned:
            work.record.review_returned = ""
            work.record.save(update_fields=["review_returned"])
    return review


def assign(application: Application, clerk: User, *, by: User, now: datetime | None = None) -> None:
    """Hand a case to another caseworker, so that an absent one holds up nobody.

    NotYet if the person is no caseworker of this programme, belongs to the applicant, or is excluded.
    """
    with writing(application, "assign", by=by, now=now) as work:
        if Role.CASEWORKER not in actor_for(clerk, work.record, day_of(work.now)).roles:
            sentence = "Diese Person kann den Vorgang nicht bearbeiten. Bitte wählen Sie eine andere."
            raise NotYet(sentence, fields={"caseworker": [sentence]})
        work.record.caseworker = clerk
        work.record.save(update_fields=["caseworker"])
        work.facts["caseworker"] = clerk.pk


NOBODY_LEFT = (
    "Außer Ihnen gibt es zurzeit keine Leitung, die den Bescheid freigeben könnte, und wer ihn entwirft, gibt ihn "
    "nicht frei. Bitte lassen Sie die Sachbearbeitung den Entwurf schreiben."
)
"""Why the only lead does not write the draft (four eyes)."""


def save_draft(
    application: Application, fields: Mapping[str, object], *, by: User, now: datetime | None = None
) -> Draft:
    """Write the draft of the Bescheid; who writes last is the drafter. A released one cannot be changed.

    NotYet where nobody else could release it then.
    """
    with writing(application, "save_draft", by=by, now=now, data=fields) as work:
        if work.record.released_by_id is not None:
            raise NotYet(
                "Der Bescheid ist freigegeben. Wer ihn ändern will, gibt ihn zuerst in die Prüfung zurück."
            )
        if Role.LEAD in work.actor.roles and is_only_lead(by, work.record.programme, day_of(work.now)):
            raise NotYet(NOBODY_LEFT)
        draft = work.record.drafts.get(current=True)
        put(draft, fields, allowed=DRAFTED)
        insist_on_order(draft.period_begins, draft.period_ends, name="period_ends")
        draft.drafted_by, draft.drafted_at = by, work.now
        draft.save()
    return draft


def verify_iban(
    application: Application, *, by: User, compared: str | None = None, now: datetime | None = None
) -> Organisation:
    """A second person has compared the account with a proof of the bank.

    ``compared`` is the IBAN of that proof, without spaces; NotYet if it is not the account that stands here now.
    """
    with writing(application, "verify_iban", by=by, now=now) as work:
        organisation = work.record.organisation
        if not organisation.iban:
            raise NotYet("Es ist noch keine Bankverbindung angegeben.")
        if compared is not None and compared != organisation.iban:
            sentence = (
                "Diese IBAN ist eine andere als die im Antrag. Bitte klären Sie das mit der Organisation."
            )
            raise NotYet(sentence, fields={"compared": [sentence]})
        same = Organisation.objects.filter(pk=organisation.pk, iban=organisation.iban)
        if not same.update(iban_verified_by=by, iban_verified_at=work.now):
            raise NotYet("Die Bankverbindung wurde gerade geändert. Bitte vergleichen Sie sie noch einmal.")
        organisation.iban_verified_by, organisation.iban_verified_at = by, work.now
        work.private["iban_end"] = organisation.iban[-4:]
    return organisation


def confirm_regime(body: Body, *, by: User, regime: str | None = None, now: datetime | None = None) -> None:
    """The lead confirms which rules of procedure bind a body of their programmes; ``regime`` chooses others."""
    now = now or database_now()
    if not held_by(by, day_of(now)).leads(programmes_of(body.key)):
        raise NotYours("Die Verfahrensregeln bestätigt die Leitung.")
    chosen = regime or body.regime
    put(body, {"regime": chosen})
    Body.objects.filter(pk=body.pk).update(
        regime=chosen, regime_confirmed_by=by, regime_confirmed_on=day_of(now)
    )
    voted = Item.objects.filter(sitting__body=body, carried__isnull=False)
    look_again(Application.objects.filter(stage__in=BEFORE_DECISION, pk__in=voted.values("application")), now)


def base_rates_changed(now: datetime | None = None) -> None:
    """A base rate was entered or corrected: write down anew whose turn it is wherever interest is reckoned."""
    look_again(Application.objects.filter(stage__in=WITH_INTEREST), now or database_now())


def raise_pot(
    pot: Pot, amount: object, reason: str, *, by: User, key: str | None = None, now: datetime | None = None
) -> Entry:
    """Raise a pot by ``amount`` EUR with a reason: a booked row, so that spending more than planned is seen.

    The same ``key`` of the same person again gives the first row; Stale if it was sent with another amount or reason.
    """
    now = now or database_now()
    if not held_by(by, day_of(now)).leads([pot.programme]):
        raise NotYours("Das Budget erhöht nur die Leitung.")
    cents, said = to_cents(insist_on_money("amount", amount)), f"{reason} ({by.name})"
    if cents <= 0 or not reason.strip():
        raise NotYet("Eine Erhöhung braucht einen Betrag und einen Grund.")
    canonical(reason)
    put(Entry(), {"reason": said})
    with transaction.atomic(durable=True):
        Pot.objects.filter(pk=pot.pk).update(total_cents=F("total_cents"))  # locks the row before we look
        number = Entry.objects.filter(pot=pot, credit="council").count() + 1
        name = f"pot:{pot.pk}:{by.pk}:{key}" if key else f"pot:{pot.pk}:{number}"
        if first := Entry.objects.filter(key=name).first():
            if (first.amount_cents, first.reason) != (cents, said):
                raise Stale(SENT_OTHERWISE)
            return first
        move_sums(pot.pk, "override", "council", cents)
        return Entry.objects.create(
            pot=pot,
            debit="budget",
            credit="council",
            amount_cents=cents,
            key=name,
            reason=said,
            at=now,
        )

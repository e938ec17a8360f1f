"""Another bank account in a running case: asked for by one signatory, in effect with the last release needed."""

from datetime import datetime
from hashlib import sha256

from grants.actions.drafts import keep_release
from grants.actions.lock import hold
from grants.actions.writing import Writing, look_at_other_cases, writing
from grants.cases.facts import signed_by
from grants.models import AccountChange, Application, User
from grants.models.canonical import canonical
from workflows.errors import NotYet, Stale


def pending_change(application: Application) -> AccountChange | None:
    """The account that waits for the release of further signatories; None if none does."""
    return application.account_changes.filter(effective_at__isnull=True).select_related("asked_by").first()


def account_digest(change: AccountChange) -> str:
    """What a signatory's release of another account binds to: this change, with IBAN and holder."""
    said = ["account", change.pk, change.iban, change.account_holder]
    return sha256(canonical(said).encode()).hexdigest()


def change_account(
    application: Application, *, by: User, iban: str, account_holder: str, now: datetime | None = None
) -> bool:
    """Ask for another account and release it; says whether it is in effect now (§ 26 Abs. 2 BGB).

    ``iban`` without spaces. It replaces a change that still waits. In effect, nothing is paid before the office has
    compared it anew, and open calls for funds that name the old account are held. NotYet if it is the present one.
    """
    with writing(application, "change_account", by=by, now=now) as work:
        organisation = work.record.organisation
        if (iban, account_holder) == (organisation.iban, organisation.account_holder):
            sentence = "Diese Bankverbindung steht schon da."
            raise NotYet(sentence, fields={"iban": [sentence]})
        change = pending_change(work.record)
        if change is None or (change.iban, change.account_holder) != (iban, account_holder):
            work.record.account_changes.filter(effective_at__isnull=True).delete()
            change = AccountChange.objects.create(
                application=work.record,
                iban=iban,
                account_holder=account_holder,
                asked_by=by,
                asked_at=work.now,
            )
        effective = _release(work, change)
    if effective:
        look_at_other_cases(application, work.now)
    return effective


def release_account(
    application: Application, *, by: User, seen: int | None, now: datetime | None = None
) -> bool:
    """Release the account that waits; says whether it is in effect now.

    ``seen`` is the id of the change on the page that was read. Stale if another one waits, or none.
    """
    with writing(application, "release_account", by=by, now=now) as work:
        change = pending_change(work.record)
        if change is None or change.pk != seen:
            raise Stale(
                "Diese Bankverbindung wartet nicht mehr auf eine Freigabe. Bitte lesen Sie die Seite neu."
            )
        effective = _release(work, change)
    if effective:
        look_at_other_cases(application, work.now)
    return effective


def _release(work: Writing[Application], change: AccountChange) -> bool:
    digest = account_digest(change)
    keep_release(work, work.record, digest)
    work.private["iban_end"] = change.iban[-4:]
    work.private["digest"] = work.facts.pop("digest")  # an account can be guessed from it
    released = len(signed_by(work.record, digest))
    effective = released >= work.record.organisation.signatures_needed
    work.facts |= {"account_changed": effective, "released": released}
    if effective:
        _take_effect(work, change)
    return effective


def _take_effect(work: Writing[Application], change: AccountChange) -> None:
    organisation = work.record.organisation
    hold(organisation)  # shared by all its cases, each with a lock of its own
    organisation.refresh_from_db()
    work.private["iban_end_before"] = organisation.iban[-4:]
    organisation.iban, organisation.account_holder = change.iban, change.account_holder
    organisation.iban_verified_at = organisation.iban_verified_by = None
    organisation.save()
    change.effective_at = work.now
    change.save(update_fields=["effective_at"])

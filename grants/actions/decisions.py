"""Correcting what stands on a letter that came back."""

from datetime import datetime

from grants.actions.lock import hold
from grants.actions.writing import Writing, writing
from grants.models import Application, User
from workflows.errors import NotYet

ADDRESS = ("street", "postcode", "city")


def correct_address(
    application: Application,
    *,
    by: User,
    street: str,
    postcode: str,
    city: str,
    reason: str,
    now: datetime | None = None,
) -> None:
    """The office corrects where the Bescheid goes after the post has brought it back.

    What was released bears the old address, so the release is taken back: the lead releases anew, and that makes a
    new letter with a new number. NotYet if the address is the one that stands there.
    """
    said = {"street": street, "postcode": postcode, "city": city}
    with writing(application, "correct_address", by=by, now=now, data={**said, "reason": reason}) as work:
        organisation = work.record.organisation
        hold(organisation)  # shared by all its cases
        organisation.refresh_from_db()
        before = {name: getattr(organisation, name) for name in ADDRESS}
        if before == said:
            sentence = "Diese Anschrift steht schon da. An sie ging der Brief, der zurückkam."
            raise NotYet(sentence, fields={"street": [sentence]})
        for name, value in said.items():
            setattr(organisation, name, value)
        organisation.save(update_fields=list(ADDRESS))
        work.private["before"] = before
        _take_back_release(work)


def _take_back_release(work: Writing[Application]) -> None:
    application = work.record
    if application.released_by_id is None:
        return
    application.released_by = application.released_on = None
    application.save(update_fields=["released_by", "released_on"])
    application.drafts.filter(current=True).update(made_at=None, drafted_at=work.now)
    work.recall = True
    work.facts["release_taken_back"] = True

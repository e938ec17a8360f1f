"""The page on which a person releases what is held after a restore: mail, paper and payments, many at once."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from grants.access import applications_visible_to
from grants.actions import batches
from grants.actions.batches import Act, Work, start
from grants.actions.restores import release_payment
from grants.cases.restores import last_restore
from grants.clock import database_now, day_of
from grants.forms.fields import KeyField, LongTextField
from grants.forms.kept import KeptForm
from grants.forms.moves import new_key
from grants.held import held_by
from grants.models import Batch, Mittelabruf, User
from grants.tasks import wake_batch
from notifications.access import looks_after_post, posts_visible_to
from notifications.lists import record_of, title_of
from notifications.models import Post
from notifications.restoring import close_post, held_payments, held_posts, release_post
from workflows.errors import MoveRefused, NotHere, NotYet
from workflows.sentence import Sentence

MOST = 200
"""Rows that one page shows; „alle“ means those beyond as well."""
RELEASE, CLOSE = "release_held", "close_held"
NOTED_BY_TREASURY = (
    "Eine Zahlung, die schon ausgeführt ist, geben Sie nicht frei: Die Stadtkasse vermerkt sie beim Abruf als "
    "„schon ausgeführt“."
)
GONE = "Diese Zeile gibt es nicht mehr."


class ReleaseForm(KeptForm):
    """What is to be done with the ticked rows, and what they were compared with."""

    act = forms.ChoiceField(
        label="Was soll mit den gewählten Zeilen geschehen?",
        choices=[
            (RELEASE, "Freigeben: Es ist noch nicht hinausgegangen und geht jetzt"),
            (CLOSE, "Abschließen: Die E-Mail ist schon hinausgegangen und geht nicht noch einmal"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Bitte wählen Sie, was geschehen soll."},
    )
    reason = LongTextField(
        label="Womit haben Sie verglichen?",
        max_length=140,
        rows=2,
        help_text="Zum Beispiel: Protokoll des Mailservers, Kontoauszug vom 3. Juli. Steht in jeder Zeile.",
    )
    every = forms.BooleanField(
        label="Alle angehaltenen Zeilen, auch die hier nicht gezeigten", required=False
    )
    key = KeyField()


def held(request: HttpRequest) -> HttpResponse:
    """What is held of the cases that this person looks after; POST begins a batch."""
    user, now = request.user, database_now()
    assert isinstance(user, User)
    if not looks_after_post(user, now):
        raise Http404
    rows = _rows(user, now)
    sent = request.POST if request.method == "POST" else None
    form = ReleaseForm(sent, initial={"key": new_key()})
    ticked = set(request.POST.getlist("row"))
    if sent is not None and form.is_valid():
        said = form.cleaned_data
        chosen = [(name, label) for name, label, _ in rows if said["every"] or name in ticked]
        try:
            batch = start(
                said["act"], chosen, by=user, key=said["key"], data={"reason": said["reason"]}, now=now
            )
        except MoveRefused as refusal:
            form.refuse(refusal)
        else:
            wake_batch(batch.pk)
            return redirect(batch)
    context: dict[str, Any] = {
        "form": form,
        "rows": rows[:MOST],
        "total": len(rows),
        "ticked": ticked,
        "restore": last_restore(),
        "running": Batch.objects.filter(by=user, act__in=(RELEASE, CLOSE))[:5],
    }
    return render(request, "notifications/held.html", context)


def notices(user: User, now: datetime) -> list[tuple[str, str]]:
    """What is held after a restore and waits for this person, as the start page says it."""
    count = held_count(user, now) if looks_after_post(user, now) else 0
    told = Sentence("Nach einer Wiederherstellung angehalten: {count} Sendungen und Zahlungen", count=count)
    return [(reverse("notifications:held"), str(told))] if count else []


def held_count(user: User, now: datetime) -> int:
    """How much is held for this person; nothing ever is before a first restore."""
    return held_now(user, now) if last_restore() else 0


def held_now(user: User, now: datetime) -> int:
    """The same after a restore."""
    return sum(rows.count() for rows in held_for(user, now))


def held_for(user: User, now: datetime) -> tuple[Any, Any]:
    """The held rows of the outbox and the held payments that this person may release."""
    cases = applications_visible_to(held_by(user, day_of(now)))
    posts = posts_visible_to(user, now).filter(pk__in=held_posts().values("pk"))
    return posts, held_payments().filter(application__in=cases.values("pk"))


def _rows(user: User, now: datetime) -> list[tuple[str, str, str]]:
    """Name, label, and what it is known by outside. The label is kept with the batch: no address is in it."""
    posts, payments = held_for(user, now)
    beside = ("after__document", "dossier__application", "dossier__sitting__body")
    calls = [
        (f"call:{call.public_id}", str(Sentence("Zahlung {name}", name=call.reference)), call.headline)
        for call in payments.select_related("application__project").order_by("pk")
    ]
    rows = [
        (
            f"post:{post.pk}",
            f"{title_of(post)} ({post.get_kind_display()}) · {record_of(post)}",
            " ".join(filter(None, (*post.address.splitlines(), post.outside_key, post.note))),
        )
        for post in posts.select_related(*beside).order_by("pk")
    ]
    return calls + rows


def register() -> None:
    """Tell the batches what can be done here."""
    batches.ACTS[RELEASE] = Act("Angehaltenes freigeben", _release, _is_payment)
    batches.ACTS[CLOSE] = Act("Angehaltenes abschließen", _close, _is_payment)


def _is_payment(subject: str) -> bool:
    """A payment is released in its case's log, which commits by itself."""
    return subject.startswith("call:")


def _release(work: Work) -> None:
    kind, _, name = work.subject.partition(":")
    if kind == "call":
        _release_payment(work, name)
    else:
        release_post(_post(work, name), by=work.by, reason=work.data["reason"], now=work.now)


def _close(work: Work) -> None:
    kind, _, name = work.subject.partition(":")
    if kind == "call":
        raise NotYet(NOTED_BY_TREASURY)
    close_post(_post(work, name), by=work.by, reason=work.data["reason"], now=work.now)


def _post(work: Work, name: str) -> Post:
    """The row, if the person may still see it."""
    post = posts_visible_to(work.by, work.now).filter(pk=name).first()
    if post is None:
        raise NotHere(GONE)
    return post


def _release_payment(work: Work, name: str) -> None:
    call = Mittelabruf.objects.select_related("application").get(public_id=UUID(name))
    release_payment(call, by=work.by, reason=work.data["reason"], key=work.key, now=work.now)

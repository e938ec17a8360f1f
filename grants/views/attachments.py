"""Files of a case: the list with its form, upload, download, removal."""

import logging
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect, render

from grants.access import attachments_visible_to
from grants.actions.uploads import remove_upload, upload
from grants.forms.files import UploadForm
from grants.held import held_by
from grants.kinds import reader_of
from grants.models import Application
from grants.views.acting import SignedIn
from grants.views.finding import find_attachment, find_case, today
from workflows.acts import may
from workflows.errors import MoveRefused, NotHere
from workflows.sentence import Sentence

logger = logging.getLogger(__name__)

DOWNLOAD_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cache-Control": "private, no-store",
}
"""A file of a stranger is saved, never shown as a page of ours."""

GONE = "Diese Datei fehlt auf dem Server. Die Stelle, die den Server betreibt, kann sie aus einer Sicherung holen."


def upload_file(request: SignedIn, public_id: UUID) -> HttpResponse:
    """The files of a case; POST adds one."""
    record = find_case(request, public_id)
    if request.method == "POST":
        return _take(request, record)
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
    return _show(request, record, UploadForm(initial={"kind": request.GET.get("art")}))


def _take(request: SignedIn, record: Application) -> HttpResponse:
    form = UploadForm(request.POST, request.FILES)
    if not form.is_valid():
        return _show(request, record, form, status=413 if form.has_error("file", "too_large") else 422)
    taken = form.cleaned_data["file"]
    try:
        kept = upload(
            record, by=request.user, name=taken.name, content=taken.read(), kind=form.cleaned_data["kind"]
        )
    except MoveRefused as refusal:
        for reason in refusal.reasons:
            form.add_error("file", reason)
        return _show(request, record, form, status=422)
    messages.success(request, Sentence("„{name}“ ist gespeichert.", name=kept.name))
    return redirect("grants:attachments", record.public_id)


def download(request: SignedIn, public_id: UUID, file_id: UUID) -> HttpResponse | FileResponse:
    """The file itself, to be saved."""
    kept = find_attachment(request, public_id, file_id)
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET", "HEAD"])
    try:
        content = kept.file.open("rb")
    except FileNotFoundError:
        logger.error("the file of attachment %s is gone", kept.public_id)
        raise NotHere(GONE) from None
    return FileResponse(
        content,
        as_attachment=True,
        filename=kept.name,
        content_type=kept.content_type,
        headers=DOWNLOAD_HEADERS,
    )


def remove(request: SignedIn, public_id: UUID, file_id: UUID) -> HttpResponse:
    """A page that asks, then takes the file out."""
    kept = find_attachment(request, public_id, file_id)
    if request.method == "POST":
        remove_upload(kept, by=request.user)
        messages.success(request, Sentence("„{name}“ ist entfernt.", name=kept.name))
        return redirect("grants:attachments", public_id)
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
    actor = reader_of(kept.application, request.user, today())
    allowed = may("remove_upload", actor, kept.application.stage)
    return render(
        request,
        "grants/remove_attachment.html",
        {"file": kept, "application": kept.application, "allowed": allowed},
    )


def _show(request: SignedIn, record: Application, form: UploadForm, status: int = 200) -> HttpResponse:
    day = today()
    actor = reader_of(record, request.user, day)
    context = {
        "application": record,
        "files": list(attachments_visible_to(held_by(request.user, day)).filter(application=record)),
        "form": form,
        "may_upload": may("upload", actor, record.stage),
        "may_remove": may("remove_upload", actor, record.stage),
        "writes": may("save_plan", actor, record.stage),
    }
    return render(request, "grants/attachments.html", context, status=status)

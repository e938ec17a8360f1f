"""The addresses of the post office: the outbox, its kept mails, the archived letters."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from notifications import operating, releasing, run_sheets, views


class DocumentNumber(StringConverter):
    """The number of a letter as the post office draws it, e.g. ``D-2026-000001``."""

    regex = "D-[0-9]{4}-[0-9]{6,12}"


register_converter(DocumentNumber, "document_number")

app_name = "notifications"
urlpatterns = [
    path("betrieb/", operating.operation, name="operation"),
    path("postausgang/", views.outbox, name="outbox"),
    path("postausgang/gescheitert/", views.failed, name="failed"),
    path("postausgang/mails/", views.mails, name="mails"),
    path("postausgang/mails/<int:mail_id>/", views.mail, name="mail"),
    path("postausgang/angehalten/", releasing.held, name="held"),
    path("postausgang/<int:row_id>/", views.row, name="row"),
    path("postausgang/<int:row_id>/<slug:act>/", views.act, name="act"),
    path("faelle/<uuid:public_id>/vorschau/", views.preview, name="preview"),
    path("zahlungslaeufe/<uuid:public_id>/kontrollblatt/", run_sheets.run_sheet, name="run_sheet"),
    path("dokumente/<document_number:number>/", views.document, name="document"),
]

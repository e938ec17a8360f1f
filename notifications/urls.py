"""The addresses of the post office: the outbox, its kept mails, the archived letters."""

from django.urls import path

from notifications import views

app_name = "notifications"
urlpatterns = [
    path("postausgang/", views.outbox, name="outbox"),
    path("postausgang/mails/", views.mails, name="mails"),
    path("postausgang/mails/<int:mail_id>/", views.mail, name="mail"),
    path("postausgang/<int:row_id>/", views.row, name="row"),
    path("postausgang/<int:row_id>/<slug:act>/", views.act, name="act"),
    path("dokumente/<str:number>/", views.document, name="document"),
]

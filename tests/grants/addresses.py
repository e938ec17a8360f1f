"""The addresses that letters of the log's stories name; nothing here answers."""

from django.http import Http404
from django.urls import include, path


def nothing(request, public_id):
    raise Http404


pages = [
    path("faelle/<uuid:public_id>/", nothing, name="case"),
    path("abrufe/<uuid:public_id>/", nothing, name="funds_call"),
    path("sitzungen/<uuid:public_id>/", nothing, name="sitting"),
]
urlpatterns = [path("", include((pages, "grants")))]

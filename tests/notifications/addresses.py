"""The addresses that letters link to, for tests of the post office alone."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path


def page(request: HttpRequest, public_id: str) -> HttpResponse:
    return HttpResponse("")


cases = [
    path("faelle/<uuid:public_id>/", page, name="case"),
    path("sitzungen/<uuid:public_id>/", page, name="sitting"),
    path("abrufe/<uuid:public_id>/", page, name="funds_call"),
]
urlpatterns = [path("", include((cases, "grants")))]

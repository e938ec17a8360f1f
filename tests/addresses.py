"""Addresses for tests of the records, as long as the pages are not there."""

from django.http import HttpResponse
from django.urls import include, path

from config.urls import urlpatterns as roof

NAMES = ("case", "funds_call", "sitting")
pages = ([path(f"{name}/<uuid:public_id>/", HttpResponse, name=name) for name in NAMES], "grants")
urlpatterns = [*roof, path("", include(pages))]

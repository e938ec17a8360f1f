"""All addresses: the rooms bring their own, the roof adds accounts, administration and what machines ask."""

from allauth.account.decorators import secure_admin_login
from django.apps import apps
from django.contrib import admin
from django.urls import include, path

from config.account_views import Devices
from config.health import healthz, readyz
from config.metrics import metrics

admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]  # one login for all

handler500 = "grants.middleware.mistake"
urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("metrics", metrics, name="metrics"),
    path("konto/sessions/", Devices.as_view()),  # before the page of the package
    path("konto/", include("allauth.urls")),
    path("admin/", admin.site.urls),
    path("", include("notifications.urls")),
    path("", include("grants.urls")),
]
if apps.is_installed("demo"):
    urlpatterns.append(path("", include("demo.urls")))

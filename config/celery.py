"""The Celery app: it only wakes workers, what is to be done stands in the database."""

import os

from celery import Celery

from config import heartbeats  # noqa: F401  # listens to what the beat and the workers do

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("mittelweg")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.set_default()  # so that @shared_task finds this app in every thread, not only in the importing one
app.autodiscover_tasks()

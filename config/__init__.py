"""The roof: settings, worker app, addresses. Knows everyone; nobody knows it."""

from config.celery import app as celery_app

__all__ = ["celery_app"]

"""Look, never touch: the outbox, the archive and the kept mails in the administration.

Mails are shown without their text: those about accounts hold links that let their reader in.
"""

from typing import Any

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest

from notifications.models import AccountMail, Document, Mail, Post, Unmade


class ReadOnly(admin.ModelAdmin):
    """Everything can be seen and searched; nothing added, changed or deleted."""

    list_per_page = 50

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


@admin.register(Post)
class PostAdmin(ReadOnly):
    """The rows of the outbox."""

    list_display = ["key", "kind", "letter", "address", "state", "attempts", "made_at", "finished_at"]
    list_filter = ["state", "kind", "letter"]
    search_fields = ["key", "address", "document__number", "dossier__application__number"]
    exclude = ["token"]


@admin.register(Unmade)
class UnmadeAdmin(ReadOnly):
    """The moves whose letters cannot be made."""

    list_display = ["transition", "error", "attempts", "failed_at", "run_after"]


@admin.register(Document)
class DocumentAdmin(ReadOnly):
    """The archive, without a way to the files: those are for the people of the case."""

    list_display = ["number", "title", "made_at", "visible_from", "size"]
    search_fields = ["number", "title", "dossier__application__number"]
    exclude = ["file"]


@admin.register(Mail)
class MailAdmin(ReadOnly):
    """The mails of rows, without their text."""

    list_display = ["subject", "to", "sent_at"]
    search_fields = ["subject", "to"]
    exclude = ["body"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Only mails that the outbox sent."""
        return super().get_queryset(request).filter(post__isnull=False)


@admin.register(AccountMail)
class AccountMailAdmin(ReadOnly):
    """What became of mails about accounts, without their text."""

    list_display = ["subject", "to", "made_at", "ended_at", "attempts", "error"]
    search_fields = ["to"]
    exclude = ["body", "name"]

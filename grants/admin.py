"""Master data in the administration: guidelines, rounds, pots, bodies, people, and what the office knows by date.

Cases, sittings, money and the log are not here: they change through the door alone. Nothing is deleted that
records point to; what has ended gets an end date.
"""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Model
from django.forms import ModelForm
from django.http import HttpRequest

from grants.forms.office import OfficeForm
from grants.forms.terms import TermsForm
from grants.models import (
    BaseRate,
    Body,
    Call,
    Function,
    Guideline,
    Membership,
    OfficeData,
    Organisation,
    Pot,
    Seat,
    User,
)
from grants.models.programmes import programme_choices


class Kept(admin.ModelAdmin):
    """Added and changed, never deleted."""

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class KeptRows(admin.TabularInline):
    """Rows below a record, added and changed, never deleted."""

    extra = 0

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


@admin.register(Guideline)
class GuidelineAdmin(Kept):
    """Richtlinienfassungen: a change holds for new cases, sent applications keep the values they were sent under."""

    form = TermsForm
    list_display = ["__str__", "valid_from", "source"]
    list_filter = ["programme"]

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        """All fields of the form, which knows more than the record."""
        return [(None, {"fields": list(TermsForm().fields)})]

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **options: Any
    ) -> type[ModelForm]:
        """The form as it is: the administration would look for its fields in the record."""
        return TermsForm


@admin.register(Call)
class CallAdmin(Kept):
    """Förderrunden. The rounds of a measure are made by announcing it."""

    list_display = ["title", "programme", "opens_on", "closes_on", "guideline", "pot"]
    list_filter = ["programme"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """Applications are booked where their round points to: from the first one on that stays as it is."""
        return ["programme", "pot", "measure"] if obj and obj.applications.exists() else []


@admin.register(Pot)
class PotAdmin(Kept):
    """Töpfe: opened here; raised, with a reason, on the page of the pots."""

    list_display = ["title", "programme", "budget_year", "total", "reserved", "committed", "paid"]
    list_filter = ["programme", "budget_year"]

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> list[str]:
        """What was opened once stays as it is: the ledger stands on it."""
        return ["title", "programme", "budget_year", "total_cents"] if obj else []


class SeatRows(KeptRows):
    """The seats of a body."""

    model = Seat
    autocomplete_fields = ["user"]


@admin.register(Body)
class BodyAdmin(Kept):
    """Gremien and their seats; the lead confirms the regime on the page of the bodies."""

    list_display = ["name", "key", "seats_total", "regime", "regime_confirmed_on"]
    readonly_fields = ["regime_confirmed_by", "regime_confirmed_on"]
    inlines = [SeatRows]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """A confirmed regime is not changed behind the back of who confirmed it; programmes know a body by its key."""
        confirmed = ["regime"] if obj and obj.regime_confirmed_on else []
        return [*self.readonly_fields, *(["key"] if obj else []), *confirmed]


class FunctionRows(KeptRows):
    """The functions of a person."""

    model = Function

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **options: Any) -> Any:
        """A programme is chosen, not typed: a slip of the pen would give no rights."""
        if db_field.name == "programme":
            funds = [("", "alle Programme"), *programme_choices()]
            return forms.ChoiceField(label="Programm", choices=funds, required=False)
        return super().formfield_for_dbfield(db_field, request, **options)


class MembershipRows(admin.TabularInline):
    """The organisations that a person acts for; who leaves is taken out."""

    model = Membership
    extra = 0


@admin.register(User)
class UserAdmin(Kept):
    """People with their functions. Passwords and second factors are theirs alone."""

    fields = ["email", "name", "phone", "is_active", "is_staff"]
    list_display = ["name", "email", "is_active", "last_login"]
    search_fields = ["name", "email"]
    inlines = [FunctionRows, MembershipRows]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """Nobody opens the administration to others who may not do everything in it."""
        return [] if getattr(request.user, "is_superuser", False) else ["is_staff"]

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        """Somebody new sets a password by the link for a forgotten one."""
        if not change:
            obj.set_unusable_password()
        super().save_model(request, obj, form, change)


@admin.register(Organisation)
class OrganisationAdmin(Kept):
    """Who belongs to an organisation. Its data are written by itself, in its application."""

    fields = ["name"]
    readonly_fields = ["name"]
    search_fields = ["name"]
    list_display = ["name", "city"]
    inlines = [MembershipRows]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False


@admin.register(BaseRate)
class BaseRateAdmin(Kept):
    """Basiszinssätze by date."""

    list_display = ["valid_from", "percent"]


@admin.register(OfficeData)
class OfficeDataAdmin(Kept):
    """What letters say about city, court and the account of the Stadtkasse, by date."""

    form = OfficeForm
    list_display = ["authority", "valid_from", "court", "confirmed"]

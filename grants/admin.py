"""Master data in the administration: guidelines, rounds, pots, bodies, people, and what the office knows by date.

Cases, sittings, money and the log are not here: they change through the door alone. Nothing is deleted that
records point to; what has ended gets an end date.
"""

from typing import Any, cast

from allauth.account.adapter import get_adapter
from allauth.account.admin import (
    EmailAddress,  # from where it is registered, so that it is before it is taken out
)
from allauth.mfa.admin import AuthenticatorAdmin
from allauth.mfa.models import Authenticator
from allauth.usersessions.admin import UserSession
from django import forms
from django.contrib import admin, messages
from django.contrib.admin.widgets import AdminTextInputWidget
from django.contrib.auth.admin import Group  # type: ignore[attr-defined]
from django.db import models, transaction
from django.db.models import Model
from django.forms import ModelForm
from django.http import HttpRequest

from grants.actions.accounts import invite, is_taken, move_address
from grants.actions.desk import base_rates_changed
from grants.actions.relisting import round_changed
from grants.actions.rights import Asking, ask, keep, rights
from grants.forms.annex import AnnexForm
from grants.forms.fields import EmailField, TextField
from grants.forms.guidelines import TermsForm
from grants.forms.office import OfficeForm
from grants.forms.people import NameField
from grants.forms.pots import PotForm
from grants.models import (
    AnnexText,
    BaseRate,
    Body,
    Function,
    Guideline,
    Membership,
    OfficeData,
    Organisation,
    Pot,
    Round,
    Seat,
    SecondFactor,
    User,
)
from grants.models.programmes import programme_choices
from grants.views.listing_pages import found_in
from grants.wording import euro
from workflows.roles import TWO_GIVE, Role
from workflows.sentence import Sentence

SAID: dict[type[models.Field], dict[str, Any]] = {
    models.CharField: {"form_class": TextField, "widget": AdminTextInputWidget},
    models.EmailField: {"form_class": EmailField},
    models.SlugField: {},
}
"""Names are read here as everywhere."""
admin.site.site_header = admin.site.site_title = "Mittelweg: Verwaltung der Stammdaten"
admin.site.index_title = "Stammdaten"


class Kept(admin.ModelAdmin):
    """Added and changed, never deleted."""

    formfield_overrides = SAID

    def get_search_results(
        self, request: HttpRequest, queryset: models.QuerySet[Any], search_term: str
    ) -> tuple[models.QuerySet[Any], bool]:
        """Found as everywhere: every word, in large or small letters."""
        for word in search_term.split() if self.search_fields else ():
            queryset = queryset.filter(found_in(word, *self.search_fields))
        return queryset, False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class KeptRows(admin.TabularInline):
    """Rows below a record, added and changed, never deleted."""

    extra = 0
    formfield_overrides = SAID

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


@admin.register(Round)
class RoundAdmin(Kept):
    """Förderrunden. The rounds of a measure are made by announcing it."""

    list_display = ["title", "programme", "opens_on", "closes_on", "guideline", "pot"]
    list_filter = ["programme"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """Applications are booked where their round points to: from the first one on that stays as it is."""
        return ["programme", "pot", "measure"] if obj and obj.applications.exists() else []

    def save_model(self, request: HttpRequest, obj: Round, form: Any, change: bool) -> None:
        """Another last day is the day by which its drafts are due."""
        super().save_model(request, obj, form, change)
        round_changed(obj)


def _sum_of(column: tuple[str, str]) -> Any:
    """A column of the list: one sum of a pot, in Euro."""
    name, label = column

    @admin.display(description=label, ordering=f"{name}_cents")
    def shown(self: Any, pot: Pot) -> str:
        return euro(getattr(pot, name))

    return shown


SUMS = {
    "ansatz": ("total", "Ansatz"),
    "reserviert": ("reserved", "Reserviert"),
    "festgelegt": ("committed", "Festgelegt"),
    "gezahlt": ("paid", "Gezahlt"),
}
"""Column of the list of pots → sum of the pot and its name."""


@admin.register(Pot)
class PotAdmin(Kept):
    """Töpfe: opened here; raised, with a reason, on the page of the pots."""

    form = PotForm
    fields = ["title", "programme", "budget_year", "total"]
    list_display = ["title", "programme", "budget_year", *SUMS]
    list_filter = ["programme", "budget_year"]
    ansatz, reserviert, festgelegt, gezahlt = map(_sum_of, SUMS.values())

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """A slip of the pen is corrected until the first booking; from then on the ledger stands on it."""
        return ["title", "programme", "budget_year", "ansatz"] if obj and obj.entries.exists() else []

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **options: Any
    ) -> type[ModelForm]:
        """A pot that is only read has no field of ours, so that nothing of it can be sent."""
        if self.get_readonly_fields(request, obj):
            options["form"] = ModelForm
        return super().get_form(request, obj, change, **options)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """The sum to type, or the sum to read."""
        return self.get_readonly_fields(request, obj) or self.fields


class Rights(Kept):
    """Whatever changes here of functions, seats and memberships stands in the log of the rights afterwards."""

    def scope(self, record: Any) -> dict[str, Any]:
        """Whose rights may change with this record."""
        raise NotImplementedError

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Remember how it was."""
        self.keep_in_mind(request, rights(**self.scope(obj)) if change else frozenset())
        super().save_model(request, obj, form, change)

    def keep_in_mind(self, request: Any, before: frozenset[str]) -> None:
        """Rows below the record are saved after it, in the same request."""
        request.rights_before = before

    def save_related(self, request: Any, form: Any, formsets: Any, change: bool) -> None:
        """Log what is different now."""
        super().save_related(request, form, formsets, change)
        keep(request.rights_before, rights(**self.scope(form.instance)), by=request.user)


class SeatRows(KeptRows):
    """The seats of a body."""

    model = Seat
    autocomplete_fields = ["user"]


@admin.register(Body)
class BodyAdmin(Rights):
    """Gremien and their seats; the lead confirms the regime on the page of the bodies."""

    list_display = ["name", "key", "seats_total", "regime", "regime_confirmed_on"]
    readonly_fields = ["regime_confirmed_by", "regime_confirmed_on"]
    inlines = [SeatRows]

    def scope(self, record: Body) -> dict[str, Any]:
        """Its seats."""
        return {"body": record.pk}

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """A confirmed regime is not changed behind the back of who confirmed it; programmes know a body by its key."""
        confirmed = ["regime"] if obj and obj.regime_confirmed_on else []
        return [*self.readonly_fields, *(["key"] if obj else []), *confirmed]


class FunctionForm(ModelForm):
    """A function that is there keeps its role: one ends, another begins."""

    def __init__(self, *args: Any, **options: Any):
        super().__init__(*args, **options)
        if self.instance.pk:
            self.fields["role"].disabled = True


class FunctionRows(KeptRows):
    """The functions of a person."""

    model = Function
    form = FunctionForm

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


class PersonForm(ModelForm):
    """Names as everywhere; an address that somebody else has confirmed is theirs."""

    name = NameField()

    def clean_email(self) -> str:
        """Small letters, and nobody else's."""
        address = str(self.cleaned_data["email"]).lower()
        if is_taken(address, by_other_than=self.instance):
            raise forms.ValidationError("Mit dieser E-Mail-Adresse gibt es schon ein Konto.")
        return address


SECOND = (
    "{wording} für {person}: Das gilt, sobald eine zweite Person es bestätigt („Rechte zu zweit“ im Menü)."
)


@admin.register(User)
class UserAdmin(Rights):
    """People with their functions. Passwords are theirs alone; who leads and who administers, two people say."""

    form = PersonForm
    actions = ["invite_again"]

    fields = ["email", "name", "phone", "is_active", "is_staff"]
    list_display = ["name", "email", "is_active", "last_login"]
    search_fields = ["name", "email"]
    inlines = [FunctionRows, MembershipRows]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """Nobody opens the administration to others who may not do everything in it."""
        return [] if getattr(request.user, "is_superuser", False) else ["is_staff"]

    def scope(self, record: User) -> dict[str, Any]:
        """The person's own."""
        return {"person": record}

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        """Somebody new is invited; another address holds at once; the administration is given by two."""
        wanted, obj.is_staff = obj.is_staff, User.objects.filter(pk=obj.pk, is_staff=True).exists()
        if not change:
            obj.set_unusable_password()
        super().save_model(request, obj, form, change)
        if not change:
            invite(obj, request=request)
        elif "email" in form.changed_data:
            move_address(obj, form.initial["email"], request=request)
        if wanted != obj.is_staff:
            self.ask(request, Asking(obj, Role.ADMIN, given=wanted))

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        """To lead is given and taken by two people; all else at once."""
        if formset.model is not Function:
            super().save_formset(request, form, formset, change)
            return
        for row in formset.save(commit=False):
            if row.role in TWO_GIVE:
                kept = Function.objects.filter(pk=row.pk).first()
                days = (row.valid_from, row.valid_to)
                self.ask(request, Asking(row.user, Role(row.role), row.programme, *days, function=kept))
            else:
                row.save()
        formset.save_m2m()

    def ask(self, request: Any, asking: Asking) -> None:
        """Ask a second person, and say so; what took effect at once is logged already."""
        had = rights(person=asking.person)
        row = ask(asking, by=cast(User, request.user))
        has = rights(person=asking.person)
        self.keep_in_mind(
            request, (request.rights_before - had) | (has - had) | (request.rights_before & has)
        )
        if row:
            messages.warning(request, Sentence(SECOND, wording=row.wording, person=row.person.name))

    @admin.action(description="Einladung noch einmal senden")
    def invite_again(self, request: HttpRequest, queryset: models.QuerySet[User]) -> None:
        """The link of the first mail holds three days."""
        for person in queryset.filter(is_active=True):
            invite(person, request=request)
        messages.success(request, "Die Einladung ist unterwegs.")


def _field_of_factor(name: str, label: str) -> Any:
    """A column of the list with a German head: the model is a package's."""

    @admin.display(description=label, ordering=name)
    def shown(self: Any, factor: SecondFactor) -> Any:
        return getattr(factor, name)

    return shown


# Addresses, sessions and rights change where owners are told and the log is written, not row by row.
admin.site.unregister([Authenticator, EmailAddress, UserSession, Group])


@admin.register(SecondFactor)
class SecondFactorAdmin(AuthenticatorAdmin):
    """Who has a second factor, never its secret. One that is lost is taken out; its owner then sets up another."""

    fields = readonly_fields = list_display = ["person", "kind", "since", "last_used"]
    list_filter: Any = []
    list_select_related = ["user"]
    search_fields = ["user__name", "user__email"]
    person, since = _field_of_factor("user", "Person"), _field_of_factor("created_at", "Eingerichtet am")
    last_used = _field_of_factor("last_used_at", "Zuletzt benutzt am")

    @admin.display(description="Art")
    def kind(self, factor: SecondFactor) -> str:
        return factor.KINDS[factor.type]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def delete_model(self, request: HttpRequest, obj: SecondFactor) -> None:
        """The owner is told: whoever takes a factor away could be about to use the password."""
        super().delete_model(request, obj)
        said = {"kind": obj.KINDS[obj.type]}
        get_adapter(request).send_notification_mail("account/email/factor_taken", obj.user, said)

    def delete_queryset(self, request: HttpRequest, queryset: models.QuerySet[SecondFactor]) -> None:
        """One by one, so that each owner is told."""
        for factor in queryset:
            self.delete_model(request, factor)


@admin.register(Organisation)
class OrganisationAdmin(Rights):
    """Who belongs to an organisation. Its data are written by itself, in its application."""

    fields = ["name"]
    readonly_fields = ["name"]
    search_fields = ["name"]
    list_display = ["name", "city"]
    inlines = [MembershipRows]

    def scope(self, record: Organisation) -> dict[str, Any]:
        """Its people."""
        return {"organisation": record.pk}

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False


@admin.register(BaseRate)
class BaseRateAdmin(Kept):
    """Basiszinssätze by date."""

    list_display = ["valid_from", "percent", "example"]

    def save_model(self, request: HttpRequest, obj: BaseRate, form: Any, change: bool) -> None:
        """Cases that waited for it go on."""
        super().save_model(request, obj, form, change)
        transaction.on_commit(base_rates_changed)


@admin.register(OfficeData)
class OfficeDataAdmin(Kept):
    """What letters say about city, court and the account of the Stadtkasse, by date."""

    form = OfficeForm
    list_display = ["authority", "valid_from", "court", "confirmed"]


@admin.register(AnnexText)
class AnnexAdmin(Kept):
    """The ANBest-P by date. A Bescheid keeps its text: a new one is a new row."""

    form = AnnexForm
    list_display = ["__str__", "valid_from"]

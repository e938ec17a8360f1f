"""Master data in the administration: opened only to staff, never deleted, and a change of Terms pins nothing anew."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.admin.utils import label_for_field
from django.core.exceptions import ValidationError
from django.forms import CharField
from django.test import Client
from django.urls import reverse

from demo.stories.ground import fill_pot
from grants.forms.guidelines import ASKED, LABELS, TermsForm
from grants.forms.reading import BAD_PERIOD, read_bic, read_iban
from grants.models import Application, Guideline, OfficeData, Pot, Round, SecondFactor, User
from tests.factories import World, drive
from tests.tables import sampled
from workflows.case import OwnShare
from workflows.period import Period, Unit
from workflows.stages import Stage

pytestmark = pytest.mark.django_db
OURS = [model for model in admin.site._registry if model._meta.app_label == "grants"]
KEPT = [model for model in OURS if model is not SecondFactor]


@pytest.fixture
def office() -> Client:
    """Somebody who may do everything in the administration, signed in with a second factor."""
    client = Client()
    client.force_login(
        User.objects.create_superuser("admin@beispiel.example", "x", name="Fachadministration")
    )
    return client


def typed(guideline: Guideline, **changed: str) -> dict[str, str]:
    """What the browser sends for a guideline."""
    form = TermsForm(instance=guideline)
    said = {name: form[name].value() for name in form.fields}
    shown = {name: "" if value is None else str(value) for name, value in said.items() if value is not False}
    return shown | changed


def address(guideline: Guideline) -> str:
    return reverse("admin:grants_guideline_change", args=[guideline.pk])


def test_every_value_has_a_field():
    assert set(LABELS) == set(ASKED)
    assert set(TermsForm().fields) >= set(ASKED)


@pytest.mark.rest
def test_changed_value_holds_for_new_cases_and_for_no_pinned_one(office):
    world = World()
    pinned, draft = drive(world, Stage.SUBMITTED), drive(world, Stage.DRAFT)
    guideline = Guideline.objects.get(pk=world.round.guideline_id)
    answer = office.post(address(guideline), typed(guideline, documents_period="acht Wochen", cap="7.500,00"))
    assert answer.status_code == 302
    terms = {story.case.pk: Application.objects.get(pk=story.case.pk).terms for story in (pinned, draft)}
    assert (terms[pinned.case.pk].documents_period, terms[pinned.case.pk].cap) == (
        Period(14, Unit.DAYS),
        Decimal(10000),
    )
    assert (terms[draft.case.pk].documents_period, terms[draft.case.pk].cap) == (
        Period(8, Unit.WEEKS),
        Decimal(7500),
    )


def test_unchanged_form_changes_nothing(office):
    guideline = World().round.guideline
    office.post(address(guideline), typed(guideline))
    assert Guideline.objects.get(pk=guideline.pk).terms_text == guideline.terms_text


def test_values_at_odds_are_refused_at_their_field(office):
    guideline = World().round.guideline
    answer = office.post(address(guideline), typed(guideline, receipts_kept="12 Jahre"))
    assert "Die Akte wird mindestens so lange aufbewahrt wie die Belege." in answer.text
    assert Guideline.objects.get(pk=guideline.pk).terms_text == guideline.terms_text


def test_amounts_and_numbers_are_read_as_everywhere(office):
    guideline = World().round.guideline
    answer = office.post(
        address(guideline), typed(guideline, cap="viel", documents_period="8", longest="9 Stunden")
    )
    errors = answer.context["adminform"].errors
    assert {"cap", "documents_period", "longest"} == set(errors)
    assert errors["longest"] == errors["documents_period"] == [BAD_PERIOD]
    assert 'value="9 Stunden"' in answer.text


def test_form_shows_values_as_they_are_typed_and_offers_the_kinds_of_own_share(office):
    page = office.get(address(World().round.guideline)).text
    for shown in ("14 Tage", "10 Arbeitstage", "6 Monate", "5 Jahre"):
        assert f'value="{shown}"' in page
    assert "nötig; darunter kann der Antrag nicht eingereicht werden" in page


def test_own_share_and_minimum_are_kept_where_they_fit_the_other_values(office):
    guideline = World().round.guideline
    wrong = office.post(address(guideline), typed(guideline, own_share="none", minimum="10.000,01"))
    assert set(wrong.context["adminform"].errors) == {"own_share_percent", "minimum"}
    right = office.post(address(guideline), typed(guideline, own_share="needed", minimum="500"))
    assert right.status_code == 302
    terms = Guideline.objects.get(pk=guideline.pk).terms
    assert (terms.own_share, terms.minimum) == (OwnShare.NEEDED, Decimal(500))


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.model_name)
def test_pages_open_to_the_administration_and_to_nobody_else(model, office):
    world = World()
    names = f"admin:grants_{model._meta.model_name}"
    pages = [reverse(f"{names}_changelist")]
    if row := model._default_manager.first():
        pages.append(reverse(f"{names}_change", args=[row.pk]))
    lead = Client()
    lead.force_login(
        world.ground.staff["leitung"], backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    for page in pages:
        assert office.get(page).status_code == 200
        assert lead.get(page).status_code in (302, 403, 404)


def test_second_factor_is_seen_without_its_secret_and_taken_out_when_it_is_lost(office):
    person = User.objects.get(email="admin@beispiel.example")
    factor = SecondFactor.objects.create(user=person, type="totp", data={"secret": "GEHEIMNIS"})
    listed = office.get(reverse("admin:grants_secondfactor_changelist")).content.decode()
    assert "App mit Einmal-Codes" in listed
    page = office.get(reverse("admin:grants_secondfactor_change", args=[factor.pk])).content.decode()
    assert "Fachadministration" in page
    assert "GEHEIMNIS" not in page + listed
    start = office.get(reverse("admin:index")).content.decode()
    assert [word for word in ("MFA", "Authenticator") if word in start] == []
    assert office.get(reverse("admin:grants_secondfactor_add")).status_code == 403
    office.post(reverse("admin:grants_secondfactor_delete", args=[factor.pk]), {"post": "yes"})
    assert not SecondFactor.objects.exists()


@pytest.mark.parametrize("model", sampled(KEPT, 2), ids=lambda model: model._meta.model_name)
def test_nothing_is_deleted(model, office):
    World()
    assert not admin.site._registry[model].has_delete_permission(None)


def test_person_gets_a_function_for_a_fund(office):
    World()
    said = {"email": "neu@beispiel.example", "name": "Neue Beratung", "is_active": "on"}
    rows = {"memberships-TOTAL_FORMS": 0, "memberships-INITIAL_FORMS": 0, "functions-INITIAL_FORMS": 0}
    row = {"functions-TOTAL_FORMS": 1, "functions-0-role": "advisor", "functions-0-valid_from": "2026-01-01"}
    wrong = office.post(
        reverse("admin:grants_user_add"), {**said, **rows, **row, "functions-0-programme": "gfz"}
    )
    assert wrong.status_code == 200
    right = {**said, **rows, **row, "functions-0-programme": "gesellschaftsfonds"}
    assert office.post(reverse("admin:grants_user_add"), right).status_code == 302
    person = User.objects.get(email="neu@beispiel.example")
    assert person.functions.get().programme == "gesellschaftsfonds"
    assert not person.has_usable_password()


def test_address_of_a_person_is_kept_in_small_letters_and_once(office):
    rows = {
        f"{rows}-{count}_FORMS": 0 for rows in ("memberships", "functions") for count in ("TOTAL", "INITIAL")
    }
    said = {"email": "Neu.Person@Beispiel.Example", "name": "Neue Person", "is_active": "on", **rows}
    assert office.post(reverse("admin:grants_user_add"), said).status_code == 302
    assert User.objects.filter(email="neu.person@beispiel.example").count() == 1
    again = office.post(reverse("admin:grants_user_add"), said)
    assert "email" in again.context["adminform"].errors


def test_round_is_opened_in_the_administration(office):
    world = World()
    said = {
        "programme": "wir20-kleinprojekt",
        "title": "Herbstrunde",
        "guideline": world.round.guideline_id,
        "pot": world.pot.pk,
        "opens_on": "2026-09-01",
        "closes_on": "2026-10-15",
        "earliest_start": "2027-01-01",
        "latest_end": "2027-12-31",
    }
    assert office.post(reverse("admin:grants_round_add"), said).status_code == 302
    assert Round.objects.get(title="Herbstrunde").closes_on == date(2026, 10, 15)


def send(office: Client, record: Any, **changed: Any) -> Any:
    """What the browser sends for a record whose page it has open, with some values changed."""
    page = office.get(reverse(f"admin:grants_{record._meta.model_name}_change", args=[record.pk]))
    form = page.context["adminform"].form
    said = {name: form[name].value() for name in form.fields}
    shown = {
        name: value for name, value in (said | changed).items() if value is not None and value is not False
    }
    for inline in page.context["inline_admin_formsets"]:
        shown |= {f"{inline.formset.prefix}-{name}": 0 for name in ("TOTAL_FORMS", "INITIAL_FORMS")}
    return office.post(page.request["PATH_INFO"], shown)


def test_round_keeps_its_pot_from_the_first_application_on(office):
    world = World()
    other = fill_pot(2027, Decimal(1000))
    assert send(office, world.round, pot=other.pk).status_code == 302
    world.round.refresh_from_db()
    assert world.round.pot == other
    Round.objects.update(pot=world.pot)
    drive(world, Stage.CONSULTATION)
    changed = {"pot": other.pk, "programme": "wir20-grossprojekt", "measure": "", "title": "Neuer Titel"}
    assert send(office, world.round, **changed).status_code == 302
    world.round.refresh_from_db()
    assert (world.round.pot, world.round.programme) == (world.pot, "wir20-kleinprojekt")
    assert world.round.title == "Neuer Titel"


def test_body_keeps_the_key_by_which_programmes_know_it(office):
    world = World()
    body = world.ground.body
    before = body.key
    answer = send(office, body, key="anders", name="Neuer Name")
    assert answer.status_code == 302, answer.context["errors"]
    body.refresh_from_db()
    assert (body.key, body.name) == (before, "Neuer Name")


def office_data(**changed: str) -> dict[str, str]:
    row = OfficeData.objects.get()
    kept = {field.name: getattr(row, field.name) for field in OfficeData._meta.fields if field.name != "id"}
    return kept | {"valid_from": "02.01.2027", "confirmed": ""} | changed


def add_office_data(office: Client, **changed: str):
    World()
    return office.post(reverse("admin:grants_officedata_add"), office_data(**changed))


def test_account_of_the_cash_office_is_kept_by_date(office):
    typed_iban, typed_bic = "de89 3704 0044 0532 0130 00", "cobade ff xxx"
    assert add_office_data(office, iban=typed_iban, bic=typed_bic).status_code == 302
    row = OfficeData.objects.latest("valid_from")
    assert (row.iban, row.bic) == ("DE89370400440532013000", "COBADEFFXXX")


@pytest.mark.parametrize(
    ("field", "typed"),
    sampled(
        [
            ("iban", "DE88370400440532013000"),
            ("iban", "DE8937040044053201300"),
            ("iban", ""),
            ("bic", "COBA1EFF"),
            ("bic", "COBADEF"),
            ("bic", ""),
            ("cash_office", ""),
            ("bank", ""),
        ],
        2,
    ),
)
def test_account_that_cannot_be_is_refused_at_its_field(office, field, typed):
    answer = add_office_data(office, **{field: typed})
    assert set(answer.context["adminform"].errors) == {field}
    assert OfficeData.objects.count() == 1


def test_account_that_the_demonstration_ships_is_well_formed_and_nobodys():
    World()
    row = OfficeData.objects.get()
    assert read_iban(row.iban) == row.iban
    assert read_bic(row.bic) == row.bic
    assert set(row.iban[4:]) == {"0"}
    assert not row.confirmed


def test_no_name_in_the_administration_holds_unseen_signs(rf, office):
    request = rf.get("/")
    request.user = User.objects.get(email="admin@beispiel.example")
    fields = {}
    for model in OURS:
        kept = admin.site._registry[model]
        forms_of = [kept.get_form(request)]
        forms_of += [rows.get_formset(request).form for rows in kept.get_inline_instances(request)]
        fields |= {f"{f.__name__}.{name}": field for f in forms_of for name, field in f.base_fields.items()}
    texts = {name: field for name, field in fields.items() if isinstance(field, CharField)}
    assert {
        "UserForm.name",
        "RoundForm.title",
        "PotForm.title",
        "BodyForm.name",
        "OfficeDataForm.court",
    } <= set(texts)
    taken = []
    for name, field in texts.items():
        try:
            taken += [name] * bool(field.clean("Anna\u202emuster"))
        except ValidationError:
            continue
    assert taken == []


SAME_IN_BOTH = {"name", "text", "iban", "bic", "bank", "organisation", "post"}


def test_heads_of_the_administration_are_german(rf, office):
    request = rf.get("/")
    request.user = User.objects.get(email="admin@beispiel.example")
    wrong = []
    for model, kept in admin.site._registry.items():
        if model._meta.app_label not in ("grants", "notifications"):
            continue
        shown = {*kept.get_list_display(request), *kept.get_readonly_fields(request)}
        labels = {name: str(label_for_field(name, model, kept)) for name in shown if not hasattr(kept, name)}
        models = [model, *(rows.model for rows in kept.get_inline_instances(request))]
        for one in models:
            labels |= {
                f"{one.__name__}.{f.name}": str(f.verbose_name)
                for f in one._meta.fields
                if f.editable and f.name != "id" and one is not SecondFactor  # which shows no field itself
            }
            labels[one.__name__] = str(one._meta.verbose_name)
        wrong += [
            name
            for name, label in labels.items()
            if label.casefold() == name.rpartition(".")[2].replace("_", " ").casefold() not in SAME_IN_BOTH
        ]
    assert wrong == []


def test_pot_is_entered_in_euro_and_corrected_until_its_first_booking(office):
    add = reverse("admin:grants_pot_add")
    said = {
        "title": "Neuer Topf",
        "programme": "wir20-kleinprojekt",
        "budget_year": "2031",
        "total": "250.000,50",
    }
    assert office.post(add, said).status_code == 302
    pot = Pot.objects.get(title="Neuer Topf")
    assert pot.total_cents == 25_000_050
    change = reverse("admin:grants_pot_change", args=[pot.pk])
    assert 'value="250.000,50"' in office.get(change).content.decode()
    assert office.post(change, said | {"total": "-1"}).status_code == 200
    assert office.post(change, said | {"total": "260.000"}).status_code == 302
    assert Pot.objects.get(pk=pot.pk).total_cents == 26_000_000
    assert "260.000,00" in office.get(reverse("admin:grants_pot_changelist")).content.decode()


@pytest.mark.rest
def test_pot_with_a_booking_is_read_only(office):
    story = drive(World(), Stage.ENDORSED)
    pot = story.case.round.pot
    change = reverse("admin:grants_pot_change", args=[pot.pk])
    assert 'name="total"' not in office.get(change).content.decode()
    office.post(change, {"title": "Anders", "total": "1"})
    assert Pot.objects.get(pk=pot.pk).total_cents == pot.total_cents
    assert Pot.objects.get(pk=pot.pk).title == pot.title

"""Rights: each one given or taken is logged, two people say who leads and administers, new staff gets one mail."""

import re
from datetime import date, timedelta
from io import StringIO

import pytest
from allauth.account.models import EmailAddress
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from demo.stories.ground import find_user
from grants.actions import export
from grants.actions.memberships import found_organisation
from grants.actions.rights import CHAIN, Asking, answer, ask, check_rights
from grants.models import Dossier, Function, Membership, RightAsked, Seat, Transition, User
from tests.accounts import sent
from tests.factories import World
from tests.grants.ground import browser
from tests.grants.test_account_words import DU
from tests.grants.test_sign_ins import WORD, sign_in
from workflows.errors import NotYet
from workflows.roles import Role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("account_mails")]
TODAY = date(2026, 1, 1)


@pytest.fixture
def admin() -> User:
    return User.objects.create_superuser("admin@beispiel.example", WORD, name="Fachadministration")


@pytest.fixture
def office(admin) -> Client:
    return browser(admin)


def entries() -> list[Transition]:
    return list(Transition.objects.filter(dossier__name=CHAIN).order_by("sequence"))


def verified() -> str:
    said = StringIO()
    try:
        call_command("verify_log", stdout=said)
    except CommandError as found:
        return said.getvalue() + str(found)
    return said.getvalue()


def send(office: Client, address: str, functions: list[dict[str, str]] = (), **said: str):
    """A person's page in the administration as the browser sends it, with new functions below."""
    rows = {f"{kind}-INITIAL_FORMS": "0" for kind in ("functions", "memberships")}
    rows |= {"memberships-TOTAL_FORMS": "0", "functions-TOTAL_FORMS": str(len(functions))}
    for number, row in enumerate(functions):
        rows |= {f"functions-{number}-{name}": value for name, value in row.items()}
    return office.post(address, {"is_active": "on", **said, **rows})


def add(office: Client, email: str = "neu@beispiel.example", *functions: dict[str, str], **said: str) -> User:
    answer_ = send(
        office, reverse("admin:grants_user_add"), list(functions), email=email, name="Neue Person", **said
    )
    assert answer_.status_code == 302, answer_.context["errors"]
    return User.objects.get(email=email)


def page_of(person: User) -> str:
    return reverse("admin:grants_user_change", args=[person.pk])


def function(role: str) -> dict[str, str]:
    return {"role": role, "programme": "", "valid_from": "01.01.2026"}


# The log


def test_function_given_in_the_administration_is_an_entry_that_the_log_proves(office, admin):
    World()
    person = add(office, "neu@beispiel.example", function("advisor"))
    stock, given = entries()
    assert (stock.move, given.move, given.user) == ("take_stock", "change_rights", admin)
    assert f"{person.pk} advisor" in given.facts
    assert "Alles stimmt" in verified()


def test_right_that_came_round_the_log_is_found_and_named(office):
    world = World()
    person = add(office, "neu@beispiel.example", function("advisor"))
    Function.objects.create(user=person, role="treasury", valid_from=TODAY)
    assert "Dieses Recht hat niemand im Protokoll gegeben: function" in verified()
    Function.objects.filter(role="treasury", user=person).delete()
    assert "Alles stimmt" in verified()
    Seat.objects.filter(pk=world.ground.body.seats.first().pk).update(chair=True, label="x")
    User.objects.filter(pk=person.pk).update(is_superuser=True)
    assert "administrator" in verified()
    person.functions.all().delete()
    assert "Dieses Recht fehlt, das Protokoll kennt es: function" in verified()


def test_entry_that_is_changed_or_gone_is_found(office):
    World()
    add(office, "neu@beispiel.example", function("advisor"))
    entry = entries()[-1]
    Transition.objects.filter(pk=entry.pk).update(facts=entry.facts.replace("advisor", "auditor"))
    assert "Die Fakten wurden verändert" in verified()
    Transition.objects.filter(pk=entry.pk).delete()
    assert "Der Eintrag fehlt" in verified()


def test_log_of_the_rights_is_sealed_and_exported_as_all_others(office):
    World()
    add(office, "neu@beispiel.example", function("advisor"))
    dossier = Dossier.objects.get(name=CHAIN)
    assert f'"dossier": {dossier.pk}, "length": 2' in "\n".join(export.lines())
    assert all(entry.posted_at for entry in entries())


def test_seats_and_memberships_are_entries_too(office):
    world = World()
    person = find_user("vera", "Vera Beispiel")
    organisation = found_organisation("Neuer Verein e. V.", by=person)
    assert "membership" in entries()[-1].facts
    member = Membership.objects.get(organisation=organisation)
    rows = {"memberships-TOTAL_FORMS": 1, "memberships-INITIAL_FORMS": 1, "memberships-0-id": member.pk}
    rows |= {"memberships-0-user": person.pk, "memberships-0-organisation": organisation.pk}
    rows |= {"memberships-0-DELETE": "on"}
    office.post(reverse("admin:grants_organisation_change", args=[organisation.pk]), rows)
    assert not Membership.objects.filter(pk=member.pk).exists()
    assert '"taken":["membership' in entries()[-1].facts
    body = world.ground.body
    page = office.get(reverse("admin:grants_body_change", args=[body.pk]))
    said = {
        name: page.context["adminform"].form[name].value() or ""
        for name in page.context["adminform"].form.fields
    }
    said |= {"seats-TOTAL_FORMS": 1, "seats-INITIAL_FORMS": 0, "seats-0-user": person.pk}
    said |= {"seats-0-label": "Verein", "seats-0-valid_from": "01.01.2026", "seats-0-body": body.pk}
    assert office.post(reverse("admin:grants_body_change", args=[body.pk]), said).status_code == 302
    assert '"given":["seat' in entries()[-1].facts
    assert "Alles stimmt" in verified()


def test_administrator_from_the_command_line_is_an_entry():
    World()
    said = {"email": "erste@beispiel.example", "name": "Erste Person"}
    call_command("createsuperuser", interactive=False, verbosity=0, **said)
    assert "administrator" in entries()[-1].facts
    assert "Alles stimmt" in verified()


# Two people


def test_lead_is_confirmed_by_a_second_person(office, admin):
    world = World()
    person = add(office, "neu@beispiel.example", function("lead"))
    assert not person.functions.exists()
    (asked,) = RightAsked.objects.all()
    leader = browser(world.ground.staff["leitung"])
    assert "Ein Recht wartet" in leader.get("/").content.decode()
    page = leader.get(reverse("grants:rights")).content.decode()
    assert "Leitung ab 01.01.2026" in page
    assert "beantragt von Fachadministration" in page
    said = {"right": asked.pk, "answer": "confirm"}
    assert office.post(reverse("grants:rights"), said).status_code == 302
    assert not person.functions.exists(), "who asks does not confirm"
    leader.post(reverse("grants:rights"), said)
    assert person.functions.get().role == "lead"
    assert f'"confirmed_by":{world.ground.staff["leitung"].pk}' in entries()[-1].facts
    assert "Ein Recht wartet" not in leader.get("/").content.decode()
    assert "Alles stimmt" in verified()


def test_refused_right_changes_nothing_and_is_answered_once(admin):
    world = World()
    lead, person = world.ground.staff["leitung"], find_user("vera", "Vera Beispiel")
    asked = ask(Asking(person, Role.LEAD, valid_from=TODAY), by=admin)
    answer(asked, by=lead, granted=False)
    assert not person.functions.exists()
    with pytest.raises(NotYet):
        answer(asked, by=lead, granted=True)
    assert not person.functions.exists()


def test_nobody_confirms_what_they_asked_for_or_what_is_about_them(admin):
    world = World()
    lead = world.ground.staff["leitung"]
    User.objects.create_superuser("zweite@beispiel.example", WORD, name="Zweite Person")
    asked = ask(Asking(lead, Role.ADMIN), by=admin)
    for nobody in (admin, lead, world.ground.staff["kasse"], find_user("vera", "Vera Beispiel")):
        with pytest.raises(NotYet):
            answer(asked, by=nobody, granted=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        RightAsked.objects.update(answered_by=admin, answered_at=timezone.now(), granted=True)


def test_administration_is_given_and_taken_by_two(office, admin):
    world = World()
    lead = world.ground.staff["leitung"]
    person = add(office, "zweite@beispiel.example", is_staff="on")
    assert (person.is_staff, person.is_superuser) == (False, False)
    answer(RightAsked.objects.get(), by=lead, granted=True)
    person.refresh_from_db()
    assert (person.is_staff, person.is_superuser) == (True, True)
    send(office, page_of(person), email=person.email, name=person.name)
    person.refresh_from_db()
    assert person.is_superuser
    answer(RightAsked.objects.get(answered_at=None), by=lead, granted=True)
    person.refresh_from_db()
    assert not person.is_superuser
    assert "Alles stimmt" in verified()


def test_first_lead_of_a_new_office_needs_no_second_person_because_there_is_none(office, admin):
    person = add(office, "neu@beispiel.example", function("lead"))
    assert person.functions.get().role == "lead"
    assert not RightAsked.objects.exists()
    assert [line for entry in entries() for line in re.findall("lead", entry.facts)] == ["lead"]


def test_page_of_the_rights_is_there_for_whoever_may_confirm_and_nobody_else(admin):
    world = World()
    for who in ("leitung", "sachbearbeitung", "kasse", "pruefamt"):
        expected = 200 if who == "leitung" else 404
        assert browser(world.ground.staff[who]).get(reverse("grants:rights")).status_code == expected, who
    assert browser(admin).get(reverse("grants:rights")).status_code == 200


@pytest.mark.parametrize(
    "said", [{}, {"right": "x"}, {"right": "999999999999"}, {"right": "1", "answer": "?"}]
)
def test_odd_answers_change_nothing(office, admin, said):
    World()
    asked = ask(Asking(find_user("vera", "Vera Beispiel"), Role.LEAD, valid_from=TODAY), by=admin)
    if said.get("right") == "1":
        said = said | {"right": str(asked.pk)}
    assert office.post(reverse("grants:rights"), said).status_code in (302, 404)
    assert RightAsked.objects.get().answered_at is None


def test_addresses_sessions_and_groups_are_not_changed_row_by_row(office):
    start = office.get("/admin/").content.decode()
    assert "/admin/grants/user/" in start
    assert [name for name in ("emailaddress", "usersession", "auth/group") if name in start] == []


# One mail for new staff


def test_link_of_the_invitation_sets_the_password_confirms_the_address_and_leads_to_the_second_factor(
    office, settings
):
    settings.SECOND_FACTOR = True
    World()
    settings.SECOND_FACTOR = False
    person = add(office, "neu@beispiel.example", function("advisor"))
    settings.SECOND_FACTOR = True
    (message,) = sent()
    assert (message.subject, message.to) == ("Ihr Konto bei Mittelweg", [person.email])
    last = timezone.localtime() + timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT)
    assert f"bis {last:%d.%m.%Y}" in message.body
    assert not DU.search(message.body)
    client = Client()
    link = re.search(r"https?://[^/]+(/\S+)", message.body).group(1)
    form = client.get(link, follow=True)
    done = client.post(form.request["PATH_INFO"], {"password1": WORD, "password2": WORD}, follow=True)
    assert "Erst der zweite Faktor" in done.content.decode()
    assert EmailAddress.objects.get(user=person).verified
    assert "bestätigen" not in " ".join(message.subject for message in sent())
    assert client.get(link, follow=True).context["token_fail"]


def test_invitation_is_sent_again(office):
    person = add(office)
    said = {"action": "invite_again", "_selected_action": [person.pk]}
    office.post(reverse("admin:grants_user_changelist"), said)
    assert [message.to for message in sent()] == [[person.email]] * 2


# Another address


def test_other_address_holds_at_once_for_sign_in_reset_and_confirmation(office):
    old, new = "alt@beispiel.example", "neu.adresse@beispiel.example"
    person = add(office, old)
    person.set_password(WORD)
    person.date_joined = timezone.now() - timedelta(days=9)
    person.save()
    EmailAddress.objects.filter(user=person).update(verified=True)
    at_work = Client()
    sign_in(at_work, person)
    Client().post(reverse("account_reset_password"), {"email": old})
    stale = re.search(r"https?://[^/]+(/konto\S+)", sent()[-1].body).group(1)
    sent().clear()
    assert send(office, page_of(person), email=new, name=person.name).status_code == 302
    assert {tuple(message.to) for message in sent()} == {(old,), (new,)}
    assert all(old in message.body and new in message.body for message in sent())
    assert at_work.get(reverse("grants:profile")).status_code == 302
    assert Client().get(stale, follow=True).context["token_fail"]
    sent().clear()
    Client().post(reverse("account_reset_password"), {"email": old})
    assert "kein Konto" in sent()[-1].subject
    Client().post(reverse("account_reset_password"), {"email": new})
    assert (sent()[-1].subject, sent()[-1].to) == ("Ein neues Passwort festlegen", [new])
    sent().clear()
    for email in (old, new):
        sign_in(Client(), User(email=email))
    assert [(message.subject, message.to) for message in sent()] == [
        ("Bitte bestätigen Sie Ihre E-Mail-Adresse", [new])
    ]


def test_address_that_somebody_else_has_confirmed_is_refused(office):
    other = find_user("vera", "Vera Beispiel")
    EmailAddress.objects.create(user=other, email="zweite@beispiel.example", verified=True)
    person = add(office)
    answer_ = send(office, page_of(person), email="Zweite@beispiel.example", name=person.name)
    assert "Mit dieser E-Mail-Adresse gibt es schon ein Konto." in answer_.content.decode()
    person.refresh_from_db()
    assert person.email == "neu@beispiel.example"


def test_no_right_of_the_tables_is_missing_in_the_log_after_a_story():
    world = World()
    found_organisation("Neuer Verein e. V.", by=find_user("vera", "Vera Beispiel"))
    assert world
    assert list(check_rights()) == []

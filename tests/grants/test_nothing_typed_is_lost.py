"""What was typed comes back when it could not be taken: a busy database, an ended session, a refused token."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.db import OperationalError, connection
from django.middleware.csrf import get_token
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from demo.stories.ground import find_user
from grants.forms.plan import MOST_ROWS
from grants.middleware import Refusals
from grants.models import User
from tests.forms_in import forms_in

pytestmark = pytest.mark.django_db
PASSWORD = "Ein-langes-Passwort-7"
RECEIPT_FIELDS = ("paid_on", "payee", "reason", "amount", "line")


def receipts(count=MOST_ROWS):
    """What the browser sends for a long list of receipts, and declarations after it."""
    said = {"key": "k", "receipts-TOTAL_FORMS": str(count), "receipts-INITIAL_FORMS": "0"}
    said |= {f"receipts-{i}-{name}": f"{name} {i}" for i in range(count) for name in RECEIPT_FIELDS}
    return {name: [value] for name, value in said.items()} | {"declarations": ["eins", "zwei"]}


def busy(data, path="/faelle/x/nachweis/"):
    request = RequestFactory().post(path, data)
    request.user, request.csrf_processing_done = User(name="Vera"), True
    return Refusals(lambda r: None).process_exception(request, OperationalError("database is locked"))


def sent_again(answer, address):
    """The one form of a page that sends what was typed, without its token; None if there is none."""
    found = [form for form in forms_in(answer.content.decode(), address) if form.action == address]
    assert len(found) <= 1
    return {n: v for n, v in found[0].values.items() if n != "csrfmiddlewaretoken"} if found else None


# A busy database


def test_busy_page_carries_every_field_of_a_long_list():
    typed = receipts()
    assert len(typed) > 300
    assert sent_again(busy(typed), "/faelle/x/nachweis/") == typed


@pytest.mark.parametrize("secret", ["password", "password1", "oldpassword", "code", "credential"])
def test_busy_page_never_carries_a_secret_and_offers_no_form_without_it(secret):
    answer = busy({"login": "vera@beispiel.example", secret: PASSWORD}, "/x/")
    assert PASSWORD not in answer.content.decode()
    assert sent_again(answer, "/x/") is None
    assert 'href="/x/"' in answer.content.decode()


def test_busy_page_carries_a_postcode():
    assert sent_again(busy({"postcode": "30159"}), "/faelle/x/nachweis/") == {"postcode": ["30159"]}


# A session that ended


def test_form_sent_without_a_session_is_kept_for_sending_it_after_signing_in():
    address = reverse("grants:new_case") + "?runde=7"
    answer = Client().post(address, {"title": 'Nicht "verlieren"', "text": "<b>\nzwei Zeilen", "key": "k"})
    assert answer.status_code == 403
    kept = {"title": ['Nicht "verlieren"'], "text": ["<b>\nzwei Zeilen"], "key": ["k"]}
    assert sent_again(answer, address) == kept
    page = answer.content.decode()
    assert "Sie sind nicht mehr angemeldet" in page
    assert reverse("account_login") in page
    assert "no-store" in answer["Cache-Control"]


def test_form_sent_again_after_signing_in_arrives():
    person, client = find_user("vera", "Vera Beispiel"), Client(enforce_csrf_checks=True)
    request = RequestFactory().get("/")
    token = get_token(request)
    client.cookies["csrftoken"] = request.META["CSRF_COOKIE"]
    address = reverse("grants:profile")
    answer = client.post(address, {"name": "Vera Neu", "csrfmiddlewaretoken": token})
    assert answer.status_code == 403
    client.force_login(person)
    fresh = client.get(reverse("grants:signed_in"), HTTP_ACCEPT="application/json").json()
    assert fresh["signed_in"] is True
    kept = sent_again(answer, address)
    assert client.post(address, kept | {"csrfmiddlewaretoken": fresh["token"]}).status_code == 302
    person.refresh_from_db()
    assert person.name == "Vera Neu"


def test_button_without_a_session_leads_to_the_login():
    answer = Client().post(reverse("grants:new_case"), {"key": "k", "csrfmiddlewaretoken": "t"})
    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("account_login"))


def test_password_without_a_session_is_never_shown():
    data = {"oldpassword": PASSWORD, "password1": PASSWORD, "password2": PASSWORD}
    answer = Client().post(reverse("account_change_password"), data)
    assert PASSWORD not in answer.content.decode()
    assert answer.status_code == 302


def test_a_file_sent_without_a_session_is_asked_for_again(tmp_path):
    (tmp_path / "satzung.pdf").write_bytes(b"%PDF-1.4")
    with (tmp_path / "satzung.pdf").open("rb") as file:
        answer = Client().post(reverse("grants:new_case"), {"kind": "Satzung des Vereins", "file": file})
    assert sent_again(answer, reverse("grants:new_case")) is None
    page = answer.content.decode()
    assert "Satzung des Vereins" in page
    assert "Dateien können wir nicht behalten" in page


def test_page_says_whether_somebody_is_signed_in():
    client = Client()
    assert "Sie sind nicht angemeldet" in client.get(reverse("grants:signed_in")).content.decode()
    said = client.get(reverse("grants:signed_in"), HTTP_ACCEPT="application/json").json()
    assert said["signed_in"] is False
    client.force_login(find_user("vera", "Vera Beispiel"))
    answer = client.get(reverse("grants:signed_in"))
    assert "Sie sind angemeldet" in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]


# A refused token


def test_refused_token_gives_the_text_back_and_no_way_to_send_it_with_one_press():
    person, client = find_user("vera", "Vera Beispiel"), Client(enforce_csrf_checks=True)
    client.force_login(person)
    address = reverse("grants:profile")
    long = "Ein langer Text über das Vorhaben, den niemand zweimal tippt.\nMit einer zweiten Zeile."
    data = {"name": "Vera <Neu>", "report": long, "password": PASSWORD, "x-TOTAL_FORMS": "31"}
    answer = client.post(address, data | {"csrfmiddlewaretoken": "falsch"})
    assert answer.status_code == 403
    page = answer.content.decode()
    assert "Vera &lt;Neu&gt;" in page
    assert long in page
    assert PASSWORD not in page
    assert "31" not in page.partition("<main")[2].partition("</main")[0]
    assert forms_in(page, address) == []
    person.refresh_from_db()
    assert person.name == "Vera Beispiel"


def test_refused_token_of_somebody_signed_out_leads_to_the_login():
    answer = Client(enforce_csrf_checks=True).post(reverse("grants:profile"), {"name": "Vera"})
    assert answer.status_code == 403
    assert reverse("account_login") in answer.content.decode().partition("<main")[2]


# How long a session lasts


@pytest.fixture
def signed_in():
    client = Client()
    client.force_login(find_user("vera", "Vera Beispiel"))
    return client


def aged(client, hours):
    """The session's end, put so that it began or was last used ``hours`` ago."""
    row = Session.objects.get(session_key=client.session.session_key)
    row.expire_date = timezone.now() + timedelta(hours=12 - hours)
    row.save()
    return row


def test_session_lasts_as_long_as_somebody_works(signed_in):
    row = aged(signed_in, hours=11)
    assert signed_in.get(reverse("grants:profile")).status_code == 200
    row.refresh_from_db()
    assert row.expire_date > timezone.now() + timedelta(hours=11, minutes=59)


def test_session_is_not_written_with_every_page(signed_in):
    row = aged(signed_in, hours=0.9)
    ends = row.expire_date
    with CaptureQueriesContext(connection) as seen:
        signed_in.get(reverse("grants:profile"))
    row.refresh_from_db()
    assert row.expire_date == ends
    assert not [q for q in seen.captured_queries if q["sql"].startswith("UPDATE")]


def test_session_that_nobody_used_for_a_working_day_has_ended(signed_in):
    ends = Session.objects.get(session_key=signed_in.session.session_key).expire_date
    assert timedelta(hours=11) < ends - timezone.now() <= timedelta(hours=12)
    aged(signed_in, hours=12.1)
    assert signed_in.get(reverse("grants:profile")).status_code == 302


def test_messages_wait_in_the_session_and_set_no_cookie(signed_in):
    signed_in.post(reverse("grants:profile"), {"name": "Vera Neu"})
    assert set(signed_in.cookies) <= {"sessionid", "csrftoken"}
    assert "gespeichert" in signed_in.get(reverse("grants:profile")).content.decode()


def test_anonymous_reader_gets_no_session():
    client = Client()
    client.get("/")
    assert "sessionid" not in client.cookies

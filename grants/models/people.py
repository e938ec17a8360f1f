"""People with an account, and the functions they hold in the administration."""

import uuid
from datetime import date
from typing import Any, ClassVar

from allauth.mfa.models import Authenticator
from django.contrib.auth.base_user import BaseUserManager
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.crypto import salted_hmac

from workflows.roles import FUNCTIONS, TWO_GIVE


class UserManager(BaseUserManager["User"]):
    """Creates and finds people by their e-mail address, which is kept in small letters: the login looks for those."""

    def get_by_natural_key(self, username: str | None) -> "User":
        return super().get_by_natural_key(username and username.lower())

    def create_user(self, email: str, password: str | None = None, **fields) -> "User":
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields) -> "User":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


class User(AbstractUser):
    """A person. Signs in by e-mail; ``name`` is what letters and pages show."""

    username = None  # type: ignore[assignment]
    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    is_staff = models.BooleanField("verwaltet die Stammdaten", default=False)
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField("E-Mail-Adresse", unique=True)
    name = models.CharField("Name", max_length=150)
    phone = models.CharField("Telefon", max_length=40, blank=True)
    remembered: dict[date, Any] | None = None
    """Day → what the person holds on it (:func:`grants.held.held_by`), while a request lasts; None outside of one."""

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]
    objects = UserManager()  # type: ignore[assignment,misc]

    class Meta:
        verbose_name = "Person"
        verbose_name_plural = "Personen"
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="one_account_per_address",
                violation_error_message="Mit dieser E-Mail-Adresse gibt es schon ein Konto.",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Small letters in the address, also from the administration."""
        super().clean()
        self.email = self.email.lower()

    def _get_session_auth_hash(self, secret: Any = None) -> str:
        """Sessions end with the password and with the address that they began with."""
        kept = f"{super()._get_session_auth_hash(secret)}\n{self.email}"  # type: ignore[misc]  # the stubs lack it
        return salted_hmac("grants.session", kept, secret=secret, algorithm="sha256").hexdigest()

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name


class Function(models.Model):
    """A function (role) that a person holds in the administration, for one programme or for all, for a time."""

    user = models.ForeignKey(User, models.PROTECT, related_name="functions", verbose_name="Person")
    role = models.CharField("Funktion", max_length=20, choices=[(r.value, r.label) for r in FUNCTIONS])
    programme = models.CharField("Programm", max_length=40, blank=True, help_text="Leer: alle Programme")
    valid_from = models.DateField("gültig ab")
    valid_to = models.DateField("gültig bis", null=True, blank=True)

    class Meta:
        verbose_name = "Funktion"
        verbose_name_plural = "Funktionen"
        constraints = [
            models.UniqueConstraint(
                fields=["user", "role", "programme", "valid_from"], name="function_once_per_person"
            ),
            models.CheckConstraint(
                name="function_ends_after_it_begins",
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()}"


class RightAsked(models.Model):
    """A right that somebody wants to give or take and a second person has to confirm: to lead, or to administer."""

    person = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="Person")
    role = models.CharField("Recht", max_length=20, choices=[(r.value, r.label) for r in TWO_GIVE])
    programme = models.CharField("Programm", max_length=40, blank=True)
    valid_from = models.DateField("gültig ab", null=True)
    """None: not a function, but the administration itself (``/admin/``)."""
    valid_to = models.DateField("gültig bis", null=True)
    function = models.ForeignKey(Function, models.PROTECT, null=True, related_name="+")
    """The row that would change; None: a new one."""
    given = models.BooleanField("geben", default=True)
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="beantragt von")
    asked_at = models.DateTimeField("beantragt am")
    answered_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name="entschieden von"
    )
    answered_at = models.DateTimeField("entschieden am", null=True)
    granted = models.BooleanField("bestätigt", null=True)

    class Meta:
        verbose_name = "Recht zu zweit"
        verbose_name_plural = "Rechte zu zweit"
        constraints = [
            models.CheckConstraint(
                name="right_takes_two",
                condition=Q(answered_by=None) | ~Q(answered_by=F("asked_by")) & ~Q(answered_by=F("person")),
            ),
            models.CheckConstraint(
                name="right_is_answered_wholly",
                condition=Q(answered_by=None, answered_at=None, granted=None)
                | Q(answered_by__isnull=False, answered_at__isnull=False, granted__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.wording} für {self.person}"

    @property
    def wording(self) -> str:
        """The right in words."""
        if self.valid_from is None:
            return "Verwaltung der Stammdaten" if self.given else "Keine Verwaltung der Stammdaten mehr"
        till = f" bis {self.valid_to:%d.%m.%Y}" if self.valid_to else ""
        fund = f" ({self.programme})" if self.programme else ""
        return f"{self.get_role_display()}{fund} ab {self.valid_from:%d.%m.%Y}{till}"


def valid_on(day: date) -> Q:
    """Rows with ``valid_from`` and ``valid_to`` that hold on a day."""
    return Q(valid_from__lte=day) & (Q(valid_to__isnull=True) | Q(valid_to__gte=day))


class SecondFactor(Authenticator):
    """What somebody signs in with beside the password."""

    KINDS: ClassVar = {
        "totp": "App mit Einmal-Codes",
        "webauthn": "Sicherheitsschlüssel",
        "recovery_codes": "Ersatz-Codes",
    }

    class Meta:
        proxy = True
        verbose_name = "Zweiter Faktor"
        verbose_name_plural = "Zweite Faktoren"

    def __str__(self) -> str:
        return f"{self.KINDS[self.type]} von {self.user}"

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

from workflows.roles import FUNCTIONS


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

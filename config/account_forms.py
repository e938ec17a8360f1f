"""The forms of allauth that ask for more than it does: a name, and a new password twice with our words."""

from typing import Any

from allauth.account import forms
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest
from django.utils import timezone

from grants.forms.people import NameField
from grants.models import User
from grants.wording import short_day

TWICE = "Bitte geben Sie zweimal dasselbe Passwort ein."


class _Twice:
    """Whatever is wrong with the second password: it is not the first one."""

    def add_error(self, field: str | None, error: Any) -> None:
        super().add_error(field, TWICE if field == "password2" else error)  # type: ignore[misc]


class SignupForm(_Twice, forms.SignupForm):
    """Nobody gets an account without a name: pages, letters and the log name people by it."""

    name = NameField()
    field_order = ("name", "email", "password1", "password2")

    def try_save(self, request: HttpRequest) -> Any:
        """An address that has an account takes as long as a new one: its password is worked on as well."""
        if self.account_already_exists:
            make_password(self.cleaned_data["password1"])
        return super().try_save(request)

    def custom_signup(self, request: HttpRequest, user: User) -> None:
        """Keep the name with the new account."""
        super().custom_signup(request, user)
        user.name = self.cleaned_data["name"]
        user.save(update_fields=["name"])


class SetPasswordForm(_Twice, forms.SetPasswordForm):
    pass


class ChangePasswordForm(_Twice, forms.ChangePasswordForm):
    pass


class ResetPasswordKeyForm(_Twice, forms.ResetPasswordKeyForm):
    pass


class ActivateAppForm(ActivateTOTPForm):
    """The code that the app shows at first."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = "Code aus der App"


NAME_OF_A_PASSKEY = "Name des Passkeys"


class AddPasskeyForm(AddWebAuthnForm):
    """Says in our words what a passkey is asked for."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"name": f"Passkey vom {short_day(timezone.localdate())}"} | (
            kwargs.get("initial") or {}
        )
        super().__init__(*args, **kwargs)
        name, alone = self.fields["name"], self.fields["passwordless"]
        name.label, name.help_text = (
            NAME_OF_A_PASSKEY,
            "Daran erkennen Sie ihn später, zum Beispiel: Diensttelefon.",
        )
        alone.label = "Auch ohne Passwort anmelden"
        alone.help_text = (
            "Dann genügt dieser Passkey. Er fragt dafür nach Ihrer PIN, Ihrem Finger oder Ihrem Gesicht."
        )


class EditPasskeyForm(EditWebAuthnForm):
    """Another name for a passkey."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = NAME_OF_A_PASSKEY

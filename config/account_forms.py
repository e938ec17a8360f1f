"""The forms of allauth that ask for more than it does: a name, and a new password twice with our words."""

from typing import Any

from allauth.account import forms
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest

from grants.forms.people import NameField
from grants.models import User

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

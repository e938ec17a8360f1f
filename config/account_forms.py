"""The forms of allauth in which one types a new password twice, with our words for two that differ."""

from typing import Any

from allauth.account import forms

TWICE = "Bitte geben Sie zweimal dasselbe Passwort ein."


class _Twice:
    """Whatever is wrong with the second password: it is not the first one."""

    def add_error(self, field: str | None, error: Any) -> None:
        super().add_error(field, TWICE if field == "password2" else error)  # type: ignore[misc]


class SignupForm(_Twice, forms.SignupForm):
    pass


class SetPasswordForm(_Twice, forms.SetPasswordForm):
    pass


class ChangePasswordForm(_Twice, forms.ChangePasswordForm):
    pass


class ResetPasswordKeyForm(_Twice, forms.ResetPasswordKeyForm):
    pass

"""The page about one's own sign-ins: the package ends all others at once, here also one."""

from typing import Any

from allauth.usersessions.forms import ManageUserSessionsForm
from allauth.usersessions.internal import flows
from allauth.usersessions.models import UserSession
from allauth.usersessions.views import ListUserSessionsView
from django import forms
from django.http import HttpRequest


class EndForm(ManageUserSessionsForm):
    """One sign-in of one's own, or none: then all others."""

    session = forms.ModelChoiceField(UserSession.objects.none(), required=False)

    def __init__(self, *args: Any, **options: Any):
        super().__init__(*args, **options)
        self.fields["session"].queryset = UserSession.objects.filter(user=self.request.user)

    def save(self, request: HttpRequest) -> None:
        """End what was chosen."""
        if session := self.cleaned_data["session"]:
            flows.sessions.end_sessions(request, [session])
        else:
            super().save(request)


class Devices(ListUserSessionsView):
    """Where one is signed in, this browser first."""

    form_class = EndForm

    def get_context_data(self, **said: Any) -> dict[str, Any]:
        """The package's, in our order."""
        context = super().get_context_data(**said)
        context["sessions"] = sorted(context["sessions"], key=lambda session: not session.is_current())
        return context

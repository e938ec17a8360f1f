"""The form of another bank account."""

from grants.forms.fields import IbanField, TextField
from grants.forms.kept import KeptForm


class AccountForm(KeptForm):
    """IBAN and holder of the new account."""

    iban = IbanField(label="Neue IBAN", help_text="Mit Ländercode, zum Beispiel DE89 3704 0044 0532 0130 00.")
    account_holder = TextField(
        label="Kontoinhaber*in",
        max_length=140,
        help_text="Das Konto gehört der Organisation oder der Person, die den Antrag gestellt hat.",
    )

"""Renders every form in KERN: label, hint, field, error, and a summary of errors that takes focus."""

from django.forms.renderers import DjangoTemplates


class KernRenderer(DjangoTemplates):
    """``FORM_RENDERER``. Only the templates of the form and the field are ours; widgets stay Django's.

    So the admin, which draws its own fields, looks as it always does.
    """

    form_template_name = "grants/forms/form.html"
    field_template_name = "grants/forms/field.html"

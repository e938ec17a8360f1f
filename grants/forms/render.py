"""Renders every form in KERN: label, hint, field, error, and a summary of errors that takes focus."""

from django.forms.renderers import DjangoTemplates


class KernRenderer(DjangoTemplates):
    """``FORM_RENDERER``. Templates of the project are found through the template engine, widgets stay Django's.

    Only the form, field and list-of-errors templates are ours; the admin, which draws its own fields, is left alone.
    """

    form_template_name = "grants/forms/form.html"
    field_template_name = "grants/forms/field.html"

"""How every form is drawn: Django's widgets and our field template, by Jinja2."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import Any, cast

from django import forms
from django.db.models import QuerySet
from django.forms.renderers import BaseRenderer, TemplatesSetting
from django.template import TemplateDoesNotExist
from django.template.backends.jinja2 import Jinja2

DJANGO_WIDGETS = Path(forms.__file__).parent / "jinja2"


class Renderer(BaseRenderer):
    """Widgets that Django ships for Jinja2 are drawn by it, all others (the admin's) by Django's
    own engine. Ours, in `portal/kit/jinja2/`, win over Django's."""

    @cached_property
    def _jinja(self) -> Jinja2:
        return Jinja2(
            {
                "NAME": "forms",
                "DIRS": [Path(__file__).parent.parent / "jinja2", DJANGO_WIDGETS],
                "APP_DIRS": False,
                "OPTIONS": {"environment": "portal.kit.web.jinja.form_environment"},
            }
        )

    @cached_property
    def _django(self) -> TemplatesSetting:
        return TemplatesSetting()

    def get_template(self, template_name: str) -> Any:
        try:
            return self._jinja.get_template(template_name)
        except TemplateDoesNotExist:
            return self._django.get_template(template_name)


def set_choices(form: forms.BaseForm, name: str, choices: Any) -> None:
    """Offer these in the form's field of that name, which has choices."""
    cast("forms.ChoiceField", form.fields[name]).choices = choices


def set_queryset(form: forms.BaseForm, name: str, rows: QuerySet[Any]) -> None:
    """Offer these rows in the form's field of that name, which chooses among a model's."""
    cast("forms.ModelChoiceField[Any]", form.fields[name]).queryset = rows

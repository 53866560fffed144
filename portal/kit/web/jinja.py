"""Jinja2 draws the customers' pages; Django's own engine keeps the admin, allauth's pages and PDFs.

Files end in `.jinja` and stand beside Django's in each room's `templates/`. A region that HTMX
swaps is a block named after the id of its element: `"billing/document_list.jinja#document-list"`
draws the block `document_list` alone. Why two engines: docs/decisions/template-engine.md.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import jinja2
from django.template import TemplateDoesNotExist
from django.template.backends.jinja2 import Jinja2
from django.template.backends.jinja2 import Template as DjangoJinjaTemplate
from django.templatetags.static import static
from django.utils import translation
from django_htmx.jinja import htmx_script
from markupsafe import Markup
from stdnum import iban

from portal.kit.money.format import (
    brief_day_text,
    day_text,
    moment_text,
    money,
    quantity,
    unit_price,
)
from portal.kit.templatetags.ui import isolated, lucide_icon
from portal.kit.web.addresses import address

SUFFIX = ".jinja"


class Region:
    """One block of a template, in the place of the whole page: with the page's title, so that
    the browser's follows, and the messages that came meanwhile."""

    def __init__(self, template: jinja2.Template, block: str) -> None:
        self._template = template
        self._block = block

    def render(self, context: dict[str, Any]) -> str:
        drawn = self._template.new_context(context)
        around = self._template.environment.get_template("frame/region.jinja")
        return around.render(
            context
            | {"title": self._part("title", drawn), "region": self._part(self._block, drawn)}
        )

    def _part(self, block: str, drawn: jinja2.runtime.Context) -> Markup:
        draw = self._template.blocks.get(block)
        # The block has escaped what it drew.
        return Markup("".join(draw(drawn)) if draw else "")  # noqa: S704


class PortalTemplates(Jinja2):
    """Django's Jinja2 backend for names that end in `.jinja`, with regions after a `#`."""

    app_dirname = "templates"

    def get_template(self, template_name: str) -> DjangoJinjaTemplate:
        """Raises TemplateDoesNotExist for any other name, so that Django's engine is asked."""
        name, _, region = template_name.partition("#")
        if not name.endswith(SUFFIX):
            raise TemplateDoesNotExist(template_name, backend=self)
        template: DjangoJinjaTemplate = super().get_template(name)
        if region:
            block = region.replace("-", "_")
            # It is asked to render and nothing else.
            template.template = Region(template.template, block)  # type: ignore[assignment]  # see above
        return template


class Components:
    """The macros of `components/*.jinja`, by the name of their file: `{{ ui.badge(…) }}`.

    They are globals, because a region is drawn without the imports of its page.
    """

    def __init__(self, environment: jinja2.Environment, name: str) -> None:
        self._environment = environment
        self._name = name

    def __getattr__(self, macro: str) -> Any:
        module = self._environment.get_template(f"components/{self._name}{SUFFIX}").module
        found = getattr(module, macro)
        if not self._environment.auto_reload:
            setattr(self, macro, found)
        return found


COMPONENTS = ("ui", "lists", "forms", "charts")


def form_environment(**options: Any) -> jinja2.Environment:
    """The environment of fields and widgets, most of whose templates are Django's own."""
    options |= {"trim_blocks": True, "lstrip_blocks": True, "extensions": ["jinja2.ext.i18n"]}
    env = jinja2.Environment(**options | {"autoescape": True})  # noqa: S701 - it is on
    env.install_gettext_callables(  # type: ignore[attr-defined]  # of the extension i18n
        translation.gettext,
        translation.ngettext,
        newstyle=True,
        pgettext=translation.pgettext,
        npgettext=translation.npgettext,
    )
    return env


def environment(**options: Any) -> jinja2.Environment:
    """The environment of the pages. A name that is not in the context is an error."""
    env = form_environment(**options | {"undefined": jinja2.StrictUndefined})
    env.globals |= {
        "url": address,
        "static": lru_cache(static) if not options.get("auto_reload") else static,
        "icon": lucide_icon,
        "language": translation.get_language,
        "is_rtl": translation.get_language_bidi,
        "htmx_script": htmx_script,
        **{name: Components(env, name) for name in COMPONENTS},
    }
    env.filters |= {
        "money": money,
        "day": day_text,
        "brief_day": brief_day_text,
        "moment": moment_text,
        "quantity": quantity,
        "unit_price": unit_price,
        "iban": iban.format,
        "isolated": isolated,
    }
    return env


def text_environment(**options: Any) -> jinja2.Environment:
    """The environment of plain text: nothing is escaped, for it is no markup."""
    env = environment(**options)
    env.autoescape = False
    return env

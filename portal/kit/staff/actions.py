"""Actions on one object in the staff's pages: a button, a page that asks, one capability."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from functools import partial
from typing import Any

from allauth.account.internal.flows.reauthentication import is_reauthentication_required
from allauth.core.exceptions import ReauthenticationRequired
from django import forms
from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.functional import Promise
from django.utils.http import url_has_allowed_host_and_scheme

from portal.kit.staff.admin import StaffAdmin
from portal.kit.staff.questions import answer_to, is_answered
from portal.kit.web.refusals import Refusal

Initial = dict[str, Any]


@dataclass(frozen=True, slots=True)
class ObjectAction:
    """`run(request, object, answers)` does it and returns the sentence to show afterwards.

    `name` is the last part of the address. The button stands where `offered` says; `run` must
    refuse by itself where it is not, for a page may be old. `form` asks what has to be known.
    `goes_to` names the url to go on to; without it one comes back to the object. `warning` says
    what is to be known about this object before it is done; `questions(object, answers)` are asked
    once the form is filled in, where it looks like a mistake. `run` is in a transaction, unless it
    is `outside_transaction` because it calls another system: then it commits by itself.

    `permission` names the right that it needs, such as `billing.add_payment`, beside the right to
    look at the model; without it, that is the right to change the model. `is_sensitive` asks for
    the password or passkey again.
    """

    name: str
    label: str | Promise
    run: Callable[[HttpRequest, Any, Mapping[str, Any]], str]
    offered: Callable[[Any], bool]
    form: type[forms.Form] = forms.Form
    initial: Callable[[Any], Initial] = lambda _: {}
    explanation: str | Promise = ""
    is_undoing: bool = False
    goes_to: str = ""
    warning: Callable[[Any], str] = lambda _: ""
    questions: Callable[[Any, Mapping[str, Any]], Sequence[str]] = lambda _, __: ()
    outside_transaction: bool = False
    permission: str = ""
    is_sensitive: bool = False


def require_fresh_sign_in(request: HttpRequest) -> None:
    """Send whoever has not just shown their password or passkey to do so, and back. Raises
    allauth's ReauthenticationRequired, which its middleware answers."""
    if is_reauthentication_required(request, app=""):
        raise ReauthenticationRequired


def back_of(request: HttpRequest) -> str:
    """Where the address says that one came from (`?back=`); empty for what is no page here."""
    back = request.GET.get("back", "")
    is_ours = back.startswith("/") and url_has_allowed_host_and_scheme(back, allowed_hosts=None)
    return back if is_ours else ""


@dataclass(frozen=True, slots=True)
class Button:
    label: str | Promise
    url: str
    is_undoing: bool = False


class ObjectActionsAdmin(StaffAdmin):
    """A model's pages with actions. Each needs its own permission or, where it names none, the
    right to change the model, whatever the state of the object lets one edit."""

    object_actions: Sequence[ObjectAction] = ()
    change_form_template = "admin/kit/change_form.html"
    action_template = "admin/kit/object_action.html"

    def get_urls(self) -> list[URLPattern]:
        return [*self.action_urls(), *super().get_urls()]

    def action_urls(self) -> list[URLPattern]:
        return [
            self.object_url(action.name, partial(self.object_action_view, action=action))
            for action in self.object_actions
        ]

    def object_url(
        self, name: str, view: Callable[..., HttpResponse], more: str = ""
    ) -> URLPattern:
        """The address of a page of one object, behind the staff's door."""
        route = f"<path:object_id>/{name}/{more}"
        return path(route, self.admin_site.admin_view(view), name=self.url_name(name))

    def url_name(self, name: str) -> str:
        return f"{self.opts.app_label}_{self.opts.model_name}_{name}"

    def url_of(self, obj: Model, name: str = "change", *more: object) -> str:
        return reverse(f"admin:{self.url_name(name)}", args=[obj.pk, *more])

    def may_act(self, request: HttpRequest) -> bool:
        return request.user.has_perm(f"{self.opts.app_label}.change_{self.opts.model_name}")

    def may_run(self, request: HttpRequest, action: ObjectAction) -> bool:
        """Whether this person may carry out `action` on what they may look at."""
        if not action.permission:
            return self.may_act(request)
        return request.user.has_perm(action.permission) and self.has_view_permission(request)

    def find(self, request: HttpRequest, object_id: str) -> Any:
        """The object, for somebody who may act on it: 403 otherwise, 404 when there is none."""
        if not self.may_act(request):
            raise PermissionDenied
        return self._get_or_404(request, object_id)

    def find_to_run(self, request: HttpRequest, object_id: str, action: ObjectAction) -> Any:
        """The object, for somebody who may carry out `action`: as `find`."""
        if not self.may_run(request, action):
            raise PermissionDenied
        return self._get_or_404(request, object_id)

    def find_to_view(self, request: HttpRequest, object_id: str) -> Any:
        """The object, for somebody who may look at it."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        return self._get_or_404(request, object_id)

    def _get_or_404(self, request: HttpRequest, object_id: str) -> Any:
        obj = self.get_object(request, unquote(object_id))
        if obj is None:
            raise Http404
        return obj

    def object_action_view(
        self, request: HttpRequest, object_id: str, action: ObjectAction
    ) -> HttpResponse:
        """Ask on GET, do on POST. A refusal is shown beside what was typed."""
        obj = self.find_to_run(request, object_id, action)
        if action.is_sensitive:
            require_fresh_sign_in(request)
        given = (request.POST, request.FILES) if request.method == "POST" else (None, None)
        known = {name: request.GET[name] for name in action.form.base_fields if name in request.GET}
        form = action.form(given[0], given[1], initial={**action.initial(obj), **known})
        is_sent = request.method == "POST" and form.is_valid()
        questions = action.questions(obj, form.cleaned_data) if is_sent else ()
        if is_sent and is_answered(request, questions):
            run = partial(action.run, request, obj)
            done = self.attempt(
                request, obj, form, run, outside_transaction=action.outside_transaction
            )
            if done is not None:
                return redirect(action.goes_to) if action.goes_to else done
        context = {
            "title": f"{action.label}: {obj}",
            "action": action,
            "form": form,
            "warning": action.warning(obj),
            "questions": questions,
            "answer_to": answer_to(questions),
        }
        return self.ask(request, self.action_template, obj, context)

    def attempt(
        self,
        request: HttpRequest,
        obj: Any,
        form: forms.Form,
        run: Callable[[Mapping[str, Any]], str],
        *,
        outside_transaction: bool = False,
    ) -> HttpResponse | None:
        """Do it and go back to the object; None, with the reason on the form, when refused."""
        try:
            with nullcontext() if outside_transaction else transaction.atomic():
                sentence = run(form.cleaned_data)
                self.log_change(request, obj, sentence)
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
            return None
        self.message_user(request, sentence, messages.SUCCESS)
        return HttpResponseRedirect(back_of(request) or self.url_of(obj))

    def ask(
        self, request: HttpRequest, template: str, obj: Any, context: Mapping[str, object]
    ) -> HttpResponse:
        """A page of the object's; status 422 when its form has errors."""
        form = context.get("form")
        is_wrong = isinstance(form, forms.BaseForm) and bool(form.errors)
        known = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "original": obj,
            "back_url": back_of(request) or self.url_of(obj)
            if obj
            else reverse(f"admin:{self.url_name('changelist')}"),
            "media": self.media,
        }
        return TemplateResponse(
            request, template, {**known, **context}, status=422 if is_wrong else 200
        )

    def buttons(self, request: HttpRequest, obj: Any) -> list[Button]:
        """What can be done with the object now by whoever asks."""
        return [
            Button(action.label, self.url_of(obj, action.name), action.is_undoing)
            for action in self.object_actions
            if self.may_run(request, action) and action.offered(obj)
        ]

    def links(self, request: HttpRequest, obj: Any) -> list[Button]:
        """Where else one may look from the object, whoever may see it."""
        return []

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        obj = kwargs.get("obj")
        if obj is not None:
            context["object_links"] = self.links(request, obj)
            context["object_buttons"] = self.buttons(request, obj)
        return super().render_change_form(request, context, *args, **kwargs)

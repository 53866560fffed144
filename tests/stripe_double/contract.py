"""Parameters checked against the types of Stripe's own SDK.

A parameter that the SDK's types do not know, lack or spell otherwise is refused as Stripe refuses
it: 400 invalid_request_error naming the parameter, at the top and inside. Text from the form
becomes the type that the SDK declares.
"""

from __future__ import annotations

import importlib
import sys
import types
import typing
from collections.abc import Callable
from functools import cache
from typing import Any, ForwardRef, Literal, NotRequired, Required, Union, get_args, get_origin

from stripe._request_options import RequestOptions
from stripe._stripe_object import UntypedStripeObject
from typing_extensions import is_typeddict

from tests.stripe_double import limits
from tests.stripe_double.wire import ApiError, invalid, missing

Check = Callable[[Any, str], Any]
# They travel as headers, not as parameters.
OPTIONS = frozenset(RequestOptions.__annotations__)
# Removed from the API; Stripe names the reason (2026-10-28.endive).
REMOVED = {"payment_method_types": "payment_method_types_no_longer_supported"}
METADATA_KEYS, METADATA_KEY, METADATA_VALUE = 50, 40, 500


def check(params_class: type | None, given: dict[str, Any]) -> dict[str, Any]:
    """The parameters as typed values, or ApiError."""
    if params_class is None:
        for name in given:
            raise _unknown(name)
        return {}
    checked: dict[str, Any] = _typed_dict(params_class)(given, "")
    return checked


def params(name: str) -> type:
    """`checkout.SessionCreateParams` as the SDK's class."""
    package, _, class_name = name.rpartition(".")
    module = importlib.import_module("stripe.params" + (f".{package}" if package else ""))
    return typing.cast("type", getattr(module, class_name))


def _unknown(path: str) -> ApiError:
    name = path.partition("[")[0]
    if path in REMOVED:
        return invalid(f"The `{path}` parameter is no longer supported.", path, REMOVED[path])
    return ApiError(
        400, f"Received unknown parameter: {path}", code="parameter_unknown", param=path or name
    )


@cache
def _typed_dict(declared: type) -> Check:
    fields: dict[str, Check] = {}
    names = {**vars(sys.modules[declared.__module__]), "StripeContext": str}
    for name, annotation in declared.__annotations__.items():
        if name not in OPTIONS:
            fields[name] = _lazy(annotation, names)
    required = [name for name in declared.__required_keys__ if name not in OPTIONS]  # type: ignore[attr-defined]

    def check(given: Any, path: str) -> dict[str, Any]:
        if not isinstance(given, dict):
            raise invalid("Invalid object", path)
        answer = {}
        for name, value in given.items():
            inside = f"{path}[{name}]" if path else name
            if name not in fields:
                raise _unknown(inside)
            answer[name] = fields[name](value, inside)
        for name in required:
            if name not in answer:
                raise missing(f"{path}[{name}]" if path else name)
        return answer

    return check


def _lazy(annotation: Any, names: dict[str, Any]) -> Check:
    """Types name each other, and most are never asked for: looked up when first needed."""
    made: list[Check] = []

    def check(value: Any, path: str) -> Any:
        if not made:
            made.append(_check_for(annotation, names))
        return made[0](value, path)

    return check


def _check_for(annotation: Any, names: dict[str, Any]) -> Check:
    if isinstance(annotation, str):
        annotation = ForwardRef(annotation)
    if isinstance(annotation, ForwardRef):
        annotation = eval(annotation.__forward_code__, {**vars(typing), **names})
    origin, inner = get_origin(annotation), get_args(annotation)
    if is_typeddict(annotation):
        return _typed_dict(annotation)
    makers: dict[Any, Callable[[], Check]] = {
        NotRequired: lambda: _check_for(inner[0], names),
        Required: lambda: _check_for(inner[0], names),
        Union: lambda: _any_of(inner, names),
        types.UnionType: lambda: _any_of(inner, names),
        Literal: lambda: _literal(inner),
        list: lambda: _list(_check_for(inner[0], names)),
        dict: lambda: _dict(_check_for(inner[1], names)),
    }
    if origin in makers:
        return makers[origin]()
    return _SCALARS.get(annotation, lambda value, path: value)


def _any_of(options: tuple[Any, ...], names: dict[str, Any]) -> Check:
    """The first that fits. `Literal[...] | str` stands for the words the SDK knows."""
    words = [
        word for option in options if get_origin(option) is Literal for word in get_args(option)
    ]
    if any(word != "" for word in words):
        options = tuple(option for option in options if option is not str)
    # An SDK object stands for the dictionary beside it.
    left_out = (type(None), UntypedStripeObject)
    checks = [
        _check_for(option, names)
        for option in options
        if option not in left_out and get_origin(option) not in left_out
    ]

    def check(value: Any, path: str) -> Any:
        refusal: ApiError | None = None
        for option in checks:
            try:
                return option(value, path)
            except ApiError as error:
                # The refusal that got furthest into the structure says most.
                if refusal is None or len(str(error.error.get("param"))) > len(
                    str(refusal.error.get("param"))
                ):
                    refusal = error
        raise refusal or invalid("Invalid value", path)

    return check


def _literal(words: tuple[Any, ...]) -> Check:
    def check(value: Any, path: str) -> Any:
        if value not in words:
            known = ", ".join(word for word in words[:-1] if word)
            raise invalid(f"Invalid {path}: must be one of {known}, or {words[-1]}", path)
        return value

    return check


def _list(each: Check) -> Check:
    def check(value: Any, path: str) -> list[Any]:
        if not isinstance(value, list):
            raise invalid("Invalid array", path)
        return [each(one, f"{path}[{index}]") for index, one in enumerate(value)]

    return check


def _dict(each: Check) -> Check:
    def check(value: Any, path: str) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise invalid("Invalid object", path)
        if path.endswith(("metadata", "metadata]")):
            _metadata_fits(value, path)
        return {name: each(one, f"{path}[{name}]") for name, one in value.items()}

    return check


def _metadata_fits(metadata: dict[str, str], path: str) -> None:
    if len(metadata) > METADATA_KEYS:
        raise invalid(f"Metadata can have at most {METADATA_KEYS} keys", path)
    for name, value in metadata.items():
        if len(name) > METADATA_KEY:
            raise invalid(f"Metadata keys can be up to {METADATA_KEY} characters long.", path)
        if isinstance(value, str) and len(value) > METADATA_VALUE:
            raise invalid(
                f"Metadata values can have up to {METADATA_VALUE} characters", f"{path}[{name}]"
            )


def _text(value: Any, path: str) -> str:
    if not isinstance(value, str):
        raise invalid("Invalid string", path)
    return limits.fits(value, path)


def _integer(value: Any, path: str) -> int:
    try:
        return int(value)
    except (TypeError, ValueError):
        raise invalid(f"Invalid integer: {value}", path, "parameter_invalid_integer") from None


def _number(value: Any, path: str) -> float:
    try:
        return float(value)
    except (TypeError, ValueError):
        raise invalid(f"Invalid number: {value}", path) from None


def _boolean(value: Any, path: str) -> bool:
    if value not in ("true", "false"):  # a list is not hashable
        raise invalid(f"Invalid boolean: {value}", path)
    return bool(value == "true")


_SCALARS: dict[Any, Check] = {str: _text, int: _integer, float: _number, bool: _boolean}

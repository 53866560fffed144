"""What goes over the wire: Stripe's form encoding in, its errors out."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl


class ApiError(Exception):
    """An answer in the shape of Stripe's errors."""

    def __init__(
        self,
        status: int,
        message: str,
        *,
        kind: str = "invalid_request_error",
        code: str | None = None,
        param: str | None = None,
        **more: Any,
    ):
        super().__init__(message)
        self.status = status
        self.error = {"type": kind, "message": message, **more}
        if code:
            self.error["code"] = code
            self.error["doc_url"] = f"https://stripe.com/docs/error-codes/{code.replace('_', '-')}"
        if param:
            self.error["param"] = param

    @property
    def body(self) -> dict[str, Any]:
        return {"error": self.error}


def missing(param: str) -> ApiError:
    return ApiError(400, f"Missing required param: {param}.", code="parameter_missing", param=param)


def invalid(message: str, param: str | None = None, code: str | None = None) -> ApiError:
    return ApiError(400, message, param=param, code=code)


def no_such(kind: str, given: str, param: str = "id") -> ApiError:
    return ApiError(404, f"No such {kind}: '{given}'", code="resource_missing", param=param)


def modelled(params: dict[str, Any], *names: str) -> None:
    """Refuse what would change the amount and is not modelled, rather than ignore it."""
    for name in names:
        value = params.get(name)
        if value and not (isinstance(value, dict) and value.get("enabled") is False):
            raise invalid(f"The stand-in does not model `{name}`.", name)


def decode(form: str) -> dict[str, Any]:
    """`a[b][0]=c` as nested dictionaries; lists become lists. Values stay text."""
    tree: dict[str, Any] = {}
    for name, value in parse_qsl(form, keep_blank_values=True):
        head, *rest = name.replace("]", "").split("[")
        node = tree
        for step in rest:
            below = node.setdefault(head, {})
            if not isinstance(below, dict):
                raise invalid(f"Invalid object: {name}", head)
            node, head = below, step
        if head == "":  # `a[]=c`
            head = str(len(node))
        node[head] = value
    made: dict[str, Any] = _lists(tree)
    return made


def _lists(node: Any) -> Any:
    if not isinstance(node, dict):
        return node
    if node and all(key.isdigit() for key in node):
        return [_lists(node[key]) for key in sorted(node, key=int)]
    return {key: _lists(value) for key, value in node.items()}

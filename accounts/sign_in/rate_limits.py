"""How often one may ask. Counted in the shared cache, so it holds across processes."""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import wraps
from typing import Any, cast

from allauth.core.internal import ratelimit
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

WRITING = frozenset({"POST"})


def limited(
    action: str, rate: str, *, methods: Collection[str] = WRITING
) -> Callable[[Callable[..., HttpResponseBase]], Callable[..., HttpResponseBase]]:
    """Mark a view that may be asked so often, by POST or by these `methods`: `rate` is
    `5/m/ip`, `30/h/user`, or several separated by commas. More often is answered with the 429
    page, and nothing is done.

    The address is the one `ALLAUTH_TRUSTED_PROXY_COUNT` says, never what a client claims.
    """

    def decorate(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
        @wraps(view)
        def counted(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.method in methods and settings.RATE_LIMITS_ENABLED:
                user = request.user if request.user.is_authenticated else None
                usage = ratelimit.consume(
                    request,
                    app="accounts",
                    action=action,
                    config={action: rate},
                    user=user,
                    limit_get=True,
                )
                if not usage:
                    return cast("HttpResponseBase", ratelimit.respond_429(request))
            return view(request, *args, **kwargs)

        return counted

    return decorate

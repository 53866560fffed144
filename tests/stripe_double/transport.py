"""The SDK's HTTP client without sockets: calls the state machine in this process."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from requests.structures import CaseInsensitiveDict
from stripe import APIConnectionError, HTTPClient

from tests.stripe_double.api import Dropped

if TYPE_CHECKING:
    from tests.stripe_double.double import StripeDouble


Watch = Callable[[str, str, str], None]


class InProcess(HTTPClient):
    name = "stand-in"

    def __init__(self, double: StripeDouble, watch: Watch | None = None):
        super().__init__()
        self._double = double
        self._watch = watch or (lambda stage, method, path: None)

    def request(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str] | None,
        post_data: Any = None,
        **_: Any,
    ) -> tuple[str, int, Mapping[str, str]]:
        method, path = method.upper(), urlsplit(url).path
        self._double.tick()
        self._watch("sending", method, path)
        try:
            answer = self._double.api.call(method, url, headers or {}, post_data)
        except Dropped as dropped:
            raise APIConnectionError(str(dropped), should_retry=True) from None  # type: ignore[no-untyped-call]
        finally:
            self._double.flush()
        self._watch("answered", method, path)
        return answer.body, answer.status, CaseInsensitiveDict(answer.headers)

    def _sleep_time_seconds(self, num_retries: int) -> float:
        return 0.0

    def close(self) -> None:
        """Nothing is open."""

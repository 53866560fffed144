"""The SDK's HTTP client without sockets: calls the state machine in this process."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from requests.structures import CaseInsensitiveDict
from stripe import APIConnectionError, HTTPClient

from tests.stripe_double.api import Dropped

if TYPE_CHECKING:
    from tests.stripe_double.double import StripeDouble


class InProcess(HTTPClient):
    name = "stand-in"

    def __init__(self, double: StripeDouble):
        super().__init__()
        self._double = double

    def request(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str] | None,
        post_data: Any = None,
        **_: Any,
    ) -> tuple[str, int, Mapping[str, str]]:
        self._double.tick()
        try:
            answer = self._double.api.call(method.upper(), url, headers or {}, post_data)
        except Dropped as dropped:
            raise APIConnectionError(str(dropped), should_retry=True) from None
        finally:
            self._double.flush()
        return answer.body, answer.status, CaseInsensitiveDict(answer.headers)

    def _sleep_time_seconds(self, num_retries: int) -> float:
        return 0.0

    def close(self) -> None:
        """Nothing is open."""

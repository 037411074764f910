"""Asks the gateway's public API for one person's cases, with a token of its own. Sees no more than any API client."""

from typing import Any, Literal

import httpx
from pydantic import BaseModel

from simulator.settings import Settings

PATIENCE_SECONDS = 5.0
State = Literal["ok", "no_token", "refused", "unreachable"]


class CasesAnswer(BaseModel):
    """What the panel shows: why there is nothing, or the API's own items."""

    state: State
    items: list[dict[str, Any]] = []


class CasesClient:
    """Says `no_token` without asking when there is none."""

    def __init__(self, settings: Settings, *, transport: httpx.AsyncBaseTransport | None = None) -> None:
        self._token = settings.simulator_api_token.get_secret_value()
        self._http = httpx.AsyncClient(
            base_url=settings.gateway_origin, timeout=PATIENCE_SECONDS, transport=transport, trust_env=False
        )

    async def cases_of(self, contact: str) -> CasesAnswer:
        """The newest cases of one phone."""
        if not self._token:
            return CasesAnswer(state="no_token")
        headers = {"Authorization": f"Bearer {self._token}"}
        try:
            response = await self._http.get("/api/v1/cases", params={"contact": contact}, headers=headers)
        except httpx.HTTPError:
            return CasesAnswer(state="unreachable")
        if response.status_code in (401, 403):
            return CasesAnswer(state="refused")
        if not response.is_success:
            return CasesAnswer(state="unreachable")
        return CasesAnswer(state="ok", items=response.json().get("items", []))

    async def close(self) -> None:
        """Release connections."""
        await self._http.aclose()

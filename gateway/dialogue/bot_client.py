"""Asks the bot over HTTP. The only file of the dialogue that does; knows nothing of citizens or the database."""

import httpx
from pydantic import ValidationError

from gateway.dialogue.contract import TurnRequest, TurnResponse, Understanding, UnderstandRequest, UnderstandResponse
from gateway.errors import SunwaiError, Unavailable


class BotUnavailable(Unavailable):
    """The bot does not answer, or not in time. The same question may be asked again."""

    code = "bot_unavailable"


class BotAnswerInvalid(SunwaiError):
    """The bot answered outside the contract."""

    status = 502
    code = "bot_answer_invalid"


class BotClient:
    """One keep-alive client a process."""

    def __init__(self, origin: str, *, timeout_seconds: float) -> None:
        self._http = httpx.AsyncClient(base_url=origin, timeout=timeout_seconds, trust_env=False)

    async def turn(self, request: TurnRequest) -> TurnResponse:
        """Answer to one message. Raises BotUnavailable, BotAnswerInvalid."""
        content = await self._post("/turn", request.model_dump_json())
        try:
            return TurnResponse.model_validate_json(content)
        except ValidationError as error:
            raise BotAnswerInvalid(f"{error.error_count()} faults in the bot's answer") from error

    async def understand(self, texts: list[str]) -> list[Understanding]:
        """Classify texts outside any conversation. Raises as `turn` does."""
        content = await self._post("/understand", UnderstandRequest(texts=texts).model_dump_json())
        try:
            return UnderstandResponse.model_validate_json(content).understandings
        except ValidationError as error:
            raise BotAnswerInvalid(f"{error.error_count()} faults in the bot's answer") from error

    async def is_healthy(self) -> bool:
        """Whether the bot answers now."""
        try:
            return (await self._http.get("/healthz")).is_success
        except httpx.HTTPError:
            return False

    async def close(self) -> None:
        """Release connections."""
        await self._http.aclose()

    async def _post(self, path: str, body: str) -> bytes:
        try:
            answer = await self._http.post(path, content=body, headers={"content-type": "application/json"})
        except httpx.HTTPError as error:
            raise BotUnavailable(type(error).__name__) from error
        if answer.status_code >= 500:
            raise BotUnavailable(f"status {answer.status_code}")
        if answer.status_code != 200:
            raise BotAnswerInvalid(f"the bot refused the question with status {answer.status_code}")
        return answer.content

"""Asks the bot over HTTP. The only file of the dialogue that does; knows nothing of citizens or the database."""

import aiohttp
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
    """Keep-alive connections of one process. aiohttp: httpx costs a millisecond a call, a third of a whole turn."""

    def __init__(self, origin: str, *, timeout_seconds: float) -> None:
        self._origin = origin
        self._timeout = aiohttp.ClientTimeout(total=timeout_seconds)
        self._opened: aiohttp.ClientSession | None = None

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
            async with self._http.get(f"{self._origin}/healthz") as answer:
                return answer.ok
        except (aiohttp.ClientError, TimeoutError, OSError):
            return False

    async def close(self) -> None:
        """Release connections."""
        if self._opened is not None:
            await self._opened.close()

    @property
    def _http(self) -> aiohttp.ClientSession:
        # Opened at the first question: aiohttp wants a running loop, and who makes a client may have none yet.
        if self._opened is None:
            self._opened = aiohttp.ClientSession(timeout=self._timeout, connector=aiohttp.TCPConnector(limit=0))
        return self._opened

    async def _post(self, path: str, body: str) -> bytes:
        headers = {"content-type": "application/json"}
        try:
            async with self._http.post(f"{self._origin}{path}", data=body.encode(), headers=headers) as answer:
                content = await answer.read()
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise BotUnavailable(type(error).__name__) from error
        if answer.status >= 500:
            raise BotUnavailable(f"status {answer.status}")
        if answer.status != 200:
            raise BotAnswerInvalid(f"the bot refused the question with status {answer.status}")
        return content

"""Action endpoint that runs our actions in this process, with the SDK's own executor.

Why: an action server would be a second process that can be down; Rasa then answers 200 with nothing. Here a failing
action is remembered on the request, and the server refuses the whole turn.
"""

from __future__ import annotations

from typing import Any  # Rasa's signature

from rasa.core.actions.action import ActionExecutionRejection
from rasa.utils.endpoints import EndpointConfig
from rasa_sdk.executor import ActionExecutor

from bot.engine.context import in_hand


class InProcessActions(EndpointConfig):
    """Looks to Rasa like an HTTP endpoint; calls a function."""

    def __init__(self, package: str) -> None:
        super().__init__(url="in-process")
        self._executor = ActionExecutor()
        self._executor.register_package(package)

    @property
    def action_names(self) -> frozenset[str]:
        """Names of the actions that can run."""
        return frozenset(self._executor.actions)

    async def request(
        self,
        method: str = "post",
        subpath: str | None = None,
        content_type: str | None = "application/json",
        compress: bool = False,
        **kwargs: Any,
    ) -> Any:
        """Run the action that Rasa names in `json`."""
        try:
            return await self._executor.run(kwargs["json"])
        except ActionExecutionRejection:
            raise
        except Exception as error:
            in_hand.get().error = error
            raise

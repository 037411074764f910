"""Message templates by ContentSid: what is approved, which variables a text needs, how it reads. Pure.

Source: Twilio Content API overview, https://www.twilio.com/docs/content, and error pages 63013, 63016, 63028, read
2026-11-24.
"""

import re
from typing import Literal

from pydantic import BaseModel, Field

_VARIABLE = re.compile(r"\{\{\s*(\w+)\s*\}\}")
_TOO_BLANK = re.compile(r" {5,}|[\n\t]")


class Choice(BaseModel):
    """A button or a row of a list. `id` comes back when it is pressed."""

    id: str = Field(max_length=200)
    title: str = Field(max_length=24)
    description: str = Field("", max_length=72)


class Template(BaseModel):
    """One piece of content. List pickers cannot be approved: they live inside the window only."""

    sid: str = Field(pattern=r"^HX[0-9a-fA-F]{32}$")
    body: str = Field(max_length=1600)
    kind: Literal["twilio/text", "twilio/quick-reply", "twilio/list-picker"] = "twilio/text"
    choices: list[Choice] = Field(default=[], max_length=10)
    is_approved: bool = True

    @property
    def opens_window(self) -> bool:
        """Whether it may be sent when the person has not written for a day."""
        return self.is_approved and self.kind != "twilio/list-picker"

    def fault(self, variables: dict[str, str]) -> int | None:
        """The code WhatsApp fails with for these variables, or None."""
        needed = set(_VARIABLE.findall(self.body))
        if needed != needed & variables.keys():
            return 63028
        return 63013 if any(_TOO_BLANK.search(variables[name]) for name in needed) else None

    def render(self, variables: dict[str, str]) -> str:
        """The text as the person reads it."""
        return _VARIABLE.sub(lambda found: variables.get(found[1], found[0]), self.body)

"""The contract between gateway and bot: one request, one answer, both JSON.

This file is the source; `make contract` writes it to `bot/contract/turn.schema.json`; a test fails when they differ.
It decides nothing and does no I/O. See docs/decisions/0005-bot-proposes.md.
"""

from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

Language = Literal["ur", "ur_Latn", "en"]
ChannelKind = Literal["sms", "whatsapp"]
Intent = Literal[
    "greet", "help", "file_grievance", "check_status", "add_information", "reopen_case", "check_eligibility",
    "programme_info", "find_office", "talk_to_human", "change_language", "opt_in", "opt_out", "affirm", "deny",
    "thanks", "out_of_scope",
]  # fmt: skip
Probability = Annotated[float, Field(ge=0, le=1)]
Reference = Annotated[str, Field(min_length=1, max_length=12)]


class Shape(BaseModel):
    """Base of every shape here: unknown fields are refused, so both sides notice a drift at once."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Point(Shape):
    """A place shared from a phone, WGS 84 degrees."""

    latitude: Annotated[float, Field(ge=-90, le=90)]
    longitude: Annotated[float, Field(ge=-180, le=180)]


class CitizenMessage(Shape):
    """What the citizen sent. `choice` is the payload of a button or list row, never Rasa's "/" syntax.

    `id` names the message, so that the bot can say which messages a draft is made of.
    """

    id: UUID | None = None
    text: str = ""
    choice: str | None = None
    media_types: list[str] = []
    location: Point | None = None


class KnownCase(Shape):
    """One of the citizen's own cases, newest first."""

    reference: Reference
    category: str
    state: str
    area_id: str | None = None


class TurnMetadata(Shape):
    """What the bot must know beside the text, so that it never calls back.

    `pending_question`: what the gateway itself asked last, such as `neighbours`; what the bot asked is in its state. Of
    the questions about a household it is "eligibility:" and the code of the fact, or "eligibility:area".
    """

    channel: ChannelKind
    language: Language | None = None
    open_cases: list[KnownCase] = []
    last_area_id: str | None = None
    pending_question: str | None = None


class TurnRequest(Shape):
    """Body of `POST /turn`. `state` is what the previous answer returned, or null at first contact."""

    state: dict[str, Any] | None = None
    message: CitizenMessage
    metadata: TurnMetadata


class AreaGuess(Shape):
    """An area of the gazetteer; `district_id` is null above district level."""

    id: str
    level: Literal["province", "division", "district", "tehsil"]
    name_en: str
    district_id: str | None = None


class Guess(Shape):
    """One of the likeliest readings. `name` is an intent or a category code."""

    name: str
    probability: Probability


class Understanding(Shape):
    """What the bot made of the message; stored on the turn for review and learning.

    `intents` and `categories`: the three likeliest, best first, also where nothing came of them. `is_exact`: exact
    words, a bare number or a shared thing, for which no classifier is needed. `asked`: the slot that an open question
    waited for when the message came.
    """

    language: Language
    intent: Intent
    intent_confidence: Probability
    category: str | None = None
    category_confidence: Probability = 0.0
    intents: Annotated[list[Guess], Field(max_length=3)] = []
    categories: Annotated[list[Guess], Field(max_length=3)] = []
    area: AreaGuess | None = None
    area_candidates: list[AreaGuess] = []
    is_substantive: bool = True
    is_accusation: bool = False
    is_exact: bool = False
    asked: str | None = None
    model_version: str


class Say(Shape):
    """Send the sentence `key` of the catalog. Codes in `params` (category, area_id) are named by the gateway."""

    command: Literal["say"] = "say"
    key: str
    params: dict[str, Any] = {}


class OpenCase(Shape):
    """Open a case from what the citizen said and confirmed. `media_messages`: earlier ones whose media belong to it."""

    command: Literal["open_case"] = "open_case"
    category: str
    description: Annotated[str, Field(min_length=1, max_length=8000)]
    area_id: str | None = None
    place_text: Annotated[str, Field(max_length=2000)] | None = None
    is_accusation: bool = False
    is_urgent: bool = False
    media_messages: Annotated[list[UUID], Field(max_length=20)] = []


class AddDetail(Shape):
    """Add the citizen's words and media to her case; without reference: her newest one.

    `messages`: those that told it; none means the one in hand.
    """

    command: Literal["add_detail"] = "add_detail"
    reference: Reference | None = None
    text: Annotated[str, Field(max_length=8000)] = ""
    messages: Annotated[list[UUID], Field(max_length=40)] = []


class ShowStatus(Shape):
    """Tell where a case stands; without reference: the citizen's newest open cases, at most three."""

    command: Literal["show_status"] = "show_status"
    reference: Reference | None = None


class ReopenCase(Shape):
    """The citizen says a closed case is not solved."""

    command: Literal["reopen_case"] = "reopen_case"
    reference: Reference | None = None
    reason: Annotated[str, Field(max_length=8000)] = ""


class FindOffice(Shape):
    """Name the office that answers for a category in an area."""

    command: Literal["find_office"] = "find_office"
    category: str
    area_id: str


class FactTold(Shape):
    """One answer about her household; null: she was asked and does not know. Codes as in `eligibility.json`."""

    fact: Annotated[str, Field(max_length=60)]
    value: bool | float | str | None


class AssessEligibility(Shape):
    """Find out whether she is eligible: the gateway asks the next question or says what it finds.

    `programme` null: the programmes in general. `facts`: everything told so far. `is_repeated`: the last answer was not
    understood. `has_cnic`: this message carries an identity card number, so a registry extract may answer.
    """

    command: Literal["assess_eligibility"] = "assess_eligibility"
    programme: str | None = None
    facts: Annotated[list[FactTold], Field(max_length=40)] = []
    area_id: str | None = None
    is_repeated: bool = False
    has_cnic: bool = False


class DescribeProgramme(Shape):
    """Tell what a programme is, for whom and how to apply; null: the programmes in general."""

    command: Literal["describe_programme"] = "describe_programme"
    programme: str | None = None


class SetLanguage(Shape):
    """The citizen asked for a language; it stays until she asks for another."""

    command: Literal["set_language"] = "set_language"
    language: Language


class OptOut(Shape):
    """Stop outreach; `all` also stops follow-ups. Never blocks answers to her own messages."""

    command: Literal["opt_out"] = "opt_out"
    purpose: Literal["outreach", "all"] = "outreach"


class OptIn(Shape):
    """Take outreach again."""

    command: Literal["opt_in"] = "opt_in"


class RequestHuman(Shape):
    """Hand the conversation to a person: a triage item with the citizen's words, for oversight only if sensitive."""

    command: Literal["request_human"] = "request_human"
    reason: Literal["asked", "not_understood", "voice_note"] = "asked"
    text: Annotated[str, Field(max_length=8000)] = ""
    is_sensitive: bool = False


class ShowHelpline(Shape):
    """Name the emergency number for a situation; the gateway's directory knows which."""

    command: Literal["show_helpline"] = "show_helpline"
    situation: Literal["danger", "violence"]


class AnswerNeighbours(Shape):
    """The citizen's answer to the pending question `neighbours`: is her case the same fault as theirs?"""

    command: Literal["answer_neighbours"] = "answer_neighbours"
    is_same: bool


class RecordVerdict(Shape):
    """The citizen's answer to the pending question `solved`, `solved_or_appeal` or `durable`.

    Only she says whether a case is solved. With `appeal`, where it was offered, she asks for an independent review.
    """

    command: Literal["record_verdict"] = "record_verdict"
    answer: Literal["yes", "no", "partly", "appeal"]


Command = Annotated[
    Say
    | OpenCase
    | AddDetail
    | ShowStatus
    | ReopenCase
    | FindOffice
    | AssessEligibility
    | DescribeProgramme
    | SetLanguage
    | OptOut
    | OptIn
    | RequestHuman
    | ShowHelpline
    | AnswerNeighbours
    | RecordVerdict,
    Field(discriminator="command"),
]


class Draft(Shape):
    """What the citizen began and has not finished: her words so far, none when she sent only pictures or voice."""

    words: Annotated[str, Field(max_length=8000)] = ""
    is_sensitive: bool = False


class TurnResponse(Shape):
    """Answer of `POST /turn`. Commands are executed in order; the state goes back with the next request."""

    state: dict[str, Any]
    commands: Annotated[list[Command], Field(max_length=12)]
    understanding: Understanding
    draft: Draft | None = None


class UnderstandRequest(Shape):
    """Body of `POST /understand`: texts to classify without a conversation, at most 500."""

    texts: Annotated[list[str], Field(max_length=500)]


class UnderstandResponse(Shape):
    """One understanding a text, in order."""

    understandings: list[Understanding]


def schema() -> dict[str, Any]:
    """Both directions as one JSON schema document (2020-12), definitions shared."""
    from pydantic.json_schema import models_json_schema

    shapes: list[type[BaseModel]] = [TurnRequest, TurnResponse, UnderstandRequest, UnderstandResponse]
    _, document = models_json_schema([(shape, "validation") for shape in shapes], title="Sunwai turn contract")
    return document

"""Pictures and voice as the complaint, drafts as the gateway learns of them, abuse and spam."""

import pytest

from bot.actions.unwelcome import kind_of
from bot.engine.turns import Bot
from tests.bot.conftest import Conversation

PHOTO, VOICE = ["image/jpeg"], ["audio/ogg"]
CASE = {"reference": "7K2M9QR", "category": "electricity", "state": "routed", "area_id": "punjab-gujranwala-teh-kamoke"}


def test_an_album_waits_for_its_words(conversation: Conversation) -> None:
    for _ in range(3):
        assert conversation.says("", media_types=PHOTO) == ["media_received"]
    assert conversation.says("gali ki street light kharab hai") == ["ask_place"]
    assert conversation.says("", media_types=PHOTO) == ["media_kept", "ask_place"]
    assert conversation.says("Kamoke") == ["confirm_case"]
    assert conversation.says("", media_types=PHOTO) == ["media_kept", "confirm_case"]
    assert conversation.says("1") == ["open_case"]


def test_a_picture_with_words_is_a_complaint_like_any(conversation: Conversation) -> None:
    assert conversation.says("Kamoke me gutter ubal raha hai", media_types=PHOTO) == ["confirm_case"]


def test_a_voice_note_goes_to_a_persons_ear_and_words_still_file(conversation: Conversation) -> None:
    (heard,) = conversation.send("", media_types=VOICE)
    assert (heard["command"], heard["reason"], heard["is_sensitive"]) == ("request_human", "voice_note", False)
    assert conversation.draft == {"words": "", "is_sensitive": False}
    assert conversation.says("", media_types=VOICE) == ["request_human"]
    assert conversation.says("Kamoke me gutter ubal raha hai") == ["confirm_case"]


def test_a_voice_note_in_the_middle_is_heard_and_the_question_stands(conversation: Conversation) -> None:
    conversation.send("mera shohar mujhe marta hai")
    (heard, question) = conversation.send("", media_types=VOICE)
    assert (heard["reason"], heard["is_sensitive"]) == ("voice_note", True)
    assert question["key"] == "ask_place"


def test_a_voice_note_with_an_open_case_belongs_to_it_and_is_heard(bot: Bot) -> None:
    citizen = Conversation(bot, open_cases=[CASE])
    added, heard = citizen.send("", media_types=VOICE)
    assert added == {"command": "add_detail", "reference": None, "text": "", "messages": citizen.ids}
    assert heard["reason"] == "voice_note"
    assert citizen.draft is None


def test_the_gateway_learns_what_is_unfinished(conversation: Conversation) -> None:
    conversation.send("salam")
    assert conversation.draft is None
    conversation.send("1")
    assert conversation.draft is None  # nothing told yet
    conversation.send("gali 4 me street light kharab hai")
    assert conversation.draft == {"words": "gali 4 me street light kharab hai", "is_sensitive": False}
    conversation.send("xqzt")
    assert conversation.draft["words"].endswith("\nxqzt")
    conversation.send("khatam")
    assert conversation.draft is None


@pytest.mark.parametrize("told", ["mera shohar mujhe marta hai", "Kamoke ka patwari rishwat mangta hai"])
def test_a_draft_that_would_be_sealed_says_so(conversation: Conversation, told: str) -> None:
    conversation.send(told)
    assert conversation.draft == {"words": told, "is_sensitive": True}


def test_a_detail_without_its_case_is_unfinished_too(bot: Bot) -> None:
    citizen = Conversation(bot, open_cases=[CASE, {**CASE, "reference": "8AB2MQX"}])
    text = "ye bhi likh len ke meter bhi kharab hai"
    assert citizen.says(text) == ["which_case"]
    assert citizen.draft == {"words": text, "is_sensitive": False}


ABUSE = ["tum sab harami ho", "kutte kameene", "تم سب حرامی ہو", "shut up you idiots", "bakwas band karo"]
SPAM = [
    "you have won a prize of 5 lakh call 03001234567",
    "Mubarak ho aap ka inaam nikla hai",
    "earn money online click http://bit.ly/xx",
    "ghar baithe paise kamayen whatsapp karen",
    "آپ کا انعام نکلا ہے اس نمبر پر کال کریں",
]


@pytest.mark.parametrize(("text", "key"), [(one, "abuse") for one in ABUSE] + [(one, "spam") for one in SPAM])
def test_abuse_and_spam_are_answered_politely_once_and_reach_nobody(
    conversation: Conversation, text: str, key: str
) -> None:
    assert conversation.says(text) == [f"{key}_answered"]
    for _ in range(3):
        assert conversation.says(text) == ["out_of_scope"]
    assert conversation.says("Kamoke me bijli nahi hai") == ["confirm_case"]


def test_each_kind_is_answered_once(conversation: Conversation) -> None:
    assert conversation.says("tum sab harami ho") == ["abuse_answered"]
    assert conversation.says("you have won a prize") == ["spam_answered"]
    assert conversation.says("tum sab harami ho") == ["out_of_scope"]
    conversation.says("shukriya")
    assert conversation.says("tum sab harami ho") == ["abuse_answered"]


def test_abuse_in_the_middle_costs_no_question(conversation: Conversation) -> None:
    conversation.send("bijli nahi hai")
    assert conversation.says("harami log ho tum") == ["abuse_answered", "ask_place"]
    assert conversation.says("Kamoke") == ["confirm_case"]


def test_an_angry_complaint_is_a_complaint(conversation: Conversation) -> None:
    assert conversation.says("harami log 5 din se pani nahi Kamoke") == ["confirm_case"]


@pytest.mark.parametrize(
    "text",
    [
        "gali me awara kutte bohat hain", "kutta kaat gaya", "president ko batao", "seat nahi mili", "kamra nahi mila",
        "meri beti school nahi ja rahi", "loan wapas karna hai", "press karo", "mobile discount", "گلی میں کتے ہیں",
    ],
)  # fmt: skip
def test_plain_words_are_neither_abuse_nor_spam(text: str) -> None:
    assert kind_of(text) is None

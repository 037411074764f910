"""The question that ends a draft: several matters, a case that is open already, her last place. In three writings."""

from typing import Any

import pytest

from bot.engine.turns import Bot
from tests.bot.conftest import Conversation, short

KAMOKE = "punjab-gujranwala-teh-kamoke"
FAISALABAD = "punjab-dist-faisalabad"
CASE = {"reference": "7K2M9QR", "category": "electricity", "state": "routed", "area_id": KAMOKE}
NO_POWER = {
    "ur": "کامونکی میں بجلی نہیں ہے",
    "ur_Latn": "Kamoke me bijli nahi hai",
    "en": "No electricity in Kamoke since morning",
}
TWO = {
    "ur": "کامونکی میں بجلی بھی نہیں اور گٹر بھی ابل رہا ہے",
    "ur_Latn": "Kamoke me bijli bhi nahi aur gutter bhi ubal raha hai",
    "en": "No electricity in Kamoke and the gutter is overflowing",
}
PARTS = {
    "ur": ["کامونکی میں بجلی بھی نہیں", "گٹر بھی ابل رہا ہے"],
    "ur_Latn": ["Kamoke me bijli bhi nahi", "gutter bhi ubal raha hai"],
    "en": ["No electricity in Kamoke", "the gutter is overflowing"],
}


def opened(commands: list[dict[str, Any]]) -> list[str]:
    assert {command["command"] for command in commands} <= {"open_case"}
    return [command["category"] for command in commands]


@pytest.fixture
def with_case(bot: Bot) -> Conversation:
    return Conversation(bot, open_cases=[CASE], last_area_id=KAMOKE)


@pytest.fixture
def returning(bot: Bot) -> Conversation:
    return Conversation(bot, last_area_id=KAMOKE)


@pytest.mark.parametrize("writing", TWO)
def test_two_matters_are_confirmed_once_and_open_two_cases(conversation: Conversation, writing: str) -> None:
    (question,) = conversation.send(TWO[writing])
    assert question["key"] == "confirm_matters"
    named = [{"category": "electricity"}, {"category": "sewerage_drainage"}]
    assert question["params"] == {"area_id": KAMOKE, "options": [{"reply": "all"}, *named, {"reply": "change"}]}
    commands = conversation.send("1")
    assert opened(commands) == ["electricity", "sewerage_drainage"]
    assert [command["description"] for command in commands] == PARTS[writing]
    assert {command["area_id"] for command in commands} == {KAMOKE}
    assert conversation.state == {"version": 1, "slots": {}, "form": None}


@pytest.mark.parametrize(
    ("answer", "categories"),
    [
        ("dono", ["electricity", "sewerage_drainage"]),
        ("دونوں", ["electricity", "sewerage_drainage"]),
        ("both", ["electricity", "sewerage_drainage"]),
        ("haan", ["electricity", "sewerage_drainage"]),
        ("2", ["electricity"]),
        ("٣", ["sewerage_drainage"]),
        ("teesra", ["sewerage_drainage"]),
        ("sirf gutter", ["sewerage_drainage"]),
        ("بجلی", ["electricity"]),
    ],
)
def test_numbers_words_and_the_thing_itself_choose_among_matters(
    conversation: Conversation, answer: str, categories: list[str]
) -> None:
    conversation.send(TWO["ur_Latn"])
    assert opened(conversation.send(answer)) == categories


def test_the_place_of_two_matters_is_asked_once(conversation: Conversation) -> None:
    assert conversation.says("bijli nahi hai, pani bhi nahi aa raha") == ["ask_place"]
    assert conversation.says("pata nahi") == ["confirm_matters_no_area"]
    assert opened(conversation.send("1")) == ["electricity", "water_supply"]


def test_three_matters_in_a_row_of_words(conversation: Conversation) -> None:
    conversation.send("Kamoke me bijli, pani, gas kuch nahi aata")
    assert opened(conversation.send("sab")) == ["electricity", "water_supply", "gas"]


def test_a_second_matter_told_later_joins_the_draft(conversation: Conversation) -> None:
    conversation.send("bijli nahi hai")
    assert conversation.says("aur gutter bhi ubal raha hai") == ["ask_place_again"]
    assert conversation.says("Kamoke") == ["confirm_matters"]
    assert conversation.says("gali me koora bhi para hai") == ["confirm_matters"]
    assert opened(conversation.send("1")) == ["electricity", "sewerage_drainage", "solid_waste"]


def test_two_matters_can_be_changed(conversation: Conversation) -> None:
    conversation.send(TWO["ur_Latn"])
    assert conversation.says("4") == ["ask_what_to_change"]
    assert conversation.says("2") == ["ask_place"]
    assert conversation.send("Faisalabad")[0]["params"]["area_id"] == FAISALABAD
    assert conversation.says("nahi") == ["ask_what_to_change"]
    assert conversation.says("masla") == ["ask_problem"]
    assert conversation.says("street light kharab hai") == ["confirm_case"]


@pytest.mark.parametrize(
    "told",
    [
        "Kamoke me pani nahi aur lineman rishwat mangta hai",  # accuses: no part may reach the accused
        "mera shohar mujhe marta hai aur ghar me gas bhi nahi, Kamoke",
        "Kamoke me flood destroyed our house and crops",
        "qist nahi mili aur angutha bhi nahi lagta, Kamoke",
        "Kamoke me bijli nahi aur bohat pareshan hain",
    ],
)
def test_what_hangs_together_stays_one_matter(conversation: Conversation, told: str) -> None:
    assert "confirm_matters" not in conversation.says(told)
    assert len([one for one in conversation.send("1") if one["command"] == "open_case"]) == 1


def test_one_matter_of_an_accuser_is_opened_sealed_and_whole(conversation: Conversation) -> None:
    told = "Kamoke me pani nahi aur lineman rishwat mangta hai"
    conversation.send(told)
    (case,) = conversation.send("1")
    assert (case["description"], case["is_accusation"]) == (told, True)


def test_urgency_belongs_to_its_own_matter(conversation: Conversation) -> None:
    said = conversation.says("Kamoke me koora para hai aur bijli ki taar gir gayi hai")
    assert said == ["show_helpline", "confirm_matters"]
    assert [(one["category"], one["is_urgent"]) for one in conversation.send("1")] == [
        ("solid_waste", False),
        ("electricity", True),
    ]


@pytest.mark.parametrize("writing", NO_POWER)
@pytest.mark.parametrize("answer", ["1", "١", "haan", "ہاں", "yes", "7K2M9QR", "7k2m9qr"])
def test_a_complaint_about_her_open_case_is_added_to_it(with_case: Conversation, writing: str, answer: str) -> None:
    (question,) = with_case.send(NO_POWER[writing])
    assert question["key"] == "ask_own_case"
    assert question["params"] == {"reference": "7K2M9QR", "category": "electricity", "area_id": KAMOKE}
    (added,) = with_case.send(answer)
    told = {"text": NO_POWER[writing], "messages": with_case.ids[:1]}
    assert added == {"command": "add_detail", "reference": "7K2M9QR", **told}
    assert with_case.state == {"version": 1, "slots": {}, "form": None}


@pytest.mark.parametrize("answer", ["2", "٢", "do", "دوسرا", "second", "nai shikayat", "new complaint"])
def test_or_it_is_a_new_one(with_case: Conversation, answer: str) -> None:
    with_case.send(NO_POWER["ur_Latn"])
    assert opened(with_case.send(answer)) == ["electricity"]


def test_a_plain_no_shows_what_would_be_registered(with_case: Conversation) -> None:
    with_case.send(NO_POWER["ur_Latn"])
    assert with_case.says("nahi") == ["confirm_case"]
    assert opened(with_case.send("1")) == ["electricity"]


def test_another_place_or_matter_is_no_open_case(with_case: Conversation) -> None:
    assert with_case.says("Faisalabad me bijli nahi hai") == ["confirm_case"]
    with_case.send("khatam")
    assert with_case.says("Kamoke me pani nahi hai") == ["confirm_case"]
    assert with_case.says("nahi, bijli") == ["ask_own_case"]
    assert with_case.says("nahi, Faisalabad") == ["confirm_case"]


def test_a_status_question_at_an_open_case_is_answered_and_the_question_stands(with_case: Conversation) -> None:
    with_case.send(NO_POWER["ur_Latn"])
    assert with_case.says("meri shikayat 7K2M9QR ka kya bana") == ["show_status", "ask_own_case"]
    assert with_case.says("???") == ["ask_own_case"]
    assert with_case.says("haan") == ["add_detail"]


def test_her_last_place_is_offered_and_yes_registers(returning: Conversation) -> None:
    (question,) = returning.send("bijli nahi hai")
    assert (question["key"], question["params"]) == (
        "confirm_same_place",
        {"category": "electricity", "area_id": KAMOKE},
    )
    (case,) = returning.send("1")
    assert (case["command"], case["area_id"]) == ("open_case", KAMOKE)


@pytest.mark.parametrize("other", ["Faisalabad", "فیصل آباد", "nahi, Faisalabad", "Faisalabad me"])
def test_another_place_just_works(returning: Conversation, other: str) -> None:
    returning.send("bijli nahi hai")
    (question,) = returning.send(other)
    assert (question["key"], question["params"]["area_id"]) == ("confirm_case", FAISALABAD)


@pytest.mark.parametrize("no", ["2", "nahi", "نہیں", "no", "jagah"])
def test_not_the_same_place_asks_where(returning: Conversation, no: str) -> None:
    returning.send("bijli nahi hai")
    assert returning.says(no) == ["ask_place"]
    assert returning.says("Faisalabad") == ["confirm_case"]


def test_naming_the_same_place_settles_it(returning: Conversation) -> None:
    returning.send("bijli nahi hai")
    assert returning.says("Kamoke") == ["confirm_case"]


def test_a_street_alone_is_at_her_last_place(returning: Conversation) -> None:
    assert returning.says("gali number 4 me bijli nahi hai") == ["confirm_same_place"]


def test_a_place_to_choose_is_asked_and_not_taken_for_her_last_one(returning: Conversation) -> None:
    assert returning.says("Karachi me bijli nahi hai") == ["ask_which_area"]


def test_for_protection_the_offer_says_nothing_of_the_matter(returning: Conversation) -> None:
    (helpline, question) = returning.send("mera shohar mujhe marta hai")
    assert helpline == {"command": "show_helpline", "situation": "violence"}
    assert question == {"command": "say", "key": "confirm_place_only", "params": {"area_id": KAMOKE}}


def test_the_gateways_question_is_answered_by_number_or_word(bot: Bot) -> None:
    for text, is_same in (("1", True), ("haan g", True), ("ہاں", True), ("2", False), ("nahi", False), ("no", False)):
        citizen = Conversation(bot, pending_question="neighbours")
        assert citizen.send(text) == [{"command": "answer_neighbours", "is_same": is_same}], text


def test_other_words_answer_no_question_of_the_gateway(bot: Bot) -> None:
    citizen = Conversation(bot, pending_question="neighbours")
    assert [short(one) for one in citizen.send("shukriya")] == ["thanks"]
    assert citizen.says("5") == ["not_understood"]
    assert citizen.says("Kamoke me pani nahi hai") == ["confirm_case"]
    assert citizen.says("1") == ["open_case"]


OFFICE_ASKS = {
    "pending_question": "detail:7K2M9Q4",
    "open_cases": [
        {"reference": reference, "category": category, "state": "waiting_for_citizen", "area_id": KAMOKE}
        for reference, category in (("9ZXCVB4", "electricity"), ("7K2M9Q4", "water_supply"))
    ],
}


@pytest.mark.parametrize(
    "text",
    [
        "gali number 4, masjid ke paas",
        "کل شام سے",
        "7",
        "haan",
        "nahi",
        "street 12",
        "0300 1234567",
        "pani subah aata",
    ],
)
def test_whatever_she_says_answers_the_office_that_asked(bot: Bot, text: str) -> None:
    (command,) = Conversation(bot, **OFFICE_ASKS).send(text)
    assert (command["command"], command["reference"], command["text"]) == ("add_detail", "7K2M9Q4", text)


def test_a_photo_or_voice_note_answers_the_office_too(bot: Bot) -> None:
    photo = Conversation(bot, **OFFICE_ASKS).send("", media_types=["image/jpeg"])
    assert [(one["command"], one["reference"]) for one in photo] == [("add_detail", "7K2M9Q4")]
    voice = Conversation(bot, **OFFICE_ASKS).send("", media_types=["audio/ogg"])
    assert [one["command"] for one in voice] == ["add_detail", "request_human"]


def test_an_aside_leaves_the_offices_question_open(bot: Bot) -> None:
    citizen = Conversation(bot, **OFFICE_ASKS)
    assert citizen.says("status")[0] == "show_status"
    assert citizen.send("gali number 4")[0]["reference"] == "7K2M9Q4"


def test_another_complaint_is_no_answer_to_the_office(bot: Bot) -> None:
    citizen = Conversation(bot, **OFFICE_ASKS)
    assert citizen.says("hamare school mein ustad nahi aate, Kamoke") == ["confirm_case"]


def test_who_leaves_the_offices_question_is_not_asked_again(bot: Bot) -> None:
    citizen = Conversation(bot, **OFFICE_ASKS)
    assert citizen.says("khatam") == ["draft_cancelled"]
    assert citizen.says("Kamoke me pani nahi hai") != ["add_detail"]


def test_an_independent_review_is_asked_for_only_where_it_was_offered(bot: Bot) -> None:
    asked = Conversation(bot, pending_question="solved_or_appeal")
    assert asked.send("4") == [{"command": "record_verdict", "answer": "appeal"}]
    assert Conversation(bot, pending_question="solved_or_appeal").send("2") == [
        {"command": "record_verdict", "answer": "no"}
    ]
    assert Conversation(bot, pending_question="solved").says("4") == ["not_understood"]

"""Conversations about programmes on the trained model, in three writings: what is asked, heard and proposed."""

from typing import Any

import pytest

from bot.engine.turns import Bot
from bot.state import resumed
from tests.bot.conftest import Conversation

KAMOKE = "punjab-gujranwala-teh-kamoke"
ASKED = {
    "ur": ["کیا مجھے احساس کے پیسے ملیں گے", "نہیں", "٢٨", "کوئی نہیں"],
    "ur_Latn": ["kya mujhe BISP milega", "nahi", "mera score 28 hai", "in me se koi nahi"],
    "en": ["am I eligible for Ehsaas", "no", "28", "none of these"],
}
ORDER = ["receives_kafaalat", "poverty_score", "exclusion"]
EMPTY_STATE = {"version": 1, "slots": {}, "form": None}


def facts(commands: list[dict[str, Any]]) -> dict[str, Any]:
    """Facts of the assessment that ends an answer."""
    assert commands[-1]["command"] == "assess_eligibility", commands
    return {told["fact"]: told["value"] for told in commands[-1]["facts"]}


@pytest.fixture
def asked(bot: Bot) -> Conversation:
    """A citizen who has asked, and is asked whether Kafaalat is paid now."""
    citizen = Conversation(bot, questions=ORDER)
    assert facts(citizen.send("kya main ahal hun")) == {}
    return citizen


@pytest.mark.parametrize("writing", ASKED)
def test_answers_in_three_writings_become_facts(bot: Bot, writing: str) -> None:
    citizen = Conversation(bot, questions=ORDER)
    told = [facts(citizen.send(text)) for text in ASKED[writing]]
    assert told == [
        {},
        {"receives_kafaalat": False},
        {"receives_kafaalat": False, "poverty_score": 28.0},
        {"receives_kafaalat": False, "poverty_score": 28.0, "exclusion": "none"},
    ]
    assert citizen.understanding["language"] == writing


@pytest.mark.parametrize(
    ("answer", "value"),
    [
        ("1", True), ("١", True), ("haan", True), ("ji", True), ("جی ہاں", True), ("yes", True), ("2", False),
        ("۲", False), ("do", False), ("nahi", False), ("نہیں", False), ("no", False), ("nahi milti", False),
        ("koi nahi", False), ("hamari ammi ko milti hai", True),
        ("kabhi nahi mili", False), ("0", None), ("٠", None), ("pata nahi", None), ("معلوم نہیں", None),
        ("don't know", None),
    ],
)  # fmt: skip
def test_yes_no_and_not_known(asked: Conversation, answer: str, value: Any) -> None:
    assert facts(asked.send(answer)) == {"receives_kafaalat": value}


@pytest.mark.parametrize(
    ("answer", "value"),
    [
        ("28", 28.0), ("۳۲", 32.0), ("mera score 28 hai", 28.0), ("32.5", 32.5), ("بتیس", 32.0), ("tees", 30.0),
        ("0", None), ("pata nahi", None), ("nhi pta", None), ("survey nahi hua abhi tak", None),
    ],
)  # fmt: skip
def test_a_score_in_digits_and_words(bot: Bot, answer: str, value: Any) -> None:
    citizen = Conversation(bot, questions=["poverty_score"])
    citizen.send("kya main ahal hun")
    assert facts(citizen.send(answer)) == {"poverty_score": value}


@pytest.mark.parametrize(
    ("answer", "value"),
    [("35000", 35000.0), ("35,000", 35000.0), ("35 hazar", 35000.0), ("35k", 35000.0), ("پچیس ہزار", 25000.0)],
)
def test_an_income_with_its_thousands(bot: Bot, answer: str, value: float) -> None:
    citizen = Conversation(bot, questions=["monthly_income"])
    citizen.send("kya main ahal hun")
    assert facts(citizen.send(answer)) == {"monthly_income": value}


@pytest.mark.parametrize(
    ("answer", "value"),
    [
        ("1", "government_employee"), ("٣", "vehicle_owner"), ("5", "none"), ("sarkari mulazim", "government_employee"),
        ("گاڑی", "vehicle_owner"), ("income tax", "taxpayer"), ("koi nahi", "none"), ("کوئی بھی نہیں", "none"),
        ("nahi", "none"),
        ("main sarkari teacher hun", "government_employee"),
    ],
)  # fmt: skip
def test_a_choice_by_number_or_word(bot: Bot, answer: str, value: str) -> None:
    citizen = Conversation(bot, questions=["exclusion"])
    citizen.send("kya main ahal hun")
    assert facts(citizen.send(answer)) == {"exclusion": value}


@pytest.mark.parametrize(
    ("text", "programme", "told"),
    [
        ("mera score 28 hai kya main ahal hun", None, {"poverty_score": 28.0}),
        ("hamla hun kya nashonuma mil sakti mujhe", "nashonuma", {"has_mother_or_infant": True}),
        ("kya mere bachon ko taleemi wazifa mil sakta hai", "taleemi_wazaif", {}),
        ("کیا میں بے نظیر کفالت کے لیے اہل ہوں", "kafaalat", {}),
        ("mere shohar mazoor hain, kya hum ehsaas ke haqdar hain", None, {"has_disabled_member": True}),
        ("am i eligible for an interest free loan", "interest_free_loan", {}),
    ],
)
def test_what_the_first_message_tells_is_not_asked(
    bot: Bot, text: str, programme: str | None, told: dict[str, Any]
) -> None:
    citizen = Conversation(bot)
    commands = citizen.send(text)
    assert facts(commands) == told
    assert commands[-1]["programme"] == programme


@pytest.mark.parametrize("back", ["wapas", "واپس", "back"])
def test_back_forgets_the_last_answer(asked: Conversation, back: str) -> None:
    asked.send("2")
    assert facts(asked.send("28")) == {"receives_kafaalat": False, "poverty_score": 28.0}
    assert facts(asked.send(back)) == {"receives_kafaalat": False}
    assert facts(asked.send(back)) == {}
    assert asked.says(back) == ["nothing_to_go_back", "assess_eligibility"]


@pytest.mark.parametrize("cancel", ["khatam", "ختم", "cancel"])
def test_cancel_leaves_nothing_behind(asked: Conversation, cancel: str) -> None:
    asked.send("2")
    assert asked.says(cancel) == ["draft_cancelled"]
    assert asked.state == EMPTY_STATE


@pytest.mark.parametrize("cancel", ["khatam", "ختم", "cancel"])
def test_cancel_works_before_anything_was_told(asked: Conversation, cancel: str) -> None:
    assert asked.says(cancel) == ["draft_cancelled"]
    assert asked.state == EMPTY_STATE


@pytest.mark.parametrize(
    ("aside", "command"),
    [
        ("madad", "help"), ("مدد", "help"), ("shukriya", "thanks"), ("stop", "opt_out"), ("اسٹاپ", "opt_out"),
        ("english", "set_language"), ("اردو", "set_language"), ("meri shikayat 7K2M9QR ka kya bana", "show_status"),
        ("nashonuma kya hai", "describe_programme"),
    ],
)  # fmt: skip
def test_a_question_in_the_middle_is_answered_and_the_question_comes_again(
    asked: Conversation, aside: str, command: str
) -> None:
    asked.send("2")
    assert asked.says(aside) == [command, "assess_eligibility"]
    assert facts(asked.send("28")) == {"receives_kafaalat": False, "poverty_score": 28.0}


def test_the_language_is_chosen_by_number_and_the_question_comes_again(asked: Conversation) -> None:
    assert asked.says("zaban badlo") == ["ask_language"]
    assert asked.says("3") == ["set_language", "assess_eligibility"]
    assert facts(asked.send("1")) == {"receives_kafaalat": True}


@pytest.mark.parametrize("human", ["insan", "انسان", "human"])
def test_a_person_gets_what_was_told(asked: Conversation, human: str) -> None:
    asked.send("2")
    (handed,) = asked.send(human)
    assert handed == {
        "command": "request_human", "reason": "asked", "text": f"receives_kafaalat: no\n{human}", "is_sensitive": False,
    }  # fmt: skip
    assert asked.state == EMPTY_STATE


def test_two_failures_go_to_a_person_with_words_and_facts(asked: Conversation) -> None:
    asked.send("2")
    (again,) = asked.send("qwrt zxcv")
    assert again["is_repeated"]
    (handed,) = asked.send("plmk hgfd")
    assert handed["text"] == "receives_kafaalat: no\nqwrt zxcv\nplmk hgfd"


def test_a_voice_note_is_heard_by_a_person_and_the_question_comes_again(asked: Conversation) -> None:
    asked.send("2")
    assert asked.says("", media_types=["audio/ogg"]) == ["request_human", "assess_eligibility"]
    assert facts(asked.send("28")) == {"receives_kafaalat": False, "poverty_score": 28.0}


def test_abuse_is_answered_politely_and_the_question_comes_again(asked: Conversation) -> None:
    assert asked.says("tum sab harami ho") == ["abuse_answered", "assess_eligibility"]


@pytest.mark.parametrize(
    ("fact", "answer"),
    [
        ("exclusion", "gari nahi hai"), ("exclusion", "گاڑی نہیں ہے"), ("exclusion", "3 aur 4"),
        ("poverty_score", "32 se zyada"), ("poverty_score", "25 ya 26"), ("age", "60 saal se zyada"),
    ],
)  # fmt: skip
def test_what_is_no_clear_answer_is_asked_again(bot: Bot, fact: str, answer: str) -> None:
    citizen = Conversation(bot, questions=[fact])
    citizen.send("kya main ahal hun")
    (again,) = citizen.send(answer)
    assert facts([again]) == {}
    assert again["is_repeated"]


def test_a_programme_answers_for_what_an_office_is_sought(bot: Bot) -> None:
    citizen = Conversation(bot)
    assert citizen.says("mujhe daftar ka pata chahiye") == ["ask_office_category"]
    assert citizen.says("BISP") == ["ask_place"]


@pytest.mark.parametrize("out_of_place", ["3", "7", "150"])
def test_a_number_that_answers_nothing_is_asked_again(asked: Conversation, out_of_place: str) -> None:
    (again,) = asked.send(out_of_place)
    assert again["is_repeated"]
    assert facts([again]) == {}


@pytest.mark.parametrize(
    ("complaint", "category"),
    [
        ("hamari gali me 5 din se pani nahi aa raha, Kamoke", "water_supply"),
        ("nahi, Kamoke me bijli 3 din se band hai", "electricity"),
        ("کامونکی میں پانچ دن سے پانی نہیں آ رہا", "water_supply"),
        ("bisp ke paise nahi mile 3 mahine se, Kamoke", "payment_not_received"),
    ],
)
def test_a_grievance_in_the_middle_becomes_a_case(asked: Conversation, complaint: str, category: str) -> None:
    asked.send("2")
    (confirm,) = asked.send(complaint)
    assert confirm["params"] == {"category": category, "area_id": KAMOKE}
    (opened,) = asked.send("1")
    assert (opened["command"], opened["description"]) == ("open_case", complaint)
    assert asked.state == EMPTY_STATE


def test_after_the_findings_the_tehsil_names_the_office(bot: Bot) -> None:
    citizen = Conversation(bot, questions=["receives_kafaalat"])
    citizen.send("kya main ahal hun")
    citizen.send("1")
    assert citizen.pending == "eligibility:area"
    assert citizen.send("Kamoke") == [{"command": "find_office", "category": "registration_survey", "area_id": KAMOKE}]


def test_after_the_findings_nothing_of_them_is_left(bot: Bot) -> None:
    citizen = Conversation(bot, questions=["receives_kafaalat"], last_area_id=KAMOKE)
    citizen.send("kya main ahal hun")
    citizen.send("1")
    assert citizen.pending is None
    assert citizen.says("shukriya") == ["thanks"]
    assert citizen.state == EMPTY_STATE
    citizen.send("kya main ahal hun")
    citizen.send("1")
    assert citizen.says("Kamoke me bijli nahi hai") == ["confirm_case"]


def test_her_last_area_or_the_one_she_names_goes_along(bot: Bot) -> None:
    assert Conversation(bot, last_area_id=KAMOKE).send("kya main ahal hun")[0]["area_id"] == KAMOKE
    citizen = Conversation(bot)
    assert citizen.send("Kamoke se hun, kya main bisp ke liye ahal hun")[0]["area_id"] == KAMOKE
    assert citizen.send("2")[0]["area_id"] == KAMOKE


@pytest.mark.parametrize(
    "text", ["35202-*****-1", "CNIC 35202-*****-1", "ye cnic check karen ahal he ya nahi 35202-*****-1"]
)
def test_a_card_number_asks_for_a_look_up(bot: Bot, text: str) -> None:
    (command,) = Conversation(bot).send(text)
    assert (command["command"], command["has_cnic"]) == ("assess_eligibility", True)


def test_a_card_number_instead_of_an_answer_asks_for_a_look_up(asked: Conversation) -> None:
    asked.send("2")
    (command,) = asked.send("35202-*****-1")
    assert command["has_cnic"]
    assert not command["is_repeated"]
    assert not asked.send("28")[0]["has_cnic"]


def test_a_card_number_in_a_complaint_is_no_question(bot: Bot) -> None:
    told = "Kamoke me meri bisp qist 3 mahine se nahi aai, CNIC 35202-*****-1"
    citizen = Conversation(bot)
    assert citizen.says(told) == ["confirm_case"]
    assert citizen.send("1")[0]["description"] == told


APPEALS = [
    "mujhe ghalat na ahal kar diya gaya hai, hum bohat ghareeb hain",
    "ہمیں بینظیر سے غلط نااہل کیا گیا ہے",
    "I was rejected wrongly by BISP, we are poor",
]


@pytest.mark.parametrize("told", APPEALS)
def test_rejected_wrongly_opens_an_appeal_in_one_reply(bot: Bot, told: str) -> None:
    citizen = Conversation(bot, last_area_id=KAMOKE)
    (opened,) = citizen.send(told)
    assert opened == {
        "command": "open_case", "category": "registration_survey", "description": told, "area_id": KAMOKE,
        "place_text": None, "is_accusation": False, "is_urgent": False, "media_messages": [],
    }  # fmt: skip
    assert citizen.state == EMPTY_STATE


@pytest.mark.parametrize("told", APPEALS)
def test_rejected_wrongly_in_the_middle_of_the_questions(asked: Conversation, told: str) -> None:
    asked.send("2")
    (opened,) = asked.send(told)
    assert (opened["command"], opened["category"]) == ("open_case", "registration_survey")
    assert asked.state == EMPTY_STATE


@pytest.mark.parametrize("word", ["APPEAL", "appeal", "اپیل", "apeel"])
def test_the_word_that_our_answer_names_leaves_one_question(bot: Bot, word: str) -> None:
    citizen = Conversation(bot, last_area_id=KAMOKE)
    assert citizen.says(word) == ["ask_problem"]
    (confirm,) = citizen.send("mere naam par koi gari nahi hai")
    assert confirm["params"] == {"category": "registration_survey", "area_id": KAMOKE}
    assert citizen.says("1") == ["open_case"]


@pytest.mark.parametrize(
    "told",
    [
        "thane ne meri FIR ghalat reject kar di hai, Kamoke",
        "bisp ke afsar ne rishwat na dene par mujhe ghalat na ahal kar diya, Kamoke",
        "survey me mera naam nahi aya, Kamoke",
    ],
)
def test_what_is_no_plain_appeal_is_confirmed_first(bot: Bot, told: str) -> None:
    assert "open_case" not in Conversation(bot).says(told)


@pytest.mark.parametrize(
    ("text", "programme", "then"),
    [
        ("kafalat program kya hai", "kafaalat", ["ask_tehsil"]),
        ("نشوونما پروگرام میں کیا ملتا ہے", "nashonuma", ["ask_tehsil"]),
        ("ehsaas program ki maloomat den", None, ["ask_tehsil"]),
        ("bila sood qarza kese milta", "interest_free_loan", []),
    ],
)
def test_a_programme_is_described_and_its_office_looked_for(
    bot: Bot, text: str, programme: str | None, then: list[str]
) -> None:
    citizen = Conversation(bot)
    (described, *rest) = citizen.send(text)
    assert described == {"command": "describe_programme", "programme": programme}
    assert [command["key"] for command in rest] == then
    assert citizen.state is not None
    assert citizen.state["form"] == ("office_form" if then else None)


def test_eligibility_comes_first_while_an_office_is_looked_for(bot: Bot) -> None:
    citizen = Conversation(bot)
    citizen.send("kafalat program kya hai")
    assert citizen.says("kya main ahal hun") == ["assess_eligibility"]
    assert facts(citizen.send("1")) == {"receives_kafaalat": True}


def test_in_a_draft_a_question_of_eligibility_is_answered_shortly_and_the_draft_goes_on(bot: Bot) -> None:
    citizen = Conversation(bot)
    citizen.send("bijli nahi hai")
    assert citizen.says("kya main bisp ke liye ahal hun") == ["describe_programme", "ask_place"]
    assert citizen.says("Kamoke") == ["confirm_case"]


@pytest.mark.parametrize("pending", [None, "", "something:else", "eligibility"])
def test_a_form_whose_questions_have_ended_is_over(pending: str | None) -> None:
    state = {
        "version": 1, "form": "eligibility_form",
        "slots": {"requested_slot": "eligibility_answer", "facts": [{"fact": "age", "value": 30.0}]},
    }  # fmt: skip
    assert resumed(state, pending) == EMPTY_STATE
    assert resumed(state, "eligibility:age") == state
    assert resumed({"garbage": 1}, pending) == {"garbage": 1}

"""Whole conversations on the trained model, in three writings: what the citizen sends, what the bot proposes."""

from typing import Any

import pytest

from bot.engine.turns import Bot
from tests.bot.conftest import Conversation, short

KAMOKE = "punjab-gujranwala-teh-kamoke"
FAISALABAD = "punjab-dist-faisalabad"
CASES = [
    {"reference": "7K2M9QR", "category": "water_supply", "state": "routed"},
    {"reference": "8AB2MQX", "category": "gas", "state": "routed"},
]
FILED = {
    "ur_Latn": ["Gujranwala peoples colony me 5 din se pani nahi aa raha", "1"],
    "ur": ["کامونکی میں پانچ دن سے پانی نہیں آ رہا", "١"],
    "en": ["No water for 5 days in Kamoke", "1"],
}


@pytest.mark.parametrize("writing", FILED)
def test_one_message_and_a_digit_open_a_case(bot: Bot, writing: str) -> None:
    citizen = Conversation(bot)
    told, digit = FILED[writing]
    (question,) = citizen.send(told)
    assert question["key"] == "confirm_case"
    assert question["params"]["category"] == "water_supply"
    assert citizen.understanding["language"] == writing
    (opened,) = citizen.send(digit)
    assert opened["command"] == "open_case"
    assert opened["description"] == told
    assert opened["area_id"] == question["params"]["area_id"]
    assert not opened["is_accusation"]
    assert citizen.state == {"version": 1, "slots": {}, "form": None}


STEP_BY_STEP: dict[str, list[tuple[str, list[str]]]] = {
    "ur": [
        ("السلام علیکم", ["greeting"]),
        ("١", ["ask_problem"]),
        ("ہمارے محلے میں گٹر ابل رہا ہے، بدبو بہت ہے", ["ask_place"]),
        ("مدد", ["help", "ask_place"]),
        ("کامونکی", ["confirm_case"]),
        ("جی ہاں", ["open_case"]),
    ],
    "ur_Latn": [
        ("salam", ["greeting"]),
        ("1", ["ask_problem"]),
        ("hamare mohalle me gutter ubal raha hai", ["ask_place"]),
        ("madad", ["help", "ask_place"]),
        ("Kamoke", ["confirm_case"]),
        ("theek hai", ["open_case"]),
    ],
    "en": [
        ("Hello", ["greeting"]),
        ("1", ["ask_problem"]),
        ("The gutter in our street is overflowing", ["ask_place"]),
        ("help", ["help", "ask_place"]),
        ("Kamoke", ["confirm_case"]),
        ("yes", ["open_case"]),
    ],
}


@pytest.mark.parametrize("writing", STEP_BY_STEP)
def test_step_by_step_with_help_in_between(conversation: Conversation, writing: str) -> None:
    for text, expected in STEP_BY_STEP[writing]:
        commands = conversation.send(text)
        assert [command.get("key", command["command"]) for command in commands] == expected, text
    assert commands[0]["category"] == "sewerage_drainage"
    assert commands[0]["area_id"] == KAMOKE
    assert commands[0]["description"] == STEP_BY_STEP[writing][2][0]
    assert not commands[0]["is_accusation"]


@pytest.mark.parametrize("correction", ["nahi, Faisalabad", "نہیں، فیصل آباد", "no, Faisalabad", "Faisalabad"])
def test_a_correction_changes_the_place(conversation: Conversation, correction: str) -> None:
    conversation.send("Kamoke me bijli nahi hai")
    (question,) = conversation.send(correction)
    assert question["key"] == "confirm_case"
    assert question["params"] == {"category": "electricity", "area_id": FAISALABAD}


@pytest.mark.parametrize(
    "correction", ["not water, gas", "pani nahi, gas", "nahi, gas", "gas", "پانی نہیں، گیس", "گیس", "no, it is gas"]
)
def test_the_thing_itself_corrects_the_category(conversation: Conversation, correction: str) -> None:
    conversation.send("Kamoke me pani nahi aa raha")
    (question,) = conversation.send(correction)
    assert question["params"] == {"category": "gas", "area_id": KAMOKE}


@pytest.mark.parametrize("correction", ["nahi pani ka masla hai", "نہیں، پانی کا مسئلہ ہے", "no, it is about water"])
def test_a_category_is_corrected_where_the_place_was_asked(conversation: Conversation, correction: str) -> None:
    conversation.send("bijli nahi hai")
    assert conversation.says(correction) == ["ask_place"]
    assert conversation.send("Kamoke")[0]["params"]["category"] == "water_supply"


def test_a_correction_changes_the_category(conversation: Conversation) -> None:
    conversation.send("Kamoke me bijli nahi hai")
    (question,) = conversation.send("nahi, pani nahi aa raha")
    assert question["params"]["category"] == "water_supply"
    assert conversation.send("1")[0]["description"] == "Kamoke me bijli nahi hai\nnahi, pani nahi aa raha"


def test_change_by_number(conversation: Conversation) -> None:
    conversation.send("Kamoke me bijli nahi hai")
    assert conversation.says("2") == ["ask_what_to_change"]
    assert conversation.says("٢") == ["ask_place"]
    assert conversation.says("Faisalabad") == ["confirm_case"]
    assert conversation.says("2") == ["ask_what_to_change"]
    assert conversation.says("1") == ["ask_problem"]
    assert conversation.says("hamari gali ki street light kharab hai") == ["confirm_case"]
    opened = conversation.send("1")[0]
    assert (opened["category"], opened["area_id"]) == ("street_light", FAISALABAD)
    assert opened["description"] == "hamari gali ki street light kharab hai"


@pytest.mark.parametrize(
    ("part", "asked"),
    [("jagah", "ask_place"), ("جگہ", "ask_place"), ("masla", "ask_problem"), ("مسئلہ", "ask_problem")],
)
def test_change_by_word(conversation: Conversation, part: str, asked: str) -> None:
    conversation.send("Kamoke me bijli nahi hai")
    conversation.send("2")
    assert conversation.says(part) == [asked]


@pytest.mark.parametrize(
    ("copied", "key"),
    [
        ("1 darj karein", "open_case"),
        ("2 badlein", "ask_what_to_change"),
        ("٢ بدلیں", "ask_what_to_change"),
        ("2. change", "ask_what_to_change"),
        ("3 chhor dein", "draft_cancelled"),
        ("1 hafta ho gaya hai bijli nahi", "confirm_case"),
    ],
)
def test_an_option_copied_with_its_number_is_that_option(conversation: Conversation, copied: str, key: str) -> None:
    conversation.send("Kamoke me bijli nahi hai")
    assert conversation.says(copied) == [key]


def test_another_matter_is_chosen_in_words(conversation: Conversation) -> None:
    assert conversation.says("hamari gali ka bohat bura haal hai") == ["ask_category"]
    assert conversation.says("koi aur masla") == ["ask_place"]


@pytest.mark.parametrize("answer", ["zila shikarpur", "Shikarpur wala", "sindh wala"])
def test_a_namesake_is_chosen_by_its_district(conversation: Conversation, answer: str) -> None:
    conversation.send("bijli nahi hai")
    conversation.send("Khanpur")
    (confirm,) = conversation.send(answer)
    assert confirm["params"]["area_id"] == "sindh-shikarpur-teh-khanpur"


@pytest.mark.parametrize("answer", ["2", "٢", "۲", "do", "دوسرا", "second"])
def test_namesakes_are_asked_back(conversation: Conversation, answer: str) -> None:
    conversation.send("bijli nahi hai")
    (question,) = conversation.send("Khanpur")
    assert question["key"] == "ask_which_area"
    options = question["params"]["options"]
    assert len(options) >= 2
    (confirm,) = conversation.send(answer)
    assert confirm["params"]["area_id"] == options[1]["area_id"]


def test_the_last_area_decides_between_namesakes(bot: Bot) -> None:
    haripur = "khyber-pakhtunkhwa-haripur-teh-khanpur"
    known = Conversation(bot, last_area_id=haripur)
    (question,) = known.send("Khanpur me bijli nahi hai")
    assert (question["key"], question["params"]["area_id"]) == ("confirm_case", haripur)


@pytest.mark.parametrize("unknown", ["0", "pata nahi", "پتہ نہیں", "don't know"])
def test_an_unknown_place_goes_to_the_desk(conversation: Conversation, unknown: str) -> None:
    conversation.send("bijli nahi hai")
    assert conversation.says(unknown) == ["confirm_case_no_area"]
    assert conversation.send("1")[0]["area_id"] is None


def test_a_place_that_is_not_found_twice_is_kept_in_words(conversation: Conversation) -> None:
    conversation.send("bijli nahi hai")
    assert conversation.says("xqzt wali jagah") == ["ask_place_again"]
    assert conversation.says("xqzt nehar ke sath") == ["confirm_case_no_area"]
    opened = conversation.send("haan")[0]
    assert opened["area_id"] is None
    assert "xqzt nehar ke sath" in opened["place_text"]


@pytest.mark.parametrize("back", ["back", "BACK", "wapas", "واپس"])
def test_back_is_one_step(conversation: Conversation, back: str) -> None:
    conversation.send("Kamoke me bijli nahi hai")
    assert conversation.says(back) == ["ask_place"]
    assert conversation.says(back) == ["ask_problem"]
    assert conversation.says(back) == ["nothing_to_go_back", "ask_problem"]


@pytest.mark.parametrize("cancel", ["cancel", "khatam", "KHATAM", "ختم", "3"])
def test_cancel_registers_nothing(conversation: Conversation, cancel: str) -> None:
    conversation.send("Kamoke me bijli nahi hai")
    assert conversation.says(cancel) == ["draft_cancelled"]
    assert conversation.state == {"version": 1, "slots": {}, "form": None}


ASIDES = [
    ("meri shikayat 7K2M9QR ka kya bana", "show_status"),
    ("shukriya", "thanks"),
    ("stop", "opt_out"),
    ("start", "opt_in"),
    ("english", "set_language"),
    ("assalam o alaikum", "draft_kept"),
    ("bisp me register kaise hon", "describe_programme"),
]


@pytest.mark.parametrize(("aside", "command"), ASIDES)
def test_a_question_in_the_middle_is_answered_and_the_draft_goes_on(
    conversation: Conversation, aside: str, command: str
) -> None:
    conversation.send("bijli nahi hai")
    assert conversation.says(aside) == [command, "ask_place"]
    assert conversation.says("Kamoke") == ["confirm_case"]
    assert conversation.says("1") == ["open_case"]


def test_language_is_asked_in_the_middle_and_the_draft_goes_on(conversation: Conversation) -> None:
    conversation.send("bijli nahi hai")
    assert conversation.says("zaban badlo") == ["ask_language"]
    (changed, question) = conversation.send("3")
    assert changed == {"command": "set_language", "language": "en"}
    assert question["key"] == "ask_place"


def test_a_person_gets_all_words_and_the_draft_ends(conversation: Conversation) -> None:
    conversation.send("bijli nahi hai")
    (handed,) = conversation.send("insan se baat karni hai")
    assert handed["reason"] == "asked"
    assert handed["text"] == "bijli nahi hai\ninsan se baat karni hai"
    assert conversation.state is not None
    assert conversation.state["form"] is None


def test_two_failures_give_a_person_all_the_words(conversation: Conversation) -> None:
    assert conversation.says("qwrt zxcv") == ["not_understood"]
    (handed,) = conversation.send("plmk hgfd")
    assert (handed["reason"], handed["text"]) == ("not_understood", "qwrt zxcv\nplmk hgfd")


def test_two_failures_at_the_confirmation_give_a_person_the_draft(conversation: Conversation) -> None:
    conversation.send("Kamoke me bijli nahi hai")
    assert conversation.says("???") == ["confirm_again"]
    (handed,) = conversation.send("9")
    assert handed["reason"] == "not_understood"
    assert handed["text"].startswith("Kamoke me bijli nahi hai")


@pytest.mark.parametrize(
    ("digit", "expected"), [("1", "ask_problem"), ("2", "show_status"), ("3", "ask_office_category")]
)
def test_the_menu_works_after_a_greeting(conversation: Conversation, digit: str, expected: str) -> None:
    assert conversation.says("salam") == ["greeting"]
    assert conversation.says(digit) == [expected]


def test_four_is_a_person(conversation: Conversation) -> None:
    conversation.send("qwrt zxcv")
    (handed,) = conversation.send("4")
    assert handed["reason"] == "asked"
    assert handed["text"].startswith("qwrt zxcv")


def test_a_late_digit_is_not_understood(conversation: Conversation) -> None:
    assert conversation.says("2") == ["not_understood"]


def test_a_photo_begins_a_draft(conversation: Conversation) -> None:
    assert conversation.says("", media_types=["image/jpeg"]) == ["media_received"]
    assert conversation.says("gali ki street light kharab hai") == ["ask_place"]


FIRST, SECOND, THIRD = (f"01a211eb-5286-71d3-acb0-72f2b17eec0{number}" for number in range(3))


def opened_with(conversation: Conversation) -> list[str]:
    """Messages whose media the case takes along, once the draft is confirmed."""
    (command,) = conversation.send("1")
    assert command["command"] == "open_case"
    return list(command["media_messages"])


def test_a_draft_remembers_its_messages_with_media(conversation: Conversation) -> None:
    conversation.send("", id=FIRST, media_types=["image/jpeg"])
    conversation.send("gali ki street light kharab hai", id=SECOND, media_types=["audio/ogg"])
    conversation.send("Kamoke", id=THIRD)
    assert opened_with(conversation) == [FIRST, SECOND]


def test_a_photo_that_was_not_the_answer_belongs_to_the_draft_all_the_same(conversation: Conversation) -> None:
    conversation.send("bijli nahi hai", id=FIRST)
    conversation.send("", id=SECOND, media_types=["image/jpeg"])
    conversation.send("Kamoke", id=THIRD)
    assert opened_with(conversation) == [SECOND]


@pytest.mark.parametrize("end", ["khatam", "insaan se baat karni hai"])
def test_a_draft_that_is_over_hands_its_photos_to_no_other(conversation: Conversation, end: str) -> None:
    conversation.send("bijli nahi hai", id=FIRST, media_types=["image/jpeg"])
    conversation.send(end, id=SECOND)
    conversation.send("Kamoke me pani nahi aa raha", id=THIRD)
    assert opened_with(conversation) == []


def test_a_photo_belongs_to_the_open_case(bot: Bot) -> None:
    citizen = Conversation(bot, open_cases=CASES)
    (added,) = citizen.send("", media_types=["image/jpeg"])
    assert added == {"command": "add_detail", "reference": None, "text": "", "messages": citizen.ids}


def test_a_shared_place_is_the_answer(conversation: Conversation) -> None:
    conversation.send("bijli nahi hai")
    (question,) = conversation.send("", location={"latitude": 31.975, "longitude": 74.223})
    assert question["params"]["area_id"] == KAMOKE
    assert conversation.send("1")[0]["place_text"] == "31.97500,74.22300"


def test_a_shared_place_begins_a_draft(conversation: Conversation) -> None:
    (received, question) = conversation.send("", location={"latitude": 31.975, "longitude": 74.223})
    assert received == {"command": "say", "key": "location_received", "params": {"area_id": KAMOKE}}
    assert question["key"] == "ask_problem"
    assert conversation.says("bijli nahi hai") == ["confirm_case"]


def test_danger_comes_first_and_once(conversation: Conversation) -> None:
    (first, question) = conversation.send("gas leak ho rahi hai jaldi karo")
    assert first == {"command": "show_helpline", "situation": "danger"}
    assert question["key"] == "ask_place"
    assert conversation.says("Kamoke") == ["confirm_case"]
    assert conversation.send("1")[0]["is_urgent"]


def test_protection_names_the_helpline_and_never_the_matter(conversation: Conversation) -> None:
    said = conversation.send("mera shohar mujhe marta hai, Lahore")
    assert said[0] == {"command": "show_helpline", "situation": "violence"}
    assert [short(command) for command in said] == ["show_helpline", "confirm_again"]
    opened = conversation.send("1")[0]
    assert (opened["category"], opened["is_urgent"]) == ("protection", True)


def test_an_accusation_is_passed_on(conversation: Conversation) -> None:
    conversation.send("Kamoke me patwari fard ke liye rishwat mang raha hai")
    assert conversation.send("1")[0]["is_accusation"]


ONE_TURN: list[tuple[str, dict[str, Any]]] = [
    ("meri darkhwast ka kya bana", {"command": "show_status", "reference": None}),
    ("7K2M9QR", {"command": "show_status", "reference": "7K2M9QR"}),
    ("میری شکایت 7K2M9QR کا کیا بنا", {"command": "show_status", "reference": "7K2M9QR"}),
    ("message na bhejein", {"command": "opt_out", "purpose": "outreach"}),
    ("stop all", {"command": "opt_out", "purpose": "all"}),
    ("START", {"command": "opt_in"}),
    ("english", {"command": "set_language", "language": "en"}),
    ("اردو میں لکھیں", {"command": "set_language", "language": "ur"}),
    ("roman urdu me likho", {"command": "set_language", "language": "ur_Latn"}),
    ("شکریہ", {"command": "say", "key": "thanks", "params": {}}),
    ("ok", {"command": "say", "key": "thanks", "params": {}}),
    ("back", {"command": "say", "key": "nothing_to_go_back", "params": {}}),
    ("khatam", {"command": "say", "key": "nothing_to_cancel", "params": {}}),
]


@pytest.mark.parametrize(("text", "command"), ONE_TURN)
def test_one_turn(conversation: Conversation, text: str, command: dict[str, Any]) -> None:
    assert conversation.send(text) == [command]


@pytest.mark.parametrize(
    "told",
    ["masla abhi tak hal nahi hua 7K2M9QR", "not solved 7K2M9QR", "hal nahi hua 7k2m9qr", "حل نہیں ہوا 7K2M9QR"],
)
def test_not_solved_opens_the_case_again(conversation: Conversation, told: str) -> None:
    (command,) = conversation.send(told)
    assert command["command"] == "reopen_case"
    assert command["reference"] == "7K2M9QR"


def test_a_detail_for_the_only_case(bot: Bot) -> None:
    citizen = Conversation(bot, open_cases=CASES[:1])
    text = "ye bhi likh len ke pani ganda bhi aa raha hai"
    (added,) = citizen.send(text)
    assert added == {"command": "add_detail", "reference": None, "text": text, "messages": citizen.ids}


def test_a_detail_for_one_of_several_cases(bot: Bot) -> None:
    citizen = Conversation(bot, open_cases=CASES)
    text = "ye bhi likh len ke pani ganda bhi aa raha hai"
    (question,) = citizen.send(text)
    assert question["key"] == "which_case"
    assert [option["reference"] for option in question["params"]["options"]] == ["7K2M9QR", "8AB2MQX"]
    (added,) = citizen.send("2")
    assert added == {"command": "add_detail", "reference": "8AB2MQX", "text": text, "messages": citizen.ids[:1]}


@pytest.mark.parametrize("answer", ["2", "٢", "do", "doosri wali", "gas wali", "گیس والی", "8AB2MQX", "8ab2mqx"])
def test_a_case_is_chosen_by_number_word_matter_or_reference(bot: Bot, answer: str) -> None:
    citizen = Conversation(bot, open_cases=CASES)
    citizen.send("ye bhi likh len ke masla abhi bhi hai")
    assert citizen.send(answer)[0]["reference"] == "8AB2MQX"


def test_an_office_in_pieces(conversation: Conversation) -> None:
    assert conversation.says("mujhe daftar ka pata chahiye") == ["ask_office_category"]
    assert conversation.says("NADRA shanakhti card") == ["ask_place"]
    assert conversation.send("Kamoke") == [
        {"command": "find_office", "category": "identity_documents", "area_id": KAMOKE}
    ]


def test_a_complaint_while_an_office_is_looked_for_becomes_a_draft(conversation: Conversation) -> None:
    assert conversation.says("NADRA ka daftar kahan hai") == ["ask_place"]
    assert conversation.says("hamare Kamoke me teen din se bijli nahi aa rahi") == ["confirm_case"]
    assert conversation.send("1")[0]["category"] == "electricity"


def test_more_words_at_the_confirmation_join_the_description(conversation: Conversation) -> None:
    conversation.send("Kamoke me bijli nahi hai")
    assert conversation.says("teen din se bijli band hai aur bache pareshan hain") == ["confirm_case"]
    assert conversation.send("1")[0]["description"].splitlines() == [
        "Kamoke me bijli nahi hai",
        "teen din se bijli band hai aur bache pareshan hain",
    ]


def test_a_hand_on_the_keyboard_changes_no_language(conversation: Conversation) -> None:
    conversation.send("گٹر ابل رہے ہیں")
    conversation.send("qwrt zxcv")
    assert not conversation.understanding["is_substantive"]


@pytest.mark.parametrize(
    "danger", ["wire has fallen on the street in Kamoke, children around", "Kamoke me khambe me current aa raha hai"]
)
def test_danger_in_other_words_shows_the_emergency_number_first(conversation: Conversation, danger: str) -> None:
    first, *_ = conversation.send(danger)
    assert first == {"command": "show_helpline", "situation": "danger"}

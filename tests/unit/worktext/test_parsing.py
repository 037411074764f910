"""What officials text, in three writings, and what is no work but a citizen's text."""

import pytest

from gateway.cases.reference import check_character
from gateway.worktext.parsing import Order, choice, parse, says_yes
from gateway.worktext.words import ACTS, phrases

REF = "7K2M9Q" + check_character("7K2M9Q")


@pytest.mark.parametrize(
    "text",
    [
        f"A {REF}", f"a {REF.lower()}", f"{REF} A", f"accept {REF}", f"{REF} accepted.", f"A. {REF}", f"A:{REF}",
        f"qabool {REF}", f"{REF} manzoor", f"قبول {REF}", f"{REF} ق", f"قبول ہے {REF}", f"A {REF[:3]}-{REF[3:]}",
        f"A {REF[:3]} {REF[3:]}", f"A\n{REF}", "A " + REF.translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")),
    ],
)  # fmt: skip
def test_accept(text: str) -> None:
    order = parse(text)
    assert order is not None
    assert (order.act, order.reference, order.words) == ("accept", REF, "")


@pytest.mark.parametrize("text", ["A", " a ", "A.", "accept", "qabool", "Qabool hai", "قبول", "ق", "منظور ہے"])
def test_accept_without_a_number(text: str) -> None:
    assert parse(text) == Order("accept", None, "", "")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (f"R {REF} Pump repaired, water is back", "Pump repaired, water is back"),
        (f"R: {REF} Pump repaired", "Pump repaired"),
        (f"R {REF}: Pump repaired", "Pump repaired"),
        (f"{REF} R Pump repaired", "Pump repaired"),
        (f"R Pump repaired {REF}", "Pump repaired"),
        (f"{REF} done Pump repaired", "Pump repaired"),
        (f"ho gaya {REF} motor theek kar di", "motor theek kar di"),
        (f"{REF} jawab: motor theek kar di", "motor theek kar di"),
        (f"ہو گیا {REF} موٹر ٹھیک کر دی گئی ہے", "موٹر ٹھیک کر دی گئی ہے"),
        (f"ج {REF} موٹر ٹھیک کر دی", "موٹر ٹھیک کر دی"),
        (f"R {REF} 2 valves\nchanged", "2 valves changed"),
    ],
)
def test_answer(text: str, words: str) -> None:
    order = parse(text)
    assert order is not None
    assert (order.act, order.reference, order.words, order.outcome) == ("answer", REF, words, "granted")


@pytest.mark.parametrize(
    ("text", "outcome", "words"),
    [
        ("R partly two streets have water", "partly_granted", "partly two streets have water"),
        ("R partly: two streets have water", "partly_granted", "two streets have water"),
        ("R kuch kaam baqi hai", "partly_granted", "kuch kaam baqi hai"),
        ("R جزوی، دو گلیوں میں پانی ہے", "partly_granted", "دو گلیوں میں پانی ہے"),
        ("R no budget for this until July", "rejected", "no budget for this until July"),
        ("R no - the line is private", "rejected", "the line is private"),
        ("R nahi ho sakta, zameen niji hai", "rejected", "nahi ho sakta, zameen niji hai"),
        ("R نہیں ہو سکتا", "rejected", "نہیں ہو سکتا"),
        ("R nothing is left to do", "granted", "nothing is left to do"),
    ],
)
def test_the_outcome_is_understood_and_its_sense_stays(text: str, outcome: str, words: str) -> None:
    order = parse(text)
    assert order is not None
    assert (order.act, order.outcome, order.words) == ("answer", outcome, words)


@pytest.mark.parametrize(
    ("text", "act", "words"),
    [
        ("F assistant commissioner", "forward", "assistant commissioner"),
        ("f ac-punjab-gujranwala-teh-kamoke", "forward", "ac-punjab-gujranwala-teh-kamoke"),
        ("forward WASA", "forward", "WASA"),
        ("aage bhejo tehsil hospital", "forward", "tehsil hospital"),
        ("آگے اسسٹنٹ کمشنر", "forward", "اسسٹنٹ کمشنر"),
        ("Q which street is it?", "question", "which street is it?"),
        ("sawal kaun si gali", "question", "kaun si gali"),
        ("سوال کون سی گلی؟", "question", "کون سی گلی؟"),
        ("R", "answer", ""),
        ("F", "forward", ""),
        ("Q", "question", ""),
    ],
)
def test_other_acts(text: str, act: str, words: str) -> None:
    order = parse(text)
    assert order is not None
    assert (order.act, order.reference, order.words) == (act, None, words)


@pytest.mark.parametrize(
    ("text", "reference"),
    [("A 7K2M9QA", "7K2M9QA"), ("R 7K2M9 pump repaired", None), ("R 7K2M9QRR pump repaired", "7K2M9QRR")],
)
def test_a_mistyped_number_is_still_a_number(text: str, reference: str | None) -> None:
    order = parse(text)
    assert order is not None
    assert order.reference == reference


@pytest.mark.parametrize("text", [f"{REF} kal dekhenge", REF, f"A {REF} team comes tomorrow", f"{REF}: کل", f"W {REF}"])
def test_a_case_without_an_act_is_not_understood(text: str) -> None:
    order = parse(text)
    assert order is not None
    assert (order.act, order.reference) == (None, REF)


@pytest.mark.parametrize(
    "text",
    [
        "", "   ", "A pipe is broken in Kamoke", "bijli nahi aa rahi", "No water in Kamoke", "کامونکی میں پانی نہیں",
        "salam", "1", "۲", "ho gaya", "jawab", "done", "ہو گیا", "yes", "11KV line is broken", "aaj bhi pani nahi aya",
        "WhatsApp", "qabool karein meri shikayat",
    ],
)  # fmt: skip
def test_what_is_a_citizens_text(text: str) -> None:
    assert parse(text) is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("1", True), ("1 yes", True), ("۱", True), ("1.", True), ("YES", True), ("haan ji", True), ("جی ہاں", True),
        ("0", False), ("no", False), ("nahi", False), ("نہیں", False), ("", None), ("2", None), ("yes no", None),
        ("yes but later", None), ("pani nahi aa raha", None),
    ],
)  # fmt: skip
def test_yes_and_no(text: str, said: bool | None) -> None:
    assert says_yes(text) is said


@pytest.mark.parametrize(
    ("text", "number"), [("2", 2), ("۲", 2), ("2.", 2), (" 3 ", 3), ("4", None), ("0", None), ("2 yes", None)]
)
def test_a_choice_from_a_list(text: str, number: int | None) -> None:
    assert choice(text, 3) == number


def test_no_word_names_two_acts() -> None:
    for one in ACTS:
        others = phrases(*(other for other in ACTS if other != one))
        assert not set(phrases(one)) & set(others)

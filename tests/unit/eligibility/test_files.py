"""The data files: the shipped ones are in order and name their sources; every fault is told with its place."""

import csv
import re
from pathlib import Path
from typing import Any

import pytest

from gateway.channels.segments import count
from gateway.dialogue import eligibility
from gateway.dialogue.contract import DescribeProgramme
from gateway.eligibility import vocabulary
from gateway.eligibility.files import DATA, RulesInvalid, load, rulebook
from gateway.eligibility.naming import LABELS
from gateway.i18n.catalog import render
from tests.support.eligibility import TODAY, written

RULE = {
    "code": "new-rule", "programme": "kafaalat", "rule": "new", "kind": "requires", "when": "has_cnic = yes",
    "valid_from": "2026-01-01", "valid_to": "", "confidence": "high", "is_conflicting": "no", "source": "a page",
    "source_date": "2026-01-01", "reason_en": "because", "reason_ur": "کیونکہ", "reason_ur_latn": "kyunke",
}  # fmt: skip
FAULTS: list[tuple[dict[str, Any], str]] = [
    ({"code": "New Rule"}, "code: 'New Rule' is not small Latin letters and digits parted by single - or _"),
    ({"code": "kafaalat-score-32"}, "code: 'kafaalat-score-32' is on line 3 already"),
    ({"programme": "kafalat"}, "programme: 'kafalat' is none of kafaalat, taleemi_wazaif"),
    ({"kind": "demands"}, "kind: 'demands' is none of requires, excludes, proves"),
    ({"when": "score <= 32"}, "when: there is no fact 'score', and no programme above 'kafaalat' with that code"),
    ({"when": "nashonuma = likely"}, "when: there is no fact 'nashonuma', and no programme above 'kafaalat'"),
    ({"when": "has_cnic <= 3"}, "when: has_cnic cannot be compared so; it is one of no, yes"),
    ({"when": "has_cnic = maybe"}, "when: has_cnic cannot be compared so; it is one of no, yes"),
    ({"when": "poverty_score = yes"}, "when: poverty_score cannot be compared so; it is a number"),
    ({"when": "exclusion = rich"}, "when: exclusion cannot be compared so; it is one of foreign_traveller"),
    ({"when": "poverty_score under 32"}, "when: 'poverty_score under 32' is not like"),
    ({"when": ""}, "when: this cell may not be empty"),
    ({"programme": "nashonuma", "when": "kafaalat = good"}, "when: a programme is compared like `kafaalat = likely`"),
    ({"valid_from": "2026/01/01"}, "valid_from: '2026/01/01' is not a day like 2024-03-23"),
    ({"valid_from": ""}, "valid_from: from which day it counts must be told"),
    ({"valid_to": "2025-12-31"}, "valid_to: it ends before it begins"),
    ({"confidence": "sure"}, "confidence: 'sure' is none of high, medium, low"),
    ({"is_conflicting": ""}, "is_conflicting: this cell may not be empty"),
    ({"is_conflicting": "perhaps"}, "is_conflicting: 'perhaps' is neither yes nor no"),
    ({"source": ""}, "source: this cell may not be empty"),
    ({"source_date": ""}, "source_date: the day of the source, or on which it was read, must be told"),
    ({"reason_ur": ""}, "reason_ur: this text is missing"),
    ({"reason_ur": "because"}, "reason_ur: Urdu script belongs in the column _ur and nowhere else"),
    ({"reason_en": "کیونکہ"}, "reason_en: Urdu script belongs in the column _ur and nowhere else"),
    ({"reason_en": "b" * 111}, "reason_en: 111 characters; more than 110 do not fit in a text message"),
]


@pytest.mark.parametrize(("change", "problem"), FAULTS, ids=[problem[:40] for _, problem in FAULTS])
def test_a_wrong_cell_is_named_by_file_line_and_column(tmp_path: Path, change: dict[str, Any], problem: str) -> None:
    lines = len((DATA / "rules.csv").read_text(encoding="utf-8").splitlines())
    with pytest.raises(RulesInvalid) as caught:
        load(written(tmp_path, rules=[RULE | change]))
    (fault,) = caught.value.faults
    assert fault.startswith(f"rules.csv line {lines + 1}, {problem}"), fault


def test_a_right_row_is_taken(tmp_path: Path) -> None:
    rule = load(written(tmp_path, rules=[RULE])).rule("new-rule")
    assert rule is not None
    assert (rule.group, rule.condition.facts, rule.source_date.year) == ("kafaalat/new", ("has_cnic",), 2026)


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(RulesInvalid) as caught:
        load(written(tmp_path, rules=[RULE | {"kind": "x", "source": ""}], programmes=[{"code": "Bad"}]))
    assert [fault.split(",")[0] for fault in caught.value.faults] == ["programmes.csv line 9"] * len(
        caught.value.faults
    )
    with pytest.raises(RulesInvalid) as caught:
        load(written(tmp_path, rules=[RULE | {"kind": "x", "source": ""}, RULE | {"when": "?"}]))
    assert len(caught.value.faults) == 4  # two cells, a third, and the code that is there twice


@pytest.mark.parametrize("name", ["facts", "rules", "aliases"])
def test_a_missing_file_or_column_is_named(tmp_path: Path, name: str) -> None:
    written(tmp_path)
    path = tmp_path / f"{name}.csv"
    path.write_text("something\nelse\n", encoding="utf-8")
    with pytest.raises(RulesInvalid, match=rf"{name}\.csv line 1, \w+: this column is missing"):
        vocabulary.vocabulary(tmp_path)
    if name != "aliases":
        path.unlink()
        with pytest.raises(RulesInvalid, match=rf"{name}\.csv: the file is missing"):
            load(tmp_path)


def test_alternatives_are_of_one_kind(tmp_path: Path) -> None:
    with pytest.raises(RulesInvalid, match="another kind than its alternatives"):
        load(written(tmp_path, rules=[RULE | {"rule": "score", "kind": "excludes"}]))


def test_two_firm_statements_on_one_matter_must_be_marked(tmp_path: Path) -> None:
    second = {
        "code": "kafaalat-who-else", "programme": "kafaalat", "topic": "who", "valid_from": "2025-01-01",
        "confidence": "high", "is_conflicting": "no", "source": "a page", "source_date": "2026-01-01",
        "text_en": "everybody", "text_ur": "سب", "text_ur_latn": "sab",
    }  # fmt: skip
    with pytest.raises(RulesInvalid, match="kafaalat-who and kafaalat-who-else hold at the same time"):
        load(written(tmp_path, particulars=[second]))
    load(written(tmp_path, particulars=[second | {"is_conflicting": "yes"}]))


@pytest.mark.parametrize(
    ("name", "row", "problem"),
    [
        ("aliases", {"programme": "zakat", "alias": "zakat"}, "programme: there is no programme 'zakat'"),
        ("aliases", {"programme": "kafaalat", "alias": "langar"}, "the same words are on line"),
        (
            "fact_words",
            {"fact": "wealth", "value": "yes", "is_volunteered": "no", "words": "ameer"},
            "no fact 'wealth'",
        ),
        ("fact_words", {"fact": "has_cnic", "value": "3", "is_volunteered": "no", "words": "card"}, "none of no, yes"),
        ("fact_words", {"fact": "has_cnic", "value": "yes", "is_volunteered": "", "words": "card"}, "yes or no"),
    ],
)
def test_words_for_the_bot_are_checked(tmp_path: Path, name: str, row: dict[str, str], problem: str) -> None:
    with pytest.raises(RulesInvalid, match=re.escape(problem)):
        vocabulary.vocabulary(written(tmp_path, **{name: [row]}))


def test_the_contract_is_the_one_in_the_bot() -> None:
    assert vocabulary.PATH.read_text(encoding="utf-8") == vocabulary.text()


def test_every_programme_has_names_in_three_writings_and_particulars() -> None:
    words = vocabulary.vocabulary()
    for code in rulebook().programmes:
        aliases = [one["alias"] for one in words["aliases"] if one["programme"] == code]
        assert any(re.search(r"[\u0600-\u06ff]", alias) for alias in aliases)
        assert any(re.search(r"[a-z]", alias) for alias in aliases)
        assert {"what", "who", "how"} <= {one.topic for one in rulebook().particulars if one.programme == code}
    umbrella = {one["alias"] for one in words["aliases"] if one["programme"] == vocabulary.UMBRELLA}
    assert {"ehsaas", "احساس", "bisp", "benazir", "بینظیر", "8171", "imdad", "امداد", "وظیفہ"} <= umbrella


def test_sources_are_publications() -> None:
    """A source is a publication or page that a reader can look up, not a note of ours."""
    for one in [*rulebook().rules, *rulebook().particulars]:
        assert re.search(r"\.(pk|com|net|tv|info|org)\b|secondary site|found eligible", one.source), one.code
        assert one.source_date <= TODAY


def test_what_sources_dispute_or_one_site_says_is_marked() -> None:
    marked = {one.code for one in [*rulebook().rules, *rulebook().particulars] if not one.is_firm}
    assert marked == {
        "kafaalat-score-34", "rashan-income-31000", "rashan-income-50000", "loan-score-to-40", "loan-score-above-40",
        "kafaalat-amount-2026-old", "kafaalat-amount-2026-new", "kafaalat-condition-bill",
    }  # fmt: skip


@pytest.mark.parametrize("kind", ["flag", "number", "choice"])
def test_a_question_in_urdu_is_one_part_and_a_choice_two(kind: str) -> None:
    for fact in rulebook().facts.values():
        if fact.kind != kind or not fact.is_asked:
            continue
        text = render(f"ask_{kind}", "ur", {"fact": fact.question["ur"]})
        text += "".join(f"\n{number} {option.label['ur']}" for number, option in enumerate(fact.options, start=1))
        assert count(text).parts <= (2 if kind == "choice" else 1), fact.code


@pytest.mark.parametrize("language", ["ur", "ur_Latn", "en"])
@pytest.mark.parametrize("programme", rulebook().programmes)
def test_a_programme_is_told_in_three_parts(programme: str, language: str) -> None:
    """With the warning, and with the question for the tehsil where some office registers."""
    said = eligibility.tell(DescribeProgramme(programme=programme), TODAY)
    said += [("ask_tehsil", {})] if rulebook().programmes[programme].office_category else []
    lines = [
        render(
            key,
            language,
            {name: LABELS.get(name, lambda value, _: value)(value, language) for name, value in one.items()},
        )
        for key, one in said
    ]
    assert count("\n".join(lines)).parts <= 3, lines


def test_urdu_texts_have_no_latin_letters() -> None:
    for file in DATA.glob("*.csv"):
        with file.open(encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines):
                for column, text in row.items():
                    assert not (column.endswith("_ur") and re.search("[A-Za-z]", text)), (file.name, text)

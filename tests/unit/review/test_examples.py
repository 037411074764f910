"""Examples as files: read back as written, grouped, and the same however often they are written."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.review.examples import Example, from_tsv, from_yaml, merged, plain, to_tsv, to_yaml, update

GAS = Example("gas nahi: kab?", "ur_Latn", "file_grievance", "gas", "dist")
LEAK = Example("گیس لیک", "ur", "file_grievance", "gas")
HELLO = Example("# hello", "en", "greet")
BRIBE = Example("thanay wale paise mangte hain", "ur_Latn", "file_grievance", "police", is_accusation=True)
TEXTS = st.text(min_size=1, max_size=40).map(plain).filter(bool)


def test_yaml_is_grouped_as_the_training_data_are() -> None:
    assert to_yaml([LEAK, GAS]).split("nlu:\n")[1] == (
        "  - intent: file_grievance\n    metadata: {writing: ur, category: gas}\n    examples: |\n      - گیس لیک\n"
        "  - intent: file_grievance\n    metadata: {writing: ur_Latn, category: gas}\n    examples: |\n"
        "      - gas nahi: kab?\n"
    )


@given(st.lists(TEXTS, unique=True))
def test_what_was_written_is_read_back(texts: list[str]) -> None:
    examples = [Example(text, "en", "greet") for text in texts]
    assert set(from_yaml(to_yaml(examples))) == set(examples)
    assert set(from_tsv(to_tsv(examples))) == set(examples)


def test_what_accuses_is_marked_as_in_the_training_data() -> None:
    assert "    metadata: {writing: ur_Latn, category: police, accusation: true}\n" in to_yaml([BRIBE, HELLO])
    assert set(from_yaml(to_yaml([BRIBE, HELLO]))) == {BRIBE, HELLO}


def test_the_last_word_on_a_text_counts_and_withdrawn_texts_go() -> None:
    relabelled = Example(GAS.text, "ur_Latn", "file_grievance", "electricity")
    assert merged([GAS, LEAK, HELLO], [relabelled], [HELLO.text]) == [relabelled, LEAK]


@pytest.mark.parametrize("name", ["folder", "file.yml", "file.tsv"])
def test_the_same_again_changes_nothing(tmp_path: Path, name: str) -> None:
    out = tmp_path / name
    update(out, [GAS, HELLO], [])
    once = {file: file.read_bytes() for file in tmp_path.rglob("*.*")}
    update(out, [HELLO, GAS], [])
    assert {file: file.read_bytes() for file in tmp_path.rglob("*.*")} == once
    update(out, [LEAK], [])
    assert once != {file: file.read_bytes() for file in tmp_path.rglob("*.*")}


def test_a_folder_has_a_file_a_topic_and_none_without_examples(tmp_path: Path) -> None:
    assert [file.name for file in update(tmp_path, [GAS, LEAK, HELLO], [])] == ["gas.yml", "greet.yml"]
    assert [file.name for file in update(tmp_path, [], [HELLO.text])] == ["gas.yml"]
    assert sorted(file.name for file in tmp_path.iterdir()) == ["gas.yml"]

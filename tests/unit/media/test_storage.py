"""Files are whole or not there, private, and under names that lead nowhere else."""

from pathlib import Path

import pytest

from gateway.media.storage import Store, new_name


def test_what_is_written_is_there_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    store, name = Store(tmp_path / "media"), new_name()
    assert not store.has(name)
    store.write(name, b"a file")
    path = store.path_of(name)
    assert path.read_bytes() == b"a file"
    assert [one.stat().st_mode & 0o777 for one in (path, path.parent, tmp_path / "media")] == [0o600, 0o700, 0o700]


def test_writing_again_leaves_one_file(tmp_path: Path) -> None:
    store, name = Store(tmp_path), new_name()
    store.path_of(name).parent.mkdir()
    store.path_of(name).with_suffix(".part").write_bytes(b"what a killed writer left")
    store.write(name, b"first")
    store.write(name, b"again")
    assert [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()] == [b"again"]


def test_removing_leaves_nothing_and_does_not_mind_nothing(tmp_path: Path) -> None:
    store, name = Store(tmp_path), new_name()
    store.remove(name)
    store.write(name, b"a file")
    store.path_of(name).with_suffix(".part").write_bytes(b"half")
    store.remove(name)
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


@pytest.mark.parametrize(
    "name", ["", "../../etc/passwd", "a" * 31, "A" * 32, "a" * 33, "a" * 31 + "/", "a" * 32 + "\n"]
)
def test_a_name_that_is_not_ours_leads_nowhere(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match="no name of a stored file"):
        Store(tmp_path).path_of(name)


def test_names_are_not_repeated() -> None:
    assert len({new_name() for _ in range(1000)}) == 1000

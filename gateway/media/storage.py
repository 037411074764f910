"""Files on disk: random names in a folder that no web server serves, complete or not there. Blocks: use a thread.

The folder is part of what must be backed up; several machines need it shared.
"""

import os
import re
import secrets
from dataclasses import dataclass
from pathlib import Path

_NAME = re.compile(r"[0-9a-f]{32}")


def new_name() -> str:
    """A name that nobody can guess and that says nothing."""
    return secrets.token_hex(16)


@dataclass(frozen=True, slots=True)
class Stored:
    """A file that is on disk."""

    content_type: str
    size_bytes: int
    sha256: bytes


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that is on disk and in no table yet."""

    storage_name: str
    stored: Stored


class Store:
    """One folder of files, spread over 256 folders by the first two letters of their names."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def path_of(self, name: str) -> Path:
        """Where the file of that name is or would be. Raises ValueError for what is no name of ours."""
        if not _NAME.fullmatch(name):
            raise ValueError(f"{name!r} is no name of a stored file")
        return self._folder / name[:2] / name

    def write(self, name: str, content: bytes) -> None:
        """Keep `content`: on disk when this returns; before that, no file of that name or the one there was."""
        path, part = self.path_of(name), self._part_of(name)
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.parent.mkdir(mode=0o700, exist_ok=True)
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
        _flush(path.parent)

    def has(self, name: str) -> bool:
        """Whether the file is there."""
        return self.path_of(name).is_file()

    def remove(self, name: str) -> None:
        """Forget the file, and what a killed writer left of it."""
        self.path_of(name).unlink(missing_ok=True)
        self._part_of(name).unlink(missing_ok=True)

    def _part_of(self, name: str) -> Path:
        return self.path_of(name).with_suffix(".part")


def _flush(folder: Path) -> None:
    """Make a rename survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

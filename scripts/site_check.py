"""Looks at the built documentation site: no page fetches anything from elsewhere, and Urdu runs from the right.

Usage: scripts/site_check.py FOLDER. Names each fault; exit code 1 when there is one. Standard library only.
"""

import re
import sys
from html.parser import HTMLParser
from pathlib import Path

# Attributes that a browser follows by itself, by tag; `a href` is followed by a person.
FETCHED = {"link": ("href",), "script": ("src",), "img": ("src", "srcset"), "iframe": ("src",), "source": ("src",)}
# Links that tell about a page and are not fetched.
TOLD = {"canonical", "next", "prev", "edit"}
ELSEWHERE = re.compile(r"^(https?:)?//")
IN_STYLE = re.compile(r"""(?:url\(|@import)\s*["']?((?:https?:)?//[^"')]+)""")
URDU = re.compile(r"[\u0600-\u06ff]")
LONG_URDU = 60


class Page(HTMLParser):
    """One page: what it fetches, and how much Urdu stands in it outside right-to-left elements."""

    VOID = frozenset({"meta", "link", "img", "br", "hr", "input", "source", "path", "col", "wbr"})

    def __init__(self, text: str) -> None:
        super().__init__()
        self.faults: list[str] = []
        self._open: list[tuple[str, bool]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        """Note what is fetched, and which way the element runs."""
        given = {name: value or "" for name, value in attributes}
        if not TOLD & set(given.get("rel", "").split()):
            for name in FETCHED.get(tag, ()):
                if ELSEWHERE.match(given.get(name, "")):
                    self.faults.append(f"fetches {given[name]}")
        if tag not in self.VOID:
            outer = bool(self._open) and self._open[-1][1]
            self._open.append((tag, given["dir"] in ("rtl", "auto") if "dir" in given else outer))

    def handle_endtag(self, tag: str) -> None:
        """Close it, and whatever in it was never closed."""
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        """A sentence of Urdu must stand in an element that runs from the right; a word within a line need not."""
        is_read = not any(tag in ("script", "style", "title", "code", "pre", "nav", "table") for tag, _ in self._open)
        if is_read and len(URDU.findall(data)) > LONG_URDU and not (self._open and self._open[-1][1]):
            self.faults.append(f"Urdu from the left: {data.strip()[:40]}")


def main(folder: Path) -> int:
    """Every page and style sheet."""
    faults = [
        (path, fault) for path in folder.rglob("*.html") for fault in Page(path.read_text(encoding="utf-8")).faults
    ]
    for path in folder.rglob("*.css"):
        faults += [(path, f"fetches {found}") for found in IN_STYLE.findall(path.read_text(encoding="utf-8"))]
    for path, fault in faults:
        sys.stderr.write(f"{path}: {fault}\n")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))

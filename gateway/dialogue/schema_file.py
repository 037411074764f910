"""Writes the contract where the bot finds it, or checks that it is the same: the turn's schema, and the words of
eligibility. Run by make.
"""

import json
import sys

from gateway.dialogue.contract import schema
from gateway.eligibility import vocabulary
from gateway.settings import ROOT

PATH = ROOT / "bot" / "contract" / "turn.schema.json"


def text() -> str:
    """The schema's whole text."""
    return json.dumps(schema(), indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def main() -> int:
    """With --check, exit status 1 when a file is another; otherwise write both."""
    status = 0
    for path, content in ((PATH, text()), (vocabulary.PATH, vocabulary.text())):
        if "--check" not in sys.argv[1:]:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content, encoding="utf-8")
        elif not path.exists() or path.read_text(encoding="utf-8") != content:
            sys.stderr.write(f"{path.relative_to(ROOT)} differs from the gateway: run `make contract`\n")
            status = 1
    return status


if __name__ == "__main__":
    sys.exit(main())

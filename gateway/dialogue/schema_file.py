"""Writes the contract's JSON schema where the bot finds it, or checks that it is the same. Run by make."""

import json
import sys

from gateway.dialogue.contract import schema
from gateway.settings import ROOT

PATH = ROOT / "bot" / "contract" / "turn.schema.json"


def text() -> str:
    """The file's whole text."""
    return json.dumps(schema(), indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def main() -> int:
    """With --check, exit status 1 when the file is another; otherwise write it."""
    if "--check" not in sys.argv[1:]:
        PATH.parent.mkdir(parents=True, exist_ok=True)
        PATH.write_text(text(), encoding="utf-8")
    elif not PATH.exists() or PATH.read_text(encoding="utf-8") != text():
        sys.stderr.write("bot/contract/turn.schema.json differs from the gateway's contract: run `make contract`\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())

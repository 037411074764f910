"""Command line of the bot: `python -m bot serve | train [--force] | evaluate [--accept] | understand [TEXT …]`."""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import sys
import warnings
from pathlib import Path

from bot import settings, training
from bot.engine import late_imports


def main(arguments: list[str] | None = None) -> int:
    """Run one command; its exit code."""
    parser = argparse.ArgumentParser(prog="python -m bot", description="The bot of Sunwai.")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("serve", help="answer POST /turn and POST /understand (SUNWAI_BOT_HOST, SUNWAI_BOT_PORT)")
    train = commands.add_parser("train", help="train bot/trained/sunwai.tar.gz if anything it is made of has changed")
    train.add_argument("--force", action="store_true", help="train even when nothing has changed")
    evaluate = commands.add_parser("evaluate", help="train a candidate and compare it with the current model")
    evaluate.add_argument("--accept", action="store_true", help="use the candidate from now on unless it is worse")
    evaluate.add_argument("--sets", type=Path, help="folder of evaluation sets, instead of tests/bot/nlu/data")
    evaluate.add_argument("--out", type=Path, help="folder for the report, instead of one in var/evaluation")
    evaluate.add_argument("--root", type=Path, default=training.ROOT, help="folder of config, domain and data")
    understand = commands.add_parser("understand", help="print what the bot makes of texts, one JSON object a line")
    understand.add_argument("texts", nargs="*", help="texts; without any, one a line from standard input")
    given = parser.parse_args(arguments)
    try:
        found = settings.read()
        if given.command == "train":
            training.train(found.model, is_forced=given.force)
        elif given.command == "evaluate":
            return _evaluate(found, given)
        elif given.command == "understand":
            _understand(found, given.texts)
        else:
            _serve(found)
    except (settings.SettingInvalid, training.TrainingFailed, FileNotFoundError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


def _serve(found: settings.Settings) -> None:
    _before_rasa()
    from bot.engine.turns import Bot
    from bot.server import serve

    serve(Bot(found.model), found.host, found.port)


def _evaluate(found: settings.Settings, given: argparse.Namespace) -> int:
    os.environ.update(RASA_TELEMETRY_ENABLED="false", TF_CPP_MIN_LOG_LEVEL="3")
    from bot.evaluation import run, sets

    warnings.simplefilter("ignore")  # after the imports: scikit-learn has its own warnings shown
    plan = run.Plan(
        root=given.root, model=found.model, sets=given.sets or sets.FOLDER, out=given.out or run.report_folder(),
        is_accepted=given.accept,
    )  # fmt: skip
    try:
        return 0 if run.evaluate(plan) else 1
    except run.NotComparable as error:
        sys.stderr.write(f"{error}\n")
        return 1


def _understand(found: settings.Settings, texts: list[str]) -> None:
    _before_rasa()
    from bot.engine.turns import Bot

    lines = texts or [line.rstrip("\n") for line in sys.stdin]
    for one in asyncio.run(Bot(found.model).understand(lines)):
        sys.stdout.write(json.dumps(one, ensure_ascii=False) + "\n")


def _before_rasa() -> None:
    """What must be settled before Rasa is imported: silence of its libraries, no telemetry, TensorFlow when used."""
    os.environ.update(RASA_TELEMETRY_ENABLED="false", TF_CPP_MIN_LOG_LEVEL="3")
    warnings.simplefilter("ignore")
    late_imports.install()


if __name__ == "__main__":
    sys.exit(main())

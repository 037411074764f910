"""Modules of Rasa that serving imports and never uses, loaded when somebody first uses them. TensorFlow hangs on them.

Why: half of importing Rasa is TensorFlow, for helpers of neural components. Ours has none; without it the bot starts
sooner and needs half the memory. Nothing is missing or replaced: whoever touches such a module gets it whole, only
then. See docs/decisions/0013-tensorflow-when-used.md.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from importlib.util import LazyLoader
from types import ModuleType

# Helpers of neural extractors; Rasa's own tests of stories, which the rule policy uses in training.
LATE = ("rasa.utils.train_utils", "rasa.core.test")


class LateFinder(MetaPathFinder):
    """Finds the modules of `LATE` and gives them the standard library's loader that waits for the first use."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """None for every other module: the next finder is asked."""
        if fullname not in LATE:
            return None
        spec = PathFinder.find_spec(fullname, path, target)
        if spec is not None and spec.loader is not None:
            spec.loader = LazyLoader(spec.loader)
        return spec


def install() -> None:
    """Before Rasa is imported; serving only, because training uses these modules."""
    sys.meta_path.insert(0, LateFinder())

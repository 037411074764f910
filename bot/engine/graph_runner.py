"""Graph runner that walks a plan made once for each target.

Why: Rasa's runner copies the schema, prunes it and starts a dask scheduler at every run; a turn is four to six runs.
Nodes, inputs and results are Rasa's own; only the order of work is kept.
"""

from __future__ import annotations

from typing import Any  # Rasa's signature

import rasa.core.processor
from rasa.engine.graph import GraphSchema
from rasa.engine.runner.dask import DaskGraphRunner

Plan = list[tuple[str, tuple[str, ...]]]


class PlannedGraphRunner(DaskGraphRunner):
    """Instantiates nodes as its parent does; runs them in a fixed order, in this thread."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._plans: dict[tuple[str, ...], Plan] = {}

    def run(
        self,
        inputs: dict[str, Any] | None = None,
        targets: list[str] | None = None,
    ) -> dict[str, Any]:
        """Output of each target."""
        wanted = tuple(targets or self._graph_schema.target_names)
        if wanted not in self._plans:
            self._plans[wanted] = plan(self._graph_schema.minimal_graph_schema(list(wanted)))
        outputs: dict[str, Any] = {name: (name, value) for name, value in (inputs or {}).items()}
        for name, needs in self._plans[wanted]:
            # An input that nobody gave is passed by its name, as dask does; the node then says what is missing.
            outputs[name] = self._instantiated_nodes[name](*(outputs.get(need, need) for need in needs))
        return {name: outputs[name][1] for name in wanted}


def plan(schema: GraphSchema) -> Plan:
    """Nodes with what they need, every node after the nodes it needs."""
    ordered: dict[str, tuple[str, ...]] = {}

    def visit(name: str) -> None:
        if name in ordered or name not in schema.nodes:
            return
        needs = tuple(schema.nodes[name].needs.values())
        for need in needs:
            visit(need)
        ordered[name] = needs

    for name in schema.nodes:
        visit(name)
    return list(ordered.items())


def install() -> None:
    """Make agents load their graph with this runner. Training keeps Rasa's."""
    rasa.core.processor.DaskGraphRunner = PlannedGraphRunner

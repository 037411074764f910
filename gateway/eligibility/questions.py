"""Which question to ask next, if any: the one from which most is learnt about the findings still unsure. Pure.

Information gain (C. E. Shannon, "A Mathematical Theory of Communication", 1948, §6) in bits, summed over programmes,
under the shares that the data files expect. Shares order the questions; they never decide a finding.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import lru_cache
from itertools import pairwise, product

from gateway.eligibility.conditions import Known, Value
from gateway.eligibility.decide import Likelihood, likelihood
from gateway.eligibility.rulebook import Fact, Rulebook

# Below this an answer changes next to nothing, and a question by text message costs a citizen money and patience.
LEAST_GAIN_BITS = 0.02
Outcome = tuple[Value, float]
Assignment = tuple[tuple[str, Value], ...]


def next_question(book: Rulebook, facts: Known, on: date, programmes: Iterable[str]) -> Fact | None:
    """The fact to ask for; None when no answer could tell more about these programmes.

    Args:
        facts: what was told; a fact that is present with None was asked and is not known, and is not asked again.
        programmes: codes of those that matter to her.
    """
    told = tuple(sorted(facts.items()))
    gains: dict[str, float] = defaultdict(float)
    for programme in programmes:
        for code, gain in _gains(book, told, on, programme).items():
            gains[code] += gain
    # The file's order decides between equals, so that the same facts always lead to the same question.
    best = max((code for code in book.facts if code in gains), key=lambda code: round(gains[code], 9), default=None)
    return book.facts[best] if best and gains[best] >= LEAST_GAIN_BITS else None


@lru_cache(4096)
def _gains(book: Rulebook, told: Assignment, on: date, programme: str) -> Mapping[str, float]:
    """Bits that each open fact is expected to tell about one programme."""
    facts = dict(told)
    if likelihood(book, facts, on, programme) != "unsure":
        return {}
    needed = book.needed_facts(programme, on)
    open_facts = [book.facts[code] for code in needed if code not in facts and book.facts[code].is_asked]
    whole: dict[Likelihood, float] = defaultdict(float)
    by_answer: dict[tuple[str, Value], dict[Likelihood, float]] = defaultdict(lambda: defaultdict(float))
    cuts = _cuts(book, on)
    for assignment, share in _households(open_facts, cuts):
        found = likelihood(book, facts | dict(assignment), on, programme)
        whole[found] += share
        for pair in assignment:
            by_answer[pair][found] += share
    return {
        fact.code: _entropy(whole) - sum(
            sum(shares.values()) * _entropy(shares) for (code, _), shares in by_answer.items() if code == fact.code
        )
        for fact in open_facts
    }  # fmt: skip


def _households(facts: list[Fact], cuts: Mapping[str, list[float]]) -> Iterator[tuple[Assignment, float]]:
    """Every combination of answers that rules can tell apart, with its share."""
    answers = [[(fact.code, *outcome) for outcome in outcomes(fact, cuts.get(fact.code, []))] for fact in facts]
    for combination in product(*answers):
        share = math.prod(one[2] for one in combination)
        yield tuple((code, value) for code, value, _ in combination), share


def outcomes(fact: Fact, cuts: list[float]) -> list[Outcome]:
    """Answers to a fact with their shares; numbers only as far apart as `cuts` tell them apart; None: cannot tell."""
    known = 1 - fact.unknown_share
    match fact.kind:
        case "flag":
            told: list[Outcome] = [(True, fact.share), (False, 1 - fact.share)]
        case "choice":
            told = [(option.code, option.share) for option in fact.options]
        case "number":
            told = _intervals(fact, cuts)
    found = [(value, share * known) for value, share in told if share > 0]
    return [*found, (None, fact.unknown_share)] if fact.unknown_share else found


def _intervals(fact: Fact, cuts: list[float]) -> list[Outcome]:
    edges = sorted({fact.low, fact.high, *(cut for cut in cuts if fact.low < cut < fact.high)})
    return [((low + high) / 2, _share_up_to(fact, high) - _share_up_to(fact, low)) for low, high in pairwise(edges)]


def _share_up_to(fact: Fact, value: float) -> float:
    """Share of households at or below `value`, straight lines between the points of the spread."""
    left, below = fact.low, 0.0
    for right, share in fact.spread:
        if value <= right:
            return below + (share - below) * ((value - left) / (right - left) if right > left else 1)
        left, below = right, share
    return 1.0


def _cuts(book: Rulebook, on: date) -> dict[str, list[float]]:
    found: dict[str, list[float]] = defaultdict(list)
    for programme in book.programmes:
        for rule in book.rules_of(programme, on):
            for comparison in rule.condition.comparisons:
                found[comparison.fact] += comparison.cuts
    return found


def _entropy(shares: Mapping[Likelihood, float]) -> float:
    """Bits of uncertainty of shares that need not sum to one."""
    total = sum(shares.values())
    return -sum(share / total * math.log2(share / total) for share in shares.values() if share > 0)


def is_answer(fact: Fact, value: Value) -> bool:
    """Whether `value` is one a citizen may give; None always is."""
    match fact.kind:
        case "flag":
            return value is None or isinstance(value, bool)
        case "choice":
            return value is None or value in {option.code for option in fact.options}
        case "number":
            is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
            return value is None or (is_number and fact.low <= float(value) <= fact.high)

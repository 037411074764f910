"""From what is known of a household on a day to one finding a programme. Pure.

A programme fits when its proof holds, or all its requirements hold and no exclusion does. What is not firm (low
confidence, or contradicted) can make a finding unsure and can never make one likely or unlikely by itself.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Literal, NamedTuple

from gateway.eligibility.conditions import Known, Truth, Value, all_of, any_of, not_
from gateway.eligibility.rulebook import Rule, Rulebook, RuleKind

Likelihood = Literal["likely", "unlikely", "unsure"]
Doubt = Literal["missing", "conflict", "unconfirmed"]
REMEMBERED = 50_000
LIKELIHOODS: Mapping[Truth, Likelihood] = {True: "likely", False: "unlikely", None: "unsure"}


@dataclass(frozen=True)
class Finding:
    """What the rules say of one programme.

    `rule`: the one that makes it unlikely, or whose sources conflict. `missing`: facts that would help, when unsure.
    `doubt`: why it is unsure. `through`: the programme whose finding decided this one.
    """

    programme: str
    likelihood: Likelihood
    rule: Rule | None = None
    missing: tuple[str, ...] = ()
    doubt: Doubt | None = None
    through: str | None = None


class _Group(NamedTuple):
    """Alternatives of one rule, and whether she meets one of them."""

    rules: tuple[Rule, ...]
    truth: Truth

    @property
    def kind(self) -> RuleKind:
        """What it does when it is met; the same for all alternatives."""
        return self.rules[0].kind

    @property
    def passes(self) -> Truth:
        """Whether it does not stand in her way."""
        return not_(self.truth) if self.kind == "excludes" else self.truth


def assess(book: Rulebook, facts: Known, on: date, programmes: Iterable[str] | None = None) -> dict[str, Finding]:
    """A finding for each programme, or for those named and what they build on.

    Args:
        facts: by code; None or absent means not known.
        on: the day for which rules count.
    """
    known: dict[str, Value] = dict(facts)
    findings: dict[str, Finding] = {}
    wanted = dict.fromkeys(step for one in programmes or book.programmes for step in book.builds_on(one, on))
    for programme in wanted:
        finding = _find(programme, book.groups_of(programme, on), known)
        findings[programme] = finding = _traced(finding, findings)
        # What builds on this programme reads it as a fact; unsure is not known.
        known[programme] = None if finding.likelihood == "unsure" else finding.likelihood
    return findings


def likelihood(book: Rulebook, facts: Known, on: date, programme: str) -> Likelihood:
    """As `assess` finds it, without the reasons: thousands of imagined households are weighed for one question."""
    return _likelihood(book, on, programme, tuple((fact, facts.get(fact)) for fact in book.needed_facts(programme, on)))


@lru_cache(REMEMBERED)
def _likelihood(book: Rulebook, on: date, programme: str, needed: tuple[tuple[str, Value], ...]) -> Likelihood:
    known = dict(needed)
    for step in book.builds_on(programme, on)[:-1]:
        earlier = likelihood(book, known, on, step)
        known[step] = None if earlier == "unsure" else earlier
    return LIKELIHOODS[_fits([_group(rules, known) for rules in book.groups_of(programme, on)])]


def _fits(groups: Sequence[_Group]) -> Truth:
    """Whether the programme fits her; without any rule nobody knows."""
    if not groups:
        return None
    proof = any_of(group.truth for group in groups if group.kind == "proves")
    tests = [group.passes for group in groups if group.kind != "proves"]
    return any_of([proof, all_of(tests) if tests else False])


def _traced(finding: Finding, earlier: Mapping[str, Finding]) -> Finding:
    """Of a finding that rests on another programme's: which, and what that one waits for."""
    if finding.rule and finding.likelihood == "unlikely":
        return replace(finding, through=next((one for one in finding.rule.condition.facts if one in earlier), None))
    through = next((one for one in finding.missing if one in earlier), None)
    if through is None:
        return finding
    own = [one for one in finding.missing if one not in earlier]
    if earlier[through].missing or own:
        return replace(finding, missing=tuple(dict.fromkeys([*earlier[through].missing, *own])), through=through)
    return replace(earlier[through], programme=finding.programme, through=through)


def _find(programme: str, alternatives: Iterable[tuple[Rule, ...]], known: Known) -> Finding:
    groups = [_group(rules, known) for rules in alternatives]
    if not groups:
        return Finding(programme, "unsure", doubt="unconfirmed")
    fits = _fits(groups)
    if fits:
        return Finding(programme, "likely")
    if fits is False:
        failed = next((group for group in groups if group.kind != "proves" and group.passes is False), None)
        return Finding(programme, "unlikely", rule=_deciding(failed.rules) if failed else None)
    return _unsure(programme, groups, known)


def _group(rules: tuple[Rule, ...], known: Known) -> _Group:
    firm = [rule.condition.truth(known) for rule in rules if rule.is_firm]
    loose = [rule.condition.truth(known) for rule in rules if not rule.is_firm]
    if firm or rules[0].kind == "excludes":
        # A loose alternative, if it applies at all, may open the door or close it: then nobody knows.
        return _Group(rules, any_of([*firm, *(False if one is False else None for one in loose)]))
    return _Group(rules, _rival(rules, loose))


def _rival(rules: tuple[Rule, ...], truths: list[Truth]) -> Truth:
    """Readings of one requirement of which one may be right: what all of them say is so."""
    if all(truths):
        return True
    is_known_source = all(rule.confidence != "low" for rule in rules)
    return False if is_known_source and all(one is False for one in truths) else None


def _deciding(rules: tuple[Rule, ...]) -> Rule:
    return next((rule for rule in rules if rule.is_firm), rules[0])


def _unsure(programme: str, groups: list[_Group], known: Known) -> Finding:
    """What is missing comes before what sources dispute: only the first can be told by her."""
    open_groups = [group for group in groups if group.truth is None]
    missing = dict.fromkeys(
        fact
        for group in open_groups
        for rule in group.rules
        if rule.condition.truth(known) is None
        for fact in rule.condition.facts
        if known.get(fact) is None
    )
    if missing:
        return Finding(programme, "unsure", missing=tuple(missing), doubt="missing")
    disputed = next((rule for group in open_groups for rule in group.rules if not rule.is_firm), None)
    return Finding(programme, "unsure", rule=disputed, doubt="conflict")

"""A verdict in plain words: who leads at equal cost, and whether that may be luck.

`verdict` judges; here are only sentences, the leaders' names between `**`.
"""

from __future__ import annotations

import math

from tuning.analysis.comparison.apart import SURE, Apart
from tuning.analysis.comparison.contenders import Reached
from tuning.analysis.comparison.verdict import Place, Verdict, first_of
from tuning.honesty.numbers import difference, ranged
from tuning.text.words import listed, score

NAMED = 3
"""Up to so many rivals, the distance of each is given; of more, only who ties."""
NOTHING_TELLS = "neither folds nor seeds that both have nor a corrected score"
NOTHING = "No trial has a score yet."
NOTHING_AT_ALL = "No trial has a score, and no study runs any more: each study says why."


def finding(verdict: Verdict) -> tuple[str, str]:
    """How it stands, then how far behind the others are, and what luck has to do with it."""
    best = verdict.best()
    if best is None or verdict.epochs is None:
        return (NOTHING_AT_ALL if verdict.found and verdict.is_final else NOTHING), ""
    waiting = [contender.title for contender in verdict.at(Place.WAITS)]
    rest = [_behind(verdict, best, verdict.epochs)]
    if waiting:
        rest.append(f"{listed(waiting)} {'has' if len(waiting) == 1 else 'have'} no score yet.")
    rest.append(_later(verdict))
    return _lead(verdict, best), " ".join(filter(None, rest))


def _lead(verdict: Verdict, best: Reached) -> str:
    reached, rivals = _score(best), len(verdict.found) > 1
    after = f"{verdict.epochs:,} epochs{' each' if rivals else ''}"
    if verdict.tied:
        names = listed([f"**{contender.title}**" for contender in verdict.tied])
        if len(verdict.tied) == len(verdict.found) > NAMED:
            names = f"all **{len(verdict.found)}**"
        told = "No winner" if verdict.is_final else "No winner so far"
        at = f"at {score(best.score)}" if _is_level(verdict) else f"the best at {reached}"
        return f"{told}: after {after}, {names} cannot be told apart, {at}."
    name = f"**{verdict.ahead.title}**" if verdict.ahead else ""
    if not rivals:
        return f"After {after}, {name} has reached {reached}."
    reached += "" if _is_higher(verdict) else ", and lower is better"
    if verdict.winner is not None:
        return f"After {after}, {name} {'wins' if verdict.is_final else 'leads'}: {reached}."
    return f"After {after}, {name} is ahead: {reached}."


def _is_higher(verdict: Verdict) -> bool:
    """Whether a higher score is the better one."""
    return verdict.found[0].trajectories[0].is_higher


def _is_level(verdict: Verdict) -> bool:
    return len(verdict.tied) == len(verdict.at(Place.AHEAD))


def _score(best: Reached) -> str:
    text = score(best.score, best.deviation)
    text += f" ({len(best.sample)} {best.unit}s)" if len(best.sample) > 1 else ""
    return text + (f", corrected {ranged(*best.corrected)}" if best.corrected else "")


def _gap(verdict: Verdict, best: Reached, other: Reached) -> float:
    """How far behind, by the scores that they are ordered by."""
    if verdict.is_corrected and best.corrected and other.corrected:
        return abs(best.corrected[0] - other.corrected[0])
    return abs(best.score - other.score)


def _behind(verdict: Verdict, best: Reached, epochs: float) -> str:
    """The rivals, the nearest first, those of one kind in one sentence."""
    rivals = verdict.at(Place.TIES, Place.UNSURE, Place.BEHIND)
    off = "behind" if _is_higher(verdict) else "higher"
    told: dict[str, list[tuple[float, str]]] = {}
    for rival in rivals:
        other = rival.at(epochs)
        if other is not None:
            gap = _gap(verdict, best, other)
            told.setdefault(_luck(verdict.told(rival)), []).append((gap, rival.title))
    sentences = []
    for luck, group in sorted(told.items(), key=lambda item: min(item[1])):
        told_gap = difference if verdict.is_corrected else score
        named = [f"{title} is {told_gap(gap)} {off}" for gap, title in sorted(group)]
        if len(rivals) > NAMED:
            verb = "is" if len(group) == 1 else "are"
            named = [f"{listed([title for _, title in sorted(group)])} {verb} {off}"]
        sentences.append(f"{listed(named)}: {luck}.")
    return " ".join(sentences)


def _luck(sure: Apart | None) -> str:
    if sure is None:
        return f"{NOTHING_TELLS} tells whether that is luck"
    if sure.is_sure:
        return f"for sure, with a probability above {SURE} by {sure.by}"
    return f"by {sure.by} that cannot be told from luck"


def _later(verdict: Verdict) -> str:
    """Who is better in the end, having spent more than all of them have."""
    scored = [c for c in verdict.found if c.first is not None]
    final, is_corrected = first_of(scored, math.inf)
    ahead = verdict.at(Place.AHEAD)
    if not final or any(contender in ahead for contender in final):
        return ""
    end = final[0].at(math.inf)
    longest = max(trajectory.epochs for trajectory in final[0].trajectories)
    if end is None:
        return ""
    reached = ranged(*end.corrected) if is_corrected and end.corrected else score(end.score)
    return f"With {longest:,} epochs {final[0].title} reaches {reached}."

"""A comparison in plain words: who leads at equal cost, and whether that may be luck.

The reckoning is `tuning.comparison`; here are only sentences, the leader's name between `**`.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from tuning.comparison import Contender, Standing, common_epochs, leaders, ties

NAMED = 3
"""Rivals whose distance is told; of more only who ties and who does not."""
NOTHING = "No trial has a score yet."


def finding(found: Sequence[Contender]) -> tuple[str, str]:
    """Who leads, then how far behind the others are, and what luck has to do with it."""
    scored = [contender for contender in found if contender.first is not None]
    epochs = common_epochs(scored)
    ahead = leaders(scored, epochs) if epochs is not None else []
    standing = ahead[0].at(epochs) if ahead and epochs is not None else None
    if epochs is None or standing is None:
        return NOTHING, ""
    rivals = [contender for contender in scored if contender not in ahead]
    rest = [_behind(standing, rivals, epochs)]
    waiting = [contender.title for contender in found if contender.first is None]
    if waiting:
        rest.append(f"{listed(waiting)} {'has' if len(waiting) == 1 else 'have'} no score yet.")
    rest.append(_later(scored, ahead))
    return _lead(ahead, standing, epochs, len(scored)), " ".join(filter(None, rest))


def listed(titles: Sequence[str]) -> str:
    """`A, B and C`."""
    return " and ".join(filter(None, [", ".join(titles[:-1]), *titles[-1:]]))


def _lead(ahead: Sequence[Contender], standing: Standing, epochs: int, count: int) -> str:
    names = listed([f"**{contender.title}**" for contender in ahead])
    score = f"{standing.score:.4f}"
    if len(ahead) > 1:
        return f"After {epochs:,} epochs each, {names} are level: {score}."
    if standing.deviation is not None:
        score += f" ± {standing.deviation:.4f}"
    if len(standing.sample) > 1:
        score += f" ({_number(standing)})"
    if count == 1:
        return f"After {epochs:,} epochs, {names} has reached {score}."
    return f"After {epochs:,} epochs each, {names} leads: {score}."


def _behind(standing: Standing, rivals: Sequence[Contender], epochs: float) -> str:
    """The rivals, the nearest first, those of one kind in one sentence."""
    told: dict[str, list[tuple[float, str]]] = {}
    for rival in rivals:
        other = rival.at(epochs)
        if other is not None:
            gap = abs(standing.score - other.score)
            told.setdefault(_luck(standing, other), []).append((gap, rival.title))
    sentences = []
    for luck, group in sorted(told.items(), key=lambda item: min(item[1])):
        named = [f"{title} is {gap:.4f} behind" for gap, title in sorted(group)]
        if len(rivals) > NAMED:
            verb = "is" if len(group) == 1 else "are"
            named = [f"{listed([title for _, title in sorted(group)])} {verb} behind"]
        sentences.append(f"{listed(named)}: {luck}.")
    return " ".join(sentences)


def _luck(standing: Standing, other: Standing) -> str:
    if (standing.unit == "seed") != (other.unit == "seed"):
        return "one seed cannot tell whether that is luck"
    tie = ties(standing.sample, other.sample)
    if tie is None:
        return "one fit cannot tell whether that is luck"
    noise = f"the noise of {_number(standing)}"
    return f"within {noise}" if tie else f"more than {noise} explains"


def _later(scored: Sequence[Contender], ahead: Sequence[Contender]) -> str:
    """Who is better in the end, having spent more than all of them have."""
    final = leaders(scored, math.inf)
    if not final or any(contender in ahead for contender in final):
        return ""
    end = final[0].at(math.inf)
    longest = max(run.epochs for run in final[0].runs)
    return f"With {longest:,} epochs {final[0].title} reaches {end.score:.4f}." if end else ""


def _number(standing: Standing) -> str:
    return f"{len(standing.sample)} {standing.unit}s"

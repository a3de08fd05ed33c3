"""Whether the winner is better than a baseline, after allowing for the choosing: BBC z.

The lead is that of `correction`, its error that of paired differences of rows. Of 333 balanced
studies of noise it said "better than the constant" of 0.3 %, "than the linear model" of 3.6 %:
`benchmarks/honesty` has more.
"""

from __future__ import annotations

from tuning.honesty.correction import Candidate, Choosing
from tuning.honesty.intervals import Z90
from tuning.honesty.judges import Judge
from tuning.honesty.record import Claim
from tuning.honesty.resamples import Resamples


def claim(
    judge: Judge,
    choosing: Choosing,
    winner: Candidate,
    baseline: Candidate,
    resamples: Resamples,
) -> Claim:
    """`winner`: who was chosen; where that is not who has the best rows, what it lacks is lost."""
    lead = choosing.corrected - float(baseline.outside.mean(dtype="float64"))
    lead += winner.gain - choosing.top
    error = lead_error(judge, winner, baseline, resamples)
    unit = _unit(judge, baseline.gain, lead)
    return Claim(unit * lead, unit * error, error > 0 and lead > Z90 * error)


def visible(judge: Judge, winner: Candidate, constant: Candidate, resamples: Resamples) -> float:
    """From which lead on these rows show that something is better than the constant, about."""
    lead = Z90 * lead_error(judge, winner, constant, resamples)
    return _unit(judge, constant.gain, lead) * lead


def lead_error(judge: Judge, winner: Candidate, baseline: Candidate, resamples: Resamples) -> float:
    """The standard error of a lead; of shares at least that of one row of all."""
    least = 1.0 if judge.of_shares else 0.0
    return resamples.error(winner.rows - baseline.rows, least)


def _unit(judge: Judge, gain: float, lead: float) -> float:
    """What a lead in gain is worth in the measure, from the baseline's gain on."""
    if lead == 0:
        return 1.0
    return abs((judge.score(gain + lead) - judge.score(gain)) / lead)

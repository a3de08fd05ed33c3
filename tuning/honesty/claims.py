"""Whether the winner is better than a baseline, after allowing for the choosing: BBC z.

The lead is that of `correction`, its error that of paired differences of rows. A lead over the
constant is shown from 1.28 errors on, over others from 1.645: the correction is a little
pessimistic where a network learns nothing. In 2,300 simulated studies with folds, the constant was
said to be beaten in 0.8 % of those in which it is not (from 1.645 on: 0.6 %) and in 55 % of those
that lead by 0.05 to 0.1 (46 %); the linear model in 1.0 % (from 1.28 on: 2.7 %, on noise of 60 rows
9 %). `python -m benchmarks.honesty.simulated`
"""

from __future__ import annotations

from tuning.honesty.correction import Candidate, Choosing
from tuning.honesty.intervals import Z80, Z90
from tuning.honesty.judges import Judge
from tuning.honesty.record import Claim
from tuning.honesty.resamples import Resamples


def claim(
    judge: Judge,
    choosing: Choosing,
    winner: Candidate,
    baseline: Candidate,
    resamples: Resamples,
    errors: float = Z90,
) -> Claim:
    """`winner`: who was chosen; where that is not who has the best rows, what it lacks is lost.

    `errors`: from how many of its errors on a lead is shown.
    """
    lead = choosing.corrected - float(baseline.outside.mean(dtype="float64"))
    lead += winner.gain - choosing.top
    error = lead_error(judge, winner, baseline, resamples)
    unit = _unit(judge, baseline.gain, lead)
    return Claim(unit * lead, unit * error, error > 0 and lead > errors * error)


def needed(judge: Judge, baseline: str) -> float:
    """From how many errors on a lead over a baseline is shown."""
    return Z80 if baseline == "constant" and judge.of_shares else Z90


def visible(judge: Judge, winner: Candidate, constant: Candidate, resamples: Resamples) -> float:
    """From which lead on these rows show that something is better than the constant, about."""
    lead = needed(judge, "constant") * lead_error(judge, winner, constant, resamples)
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

"""How honest a winner is: its score corrected for the choosing, baselines, and what cannot be told.

From row scores (what each validation row gave each fit at each epoch) to the numbers and sentences
that pages, reports and the command line show. Plain NumPy: knows no store, reads no file.
`record` is what a study keeps of it.
"""

from tuning.honesty.record import BASELINES, Claim, Honest, OnTest, Step

__all__ = ["BASELINES", "Claim", "Honest", "OnTest", "Step"]

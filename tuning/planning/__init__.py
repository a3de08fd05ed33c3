"""Before a run: what a study must keep, what it will cost, and where it may begin."""

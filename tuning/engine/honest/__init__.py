"""How honest a study's winner is: reckoned beside the search, by `tuning.honesty`."""

"""What a winner is held against: always the same answer, a linear model, the untuned network."""

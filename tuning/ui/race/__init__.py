"""The Race page: strategies on the same data, space and budget, as one thing."""

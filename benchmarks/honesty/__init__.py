"""How honest what a study says of its winner is, against a truth that the study never saw.

`python -m benchmarks.honesty` runs studies through the real engine. `python -m
benchmarks.honesty.simulated` tries the rules of `tuning.honesty`, and others, on many more small
networks that NumPy trains.
"""

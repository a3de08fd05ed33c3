"""KerasTuner's oracles, asked and told."""

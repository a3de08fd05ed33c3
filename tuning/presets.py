"""Starting points for a new study: whole specs that a person changes from there."""

from __future__ import annotations

from dataclasses import dataclass

from tuning import catalog
from tuning.space import Float, Int, Space
from tuning.study import Evaluation, StrategySpec, StudySpec


@dataclass(frozen=True)
class Preset:
    """A named spec to start from."""

    name: str
    title: str
    help: str
    spec: StudySpec


PRESETS = {
    preset.name: preset
    for preset in (
        Preset(
            "article",
            "The article's random search",
            "Four hidden layers: activation, four widths, dropout and learning rate are searched, "
            "and each configuration is trained three times.",
            StudySpec(
                space=catalog.article_space(),
                strategy=StrategySpec(options={"max_trials": 5}),
                evaluation=Evaluation(executions=3),
            ),
        ),
        Preset(
            "first_steps",
            "First steps",
            "One hidden layer: only its width and the learning rate are searched. Done in a moment "
            "and easy to see through.",
            StudySpec(
                space=Space(
                    parameters={
                        "units": Int(low=8, high=128, step=8),
                        "learning_rate": Float(low=1e-4, high=1e-1, scale="log"),
                    }
                ),
                strategy=StrategySpec(options={"max_trials": 8}),
            ),
        ),
    )
}

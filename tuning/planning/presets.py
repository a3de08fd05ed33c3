"""Starting points for a new study: the files in `examples/`, with words for the page."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from tuning.planning import files
from tuning.settings import PROJECT
from tuning.study import DataSpec, StudySpec


@dataclass(frozen=True)
class Preset:
    """A named spec to start from."""

    name: str
    title: str
    help: str
    file: str
    """The study file in `examples/`."""
    data: str = DataSpec().name
    """A data set that is always there; the file may name one that is not."""

    @cached_property
    def spec(self) -> StudySpec:
        """What its file says, on data that are always there."""
        spec = files.load(PROJECT / "examples" / self.file)
        return spec.model_copy(update={"data": DataSpec(name=self.data), "name": ""})


PRESETS = {
    preset.name: preset
    for preset in (
        Preset(
            "first_steps",
            "First steps",
            "One hidden layer: only its width and the learning rate are searched. Done in a moment "
            "and easy to see through.",
            "first_steps.toml",
        ),
        Preset(
            "article",
            "The article's random search",
            "Four hidden layers: activation, four widths, dropout and learning rate are searched, "
            "and each configuration is trained three times.",
            "random_search.toml",
        ),
        Preset(
            "hyperband",
            "The article's Hyperband",
            "The same space: many configurations begin, only the best train to epoch 8.",
            "hyperband.toml",
        ),
        Preset(
            "bayesian",
            "Bayesian optimization in the article's space",
            "Five random starts, then a Gaussian process says where to look.",
            "bayesian.toml",
        ),
        Preset(
            "grid_search_cv",
            "The article's grid search",
            "Three batch sizes, two numbers of epochs, three widths: each of the 18 combinations "
            "in five folds.",
            "grid_search_cv.toml",
        ),
        Preset(
            "grid_search_one_parameter",
            "The article's grid of one parameter",
            "Only the batch size, in five folds of 20 epochs.",
            "grid_search_one_parameter.toml",
        ),
        Preset(
            "hparams_grid",
            "The article's HParams example",
            "32 runs: units, learning rate, optimizer, extra layer and dropout, for TensorBoard.",
            "hparams_grid.toml",
        ),
        Preset(
            "one_at_a_time",
            "The article's advice: one parameter at a time",
            "Four hyperparameters, one after the other: 11 trials where a full grid has 144.",
            "one_at_a_time.toml",
        ),
        Preset(
            "diabetes",
            "A quantity to predict",
            "How far diabetes has come after a year, in five folds: small networks, or none, held "
            "back by L2 and stopped early.",
            "diabetes.toml",
            "diabetes",
        ),
    )
}

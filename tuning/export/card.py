"""A model card in Markdown: what the best model learned from, how good it is, where it errs, how
it is used. Names of a person's columns and classes stand in it as they are, as code.

After M. Mitchell et al., Model cards for model reporting, FAT* (2019), 220-229.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import numpy as np

from tuning import analysis, datasets, metrics, tasks
from tuning.analysis import errs
from tuning.analysis.baselines import Baseline, baselines, lead_title
from tuning.datasets import Dataset, tables
from tuning.errors import InvalidInput
from tuning.export import usage
from tuning.export.report import words
from tuning.export.tested import Tested, tested
from tuning.honesty import intervals
from tuning.honesty import words as honesty
from tuning.settings import Settings
from tuning.store import TrialRecord
from tuning.store.honest import honest_of
from tuning.store.view import StudyView
from tuning.text.names import sentence, span
from tuning.text.words import listed, number, score

MOST_COLUMNS = 60
"""Columns that the card lists; of more, it says how many there are besides."""
FEW_ROWS = 200
"""Test rows below which a score is said to rest on few."""


def card(view: StudyView, settings: Settings) -> str:
    """The card. Raises InvalidInput without a best trial, and for data that are no more there."""
    study = view.study
    best = view.trials.get(study.best_number) if study.best_number is not None else None
    if best is None:
        raise InvalidInput(
            f"A model card needs a best trial, but study {study.id} has none: no trial has a score."
        )
    dataset, found = datasets.load(study.spec.data, settings), tested(view, settings)
    parts = {
        f"# Model card: {span(study.name)}": _in_short(view, dataset),
        "## Data": _data(view, dataset, settings),
        "## What was tried": _tried(view, best, settings),
        "## How good it is": _scores(view, dataset, found),
        "## Where it errs most": _errs(dataset, found),
        "## Limits": _limits(view, dataset),
        "## How to use it": _usage(view, settings),
    }
    blocks = ["\n\n".join([title, *told]) for title, told in parts.items()]
    return "\n\n".join(blocks) + "\n"


def _in_short(view: StudyView, dataset: Dataset) -> Iterator[str]:
    spec = view.study.spec
    what = f"the classes {_names(dataset.class_names)}" if dataset.classes else "a quantity"
    target = f"{span(spec.data.target)}: " if spec.data.target else ""
    task = tasks.of(spec.data).name
    yield f"A neural network ({spec.model}) for {task}. It predicts {target}{what}."


def _names(names: Sequence[str], most: int = 20) -> str:
    shown = [span(name) for name in names[:most]]
    more = [f"{len(names) - most:,} more"] if len(names) > most else []
    return listed([*shown, *more])


# -- data ------------------------------------------------------------------------------------------


def _data(view: StudyView, dataset: Dataset, settings: Settings) -> Iterator[str]:
    data = view.study.spec.data
    train, test = len(dataset.y_train), len(dataset.y_test)
    used = f", of which {data.rows:,} were used" if data.rows and data.rows < train else ""
    shape = dataset.image_shape
    of = f"images of {'×'.join(map(str, shape))}" if shape else f"{len(dataset.columns):,} columns"
    yield (
        f"{span(data.title)}: {train + test:,} rows of {of}. {train:,} rows to train and to choose "
        f"by{used}; {test:,} for the test, which the model met once."
    )
    warned = [sentence(text) for text in datasets.warnings_on(data, settings)]
    if warned:
        yield "\n".join(f"- {text}" for text in warned)
    if dataset.classes:
        yield _shares(dataset)
    if not shape and data.is_table:
        yield _columns(view, settings)


def _shares(dataset: Dataset) -> str:
    counts = np.bincount(np.concatenate([dataset.y_train, dataset.y_test]).astype(int))
    rows = zip(dataset.class_names, counts, strict=False)
    lines = [f"| {span(name, True)} | {count:,} |" for name, count in rows]
    return "\n".join(["| class | rows |", "|---|---:|", *lines])


def _columns(view: StudyView, settings: Settings) -> str:
    """What became of each column."""
    data = view.study.spec.data
    found = tables.treated(datasets.table(data, settings), data)
    lines = [
        f"| {span(one.column, True)} | {one.what.replace('_', ' ')} | {sentence(one.why)} "
        f"| {one.missing:,} |"
        for one in found[:MOST_COLUMNS]
    ]
    if len(found) > MOST_COLUMNS:
        lines.append(f"| {len(found) - MOST_COLUMNS:,} more | | | |")
    return "\n".join(["| column | taken as | why | missing |", "|---|---|---|---:|", *lines])


# -- what was tried --------------------------------------------------------------------------------


def _tried(view: StudyView, best: TrialRecord, settings: Settings) -> Iterator[str]:
    totals, fits = view.totals, sum(key[1].is_of_search for key in view.fits)
    trials = f"{len(view.trials):,} trials" if len(view.trials) != 1 else "1 trial"
    failed = f", {totals.failed:,} of which failed" if totals.failed else ""
    yield (
        f"{trials}{failed}: {fits:,} fits and {totals.epochs:,} epochs, all together. "
        f"Trial {best.number} is the best."
    )
    facts = [fact for fact in words.searched(view, settings) if fact.title != "Data"]
    yield "\n".join(f"- {fact.title}: {sentence(fact.text)}" for fact in facts)
    settled = [one for one in analysis.settings_of(view, best.number) if one.text != "not used"]
    lines = [f"| {sentence(s.title)} | {sentence(s.text)} | {s.role} |" for s in settled]
    yield "\n".join(["| its values | | |", "|---|---|---|", *lines])


# -- how good it is --------------------------------------------------------------------------------


def _scores(view: StudyView, dataset: Dataset, found: Tested | None) -> Iterator[str]:
    study, objective = view.study, view.study.spec.objective
    chosen = metrics.within(metrics.title(objective.metric))
    yield (
        f"It was chosen by its {chosen}, {score(study.best_score)}, the best of "
        f"{len(view.trials):,}: that score flatters, for it chose."
    )
    yield " ".join(sentence(told) for told in honesty.told(honest_of(view)))
    if known := baselines(honest_of(view)):
        yield _baselines(view, known)
    if not study.test:
        yield "It has not met the test rows."
        return
    limits = {}
    if found is not None:
        limits = intervals.intervals(found.truth, found.outputs, [*study.test], intervals.Z95)
    linear = honest_of(view).tested.get("linear", {})
    held = {"a guess": _guess(dataset)} | ({"a linear model": linear} if linear else {})
    lines = [
        f"| {metrics.MEASURES[name].title} | {score(value)} | {_between(limits.get(name))} | "
        + "".join(f"{score(own[name]) if name in own else ''} | " for own in held.values()).rstrip()
        for name, value in study.test.items()
    ]
    yield "\n".join(
        [
            f"| on {len(dataset.y_test):,} test rows | | 95% interval | {' | '.join(held)} |",
            f"|---|---:|---{'|---:' * len(held)}|",
            *lines,
        ]
    )
    wilson = "The interval of the accuracy is Wilson's (1927). " if "accuracy" in limits else ""
    yield (
        f"{wilson}{'Other' if wilson else 'The'} intervals are of a bootstrap over the test rows "
        f"(Efron, 1979). The guess always says {_guessed(dataset)}."
    )


def _baselines(view: StudyView, known: Sequence[Baseline]) -> str:
    """What it is held against, on the rows that chose it."""
    honest = honest_of(view)
    title = metrics.MEASURES[honest.metric].title
    lines = [
        f"| {sentence(one.title)} | {score(one.score)} | {one.told} | {sentence(one.note)} |"
        for one in known
    ]
    head = f"| held against, on the rows that chose it | {title} | {lead_title(honest)} | |"
    return "\n".join([head, "|---|---:|---:|---|", *lines])


def _between(limits: intervals.Interval | None) -> str:
    return f"{score(limits[0])} to {score(limits[1])}" if limits else ""


def _guess(dataset: Dataset) -> dict[str, float]:
    """What is scored on the test rows by who says the same of every row."""
    truth, names = dataset.y_test, tasks.task(dataset.task).measures(dataset.classes)
    if not dataset.classes:
        return metrics.judge(names, truth, np.full(len(truth), dataset.y_train.mean()))
    shares = np.bincount(dataset.y_train.astype(int), minlength=dataset.classes)
    return metrics.judge(names, truth, np.tile(shares / shares.sum(), (len(truth), 1)))


def _guessed(dataset: Dataset) -> str:
    if not dataset.classes:
        return f"the mean of the training rows, {number(float(dataset.y_train.mean()), 6)}"
    return "each class's share of the training rows"


# -- where it errs ---------------------------------------------------------------------------------


def _errs(dataset: Dataset, found: Tested | None) -> Iterator[str]:
    if found is None:
        yield "Not known: it has not met the test rows."
    elif found.outputs.ndim == 1:
        yield _by_range(errs.ranges(found.outputs, found.truth))
    else:
        confused = errs.most_confused(found.outputs, found.truth.astype(int))
        yield _by_class(confused, dataset) if confused else "No test row was classified wrongly."


def _by_class(confused: Sequence[errs.Confused], dataset: Dataset) -> str:
    name = [span(each, True) for each in dataset.class_names]
    lines = [
        f"| {name[one.true]} | {name[one.said]} | {one.rows:,} of {one.of:,} |" for one in confused
    ]
    return "\n".join(["| true class | taken for | test rows |", "|---|---|---|", *lines])


def _by_range(ranges: Sequence[errs.Range]) -> str:
    lines = [
        f"| {number(one.low)} to {number(one.high)} | {one.rows:,} | {number(one.rmse)} "
        f"| {number(one.mean)} |"
        for one in ranges
    ]
    head = "| true value | test rows | RMSE | predicted less true, on average |"
    return "\n".join([head, "|---|---:|---:|---:|", *lines])


# -- limits, use -----------------------------------------------------------------------------------


def _limits(view: StudyView, dataset: Dataset) -> Iterator[str]:
    tests = len(dataset.y_test)
    told = [
        "It was tried on rows of the same data alone: on rows gathered otherwise, later or "
        "elsewhere, it may do worse.",
        "It was chosen on validation rows, among all that was tried; the test rows above chose "
        "nothing.",
    ]
    if view.study.spec.evaluation.method == "test":
        told[1] = "The test rows chose it, so that all its scores flatter."
    if tests < FEW_ROWS:
        told.append(f"Its test rests on {tests:,} rows: see how wide the intervals are.")
    if dataset.classes:
        counts = np.bincount(dataset.y_train.astype(int), minlength=dataset.classes)
        least, most = int(counts.argmin()), int(counts.argmax())
        if counts[most] >= 5 * counts[least]:
            told.append(
                f"It learned {span(dataset.class_names[least])} from {counts[least]:,} rows and "
                f"{span(dataset.class_names[most])} from {counts[most]:,}: it may favour that one."
            )
    if any(column.kind == "category" for column in dataset.columns):
        told.append("A text that no training row has says nothing to it, or counts as a rare one.")
    yield "\n".join(f"- {text}" for text in told)


def _usage(view: StudyView, settings: Settings) -> Iterator[str]:
    model = settings.models / str(view.study.id) / "best.keras"
    if model.is_file() and not usage.takes_raw_rows(model):
        yield usage.PREPARED
        return
    code = usage.example(view.study.spec.data, settings)
    fence = "`" * max(3, 1 + max(map(len, re.findall("`+", code)), default=0))
    yield f"{fence}python\n{code}{fence}"

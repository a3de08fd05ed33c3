"""Which studies may stand side by side, what differs between them, and which repeat another.

Must not import Streamlit.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

from tuning import catalog, metrics
from tuning.space.spelling import spell
from tuning.store import StudyRecord
from tuning.study import DataSpec, Evaluation, StudySpec
from tuning.text.words import listed

REDUCTIONS = {"best": "the best epoch", "last": "the last epoch", "mean_last": "the last epochs"}


def search_of(spec: StudySpec) -> str:
    """A text that is equal for two studies that are the same search, seed included."""
    known = spec.model_dump(mode="json", exclude={"name", "track"})
    return json.dumps(known, sort_keys=True)


def comparable(
    studies: Sequence[StudyRecord],
) -> tuple[list[StudyRecord], list[tuple[StudyRecord, str]]]:
    """The studies comparable with the first; and the others, each with the reason."""
    kept: list[StudyRecord] = []
    refused: list[tuple[StudyRecord, str]] = []
    for study in studies:
        reason = why_not(studies[0], study)
        if reason is None:
            kept.append(study)
        else:
            refused.append((study, reason))
    return kept, refused


def why_not(first: StudyRecord, other: StudyRecord) -> str | None:
    """Why `other` cannot be compared with `first`, in one sentence; None if it can."""
    a, b = first.spec, other.spec
    one, two = f"study {first.id}", f"Study {other.id}"
    if a.data.name != b.data.name or a.data.file != b.data.file:
        return f"{two} is about {_data(b.data)}, {one} about {_data(a.data)}."
    if a.data.rows != b.data.rows:
        return f"{two} uses {_rows(b.data)}, {one} {_rows(a.data)}."
    if a.data.is_own and a.data.target != b.data.target:
        return f"{two} predicts {b.data.target}, {one} {a.data.target}."
    if a.data.is_table and a.data.missing != b.data.missing:
        return f"{two} fills gaps with {b.data.missing}, {one} with {a.data.missing}."
    if a.objective.metric != b.objective.metric:
        return f"{two} is scored by {_metric(b)}, {one} by {_metric(a)}."
    if (a.evaluation.method == "test") != (b.evaluation.method == "test"):
        on_test, not_test = (two, one) if b.evaluation.method == "test" else (one, two)
        on_test = on_test[0].upper() + on_test[1:]
        return (
            f"{on_test} was validated on the test set, {not_test.lower()} on training rows kept "
            "apart."
        )
    return None


def caveats(studies: Sequence[StudyRecord]) -> list[str]:
    """What differs between comparable studies, and may explain a small difference by itself."""
    specs = [study.spec for study in studies]
    found = _repeated(studies)
    ways = list(dict.fromkeys(REDUCTIONS[spec.objective.reduce] for spec in specs))
    if len(ways) > 1:
        found.append(f"Scores are taken from {' and from '.join(ways)}: the best epoch flatters.")
    rows = list(dict.fromkeys(_validation(spec.evaluation) for spec in specs))
    if len(rows) > 1:
        found.append(f"Validated on different rows: {', '.join(rows)}.")
    if len({spec.model for spec in specs}) > 1 or any(s.space != specs[0].space for s in specs):
        found.append("They do not search the same space, so the space is compared as well.")
    return found


def _repeated(studies: Sequence[StudyRecord]) -> list[str]:
    """A sentence for each search that was run several times with one seed: it counts once."""
    alike: dict[str, list[StudyRecord]] = {}
    for study in {study.id: study for study in studies}.values():
        alike.setdefault(search_of(study.spec), []).append(study)
    return [
        f"Studies {listed([str(s.id) for s in group])} are the same search "
        f"{'twice' if len(group) == 2 else f'{len(group)} times'}, seed {group[0].spec.seed} "
        "included: it counts once."
        for group in alike.values()
        if len(group) > 1
    ]


def _data(data: DataSpec) -> str:
    known = catalog.DATASETS.get(data.name)
    return known.title if known else data.title


def _rows(data: DataSpec) -> str:
    return f"{data.rows:,} training rows" if data.rows else "all training rows"


def _metric(spec: StudySpec) -> str:
    return metrics.within(metrics.title(spec.objective.metric))


def _validation(evaluation: Evaluation) -> str:
    if evaluation.method == "folds":
        return f"{evaluation.folds} folds"
    if evaluation.method == "test":
        return "the test set"
    return f"{spell(evaluation.fraction)} of the rows kept apart"

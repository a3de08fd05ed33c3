"""What may be compared, who leads at which cost, and what is luck."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.records import honest, samples, scored
from tuning.analysis import comparison
from tuning.analysis.comparison import (
    Contender,
    Place,
    Row,
    Trajectory,
    Verdict,
    comparable,
    contenders,
    judge,
    seed_range,
    trajectory,
    verdict_words,
)
from tuning.analysis.comparison.comparable import search_of, why_not
from tuning.analysis.comparison.contenders import leaders
from tuning.charts import race
from tuning.honesty import Step
from tuning.store import Batch, Store, StudyRecord
from tuning.store.view import StudyView
from tuning.study import DataSpec, StudySpec, StudyState


def finding(found: Sequence[Contender]) -> tuple[str, str]:
    return verdict_words.finding(judge(found))


def rows_of(runs: Sequence[Trajectory]) -> list[Row]:
    return comparison.table(runs, judge(contenders(runs)))


OWN = {"name": "own/birds-00c0ffee.csv", "target": "species"}


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return samples.store(tmp_path)


def record(
    store: Store, *, data: dict[str, object] | None = None, **changes: object
) -> StudyRecord:
    """A study in the store; own data need no file for their spec to be compared."""
    spec = samples.spec(**changes)
    if data is not None:
        spec = spec.model_copy(update={"data": DataSpec.model_validate(data)})
    return store.study(store.create_study(spec))


def run(
    store: Store,
    trials: Sequence[Sequence[float]],
    state: StudyState = StudyState.COMPLETED,
    **changes: object,
) -> Trajectory:
    """Several scores a trial are those of folds."""
    if trials and len(trials[0]) > 1:
        changes.setdefault("method", "folds")
    return trajectory(StudyView(store, scored.run(store, trials, state, **changes)))  # type: ignore[arg-type]


# -- what may be compared ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "other", "words"),
    [
        ({}, {"dataset": "wine"}, "Study 2 is about Wine"),
        ({}, {"data": {"name": "digits", "rows": 500}}, "Study 2 uses 500 training rows"),
        ({"data": OWN}, {"data": OWN | {"target": "sex"}}, "predicts sex, study 1 species"),
        ({"data": OWN}, {"data": OWN | {"missing": "mean"}}, "fills gaps with mean"),
        ({}, {"objective": {"metric": "val_loss"}}, "scored by validation loss, study 1 by"),
        ({}, {"evaluation": {"method": "test"}}, "Study 2 was validated on the test set, study 1"),
        ({"evaluation": {"method": "test"}}, {}, "Study 1 was validated on the test set, study 2"),
    ],
)
def test_what_cannot_be_compared_is_told_in_one_sentence(
    store: Store, first: dict[str, object], other: dict[str, object], words: str
) -> None:
    a, b = record(store, **first), record(store, **other)  # type: ignore[arg-type]
    reason = why_not(a, b)
    assert reason is not None
    assert words in reason
    assert reason.endswith(".")
    assert reason.count(". ") == 0
    assert comparable.comparable([a, b, a]) == ([a, a], [(b, reason)])


def test_another_seed_space_or_kind_of_validation_can_be_compared(store: Store) -> None:
    first = record(store)
    folds = record(store, evaluation={"method": "folds", "folds": 3})
    narrow = record(store, space={"units": [16, 32]}, seed=9)
    last = record(store, objective={"metric": "val_accuracy", "reduce": "last"})
    assert comparable.comparable([first, folds, narrow, last])[1] == []
    assert comparable.caveats([first, first]) == []
    told = " ".join(comparable.caveats([first, folds, narrow, last]))
    assert "3 folds" in told
    assert "the same space" in told
    assert "the last epoch" in told


# -- the way to the best -------------------------------------------------------------------------


def test_the_way_to_the_best_knows_who_holds_it(store: Store) -> None:
    found = run(store, [(0.8, 0.82), (0.7, 0.7), (0.9, 0.92), (0.91, 0.91)])
    assert found.table["best"].round(4).tolist() == [0.81, 0.81, 0.91, 0.91]
    assert found.table["incumbent"].tolist() == [0, 0, 2, 2]
    assert found.table["spread"].round(4).tolist() == [0.02] * 4
    assert found.table["epochs"].tolist() == [4, 8, 12, 16]
    assert found.table["seconds"].tolist() == [2, 4, 6, 8]
    assert found.parts == {0: (0.8, 0.82), 2: (0.9, 0.92)}
    assert (found.epochs, found.first, found.arrived()) == (16, 4, 12)
    row = found.at(11)
    assert row is not None
    assert row["best"] == pytest.approx(0.81)
    assert found.at(3) is None


def test_one_fit_has_no_spread(store: Store) -> None:
    found = run(store, [(0.8,), (0.9,)])
    assert found.table["spread"].isna().all()


def test_a_loss_is_better_when_lower(store: Store) -> None:
    low, high = (
        run(store, scores, objective={"metric": "val_loss"}, seed=seed, space={"units": [8, seed]})
        for seed, scores in ((3, [(0.5, 0.5), (0.2, 0.2)]), (4, [(0.4, 0.4), (0.3, 0.3)]))
    )
    rows = rows_of([high, low])
    assert [row.best for row in rows] == [0.2, 0.3]
    assert low.arrived() == 8
    [ahead] = leaders(contenders([high, low]), 4)
    assert ahead.trajectories == (high,)


# -- ties and findings ---------------------------------------------------------------------------


def test_folds_that_run_again_are_told_as_fits(store: Store) -> None:
    twice = samples.spec(evaluation={"method": "folds", "folds": 2, "executions": 2})
    study = store.create_study(twice)
    scored.leave(store, study, [(0.8, 0.9, 0.8, 0.9)], StudyState.COMPLETED)
    (one,) = contenders([trajectory(StudyView(store, study))])
    reached = one.at(8)
    assert reached is not None
    assert (len(reached.sample), reached.unit) == (4, "fit")


@pytest.mark.parametrize(
    ("a", "b", "place"),
    [
        ((0.970, 0.974, 0.972), (0.969, 0.973, 0.9725), Place.TIES),
        ((0.970, 0.971, 0.972), (0.930, 0.931, 0.932), Place.BEHIND),
        ((0.9, 0.9), (0.8, 0.8), Place.BEHIND),
        # Leads of 0.02, 0.03 and 0.06 on three folds: t = 0.0267 / sqrt(5/6) / 0.0208 = 1.40.
        ((0.92, 0.93, 0.96), (0.90, 0.90, 0.90), Place.TIES),
        ((0.9, 0.9), (0.895, 0.895), Place.TIES),
    ],
)
def test_better_is_only_what_the_folds_of_both_make_sure(
    store: Store, a: tuple[float, ...], b: tuple[float, ...], place: Place
) -> None:
    found = judge(contenders([run(store, [a]), run(store, [b], strategy="bayesian")]))
    assert found.places == (Place.AHEAD, place)
    sure = found.told(found.found[1])
    assert sure is not None
    assert sure.by == f"{len(a)} folds"
    if len(a) == 3 and a[2] == 0.96:
        assert sure.probability == pytest.approx(0.8517, abs=1e-3)


def test_other_rows_are_told_apart_by_corrected_scores_alone(store: Store) -> None:
    runs = [
        run(store, [(0.9, 0.9)], method="split"),
        run(store, [(0.8, 0.8)], strategy="bayesian"),
    ]
    assert judge(contenders(runs)).places == (Place.AHEAD, Place.UNSURE)
    for one, (value, half) in zip(runs, ((0.70, 0.02), (0.77, 0.03)), strict=True):
        step = Step(0, 0, 0.9, value, value - half, value + half)
        honest.leave(store, one.study.id, course=(step,))
    found = judge(contenders([trajectory(StudyView(store, one.study.id)) for one in runs]))
    # The flattered one is behind: (0.07 - 0.01) / (hypot(0.02, 0.03) / 1.645) = 2.74.
    assert found.places == (Place.BEHIND, Place.AHEAD)
    assert found.is_corrected
    sure = found.told(found.found[0])
    assert sure is not None
    assert sure.probability == pytest.approx(0.9969, abs=1e-4)
    lead, rest = verdict_words.finding(found)
    assert lead == (
        "After 4 epochs each, **Bayesian optimization** wins: 0.8000 ± 0.0000 (2 folds), corrected "
        "0.77 (0.74 to 0.80)."
    )
    assert rest == (
        "Random search is 0.07 behind: for sure, with a probability above 0.95 by their corrected "
        "scores."
    )


def test_the_finding_compares_at_equal_cost(store: Store) -> None:
    long = run(store, [(0.80, 0.81, 0.82), (0.97, 0.971, 0.972)])
    short = run(store, [(0.83, 0.80, 0.84)], strategy="bayesian")
    text = " ".join(finding(contenders([long, short])))
    assert text.startswith(
        "No winner: after 6 epochs each, **Random search** and **Bayesian optimization** cannot be "
        "told apart, the best at 0.8233 ± 0.0400 (3 folds). "
    )
    assert "Random search is 0.0133 behind: by 3 folds that cannot be told from luck." in text
    assert "With 12 epochs Random search reaches 0.9710." in text


def test_a_clear_lead_and_a_single_fit_are_told_as_such(store: Store) -> None:
    good, bad = run(store, [(0.95, 0.951)]), run(store, [(0.5, 0.51)], strategy="bayesian")
    lead, rest = finding(contenders([good, bad]))
    assert lead == "After 4 epochs each, **Random search** wins: 0.9505 ± 0.0010 (2 folds)."
    assert "for sure, with a probability above 0.95 by 2 folds" in rest
    one, two = run(store, [(0.95,)]), run(store, [(0.9,)], strategy="bayesian")
    assert "tells whether that is luck" in finding(contenders([one, two]))[1]


def test_of_errors_the_smaller_leads_and_the_others_are_higher(store: Store) -> None:
    error: dict[str, object] = {"objective": {"metric": "val_loss"}}
    good = run(store, [(70.0, 71.0), (54.3, 54.4)], **error)
    bad = run(store, [(92.5, 93.5), (61.0, 61.1)], strategy="bayesian", **error)
    lead, rest = finding(contenders([good, bad]))
    assert lead == (
        "After 8 epochs each, **Random search** wins: 54.350 ± 0.100 (2 folds), and lower is "
        "better."
    )
    assert rest.startswith("Bayesian optimization is 6.7000 higher: for sure")
    assert good.arrived() == 8


def test_who_is_level_leads_together(store: Store) -> None:
    both = [run(store, [(0.95,)]), run(store, [(0.95,)], strategy="bayesian")]
    behind = [
        run(store, [(0.9,)], strategy="hyperband"),
        run(store, [(0.8,)], strategy="one_at_a_time"),
    ]
    lead, rest = finding(contenders([*both, *behind]))
    assert lead == (
        "No winner: after 2 epochs each, **Random search** and **Bayesian optimization** cannot be "
        "told apart, at 0.9500."
    )
    assert rest == (
        "Hyperband is 0.0500 behind and One parameter at a time is 0.1500 behind: neither folds "
        "nor seeds that both have nor a corrected score tells whether that is luck."
    )


def test_nothing_is_claimed_before_there_is_a_score(store: Store) -> None:
    empty = run(store, [], state=StudyState.RUNNING)
    assert finding(contenders([empty])) == ("No trial has a score yet.", "")
    failed = run(store, [], state=StudyState.FAILED)
    assert finding(contenders([failed]))[0].startswith("No trial has a score, and no study runs")
    some = run(store, [(0.9, 0.91)], strategy="bayesian")
    assert finding(contenders([some, empty]))[1] == "Random search has no score yet."
    assert [row.best for row in rows_of([empty, some])] == [pytest.approx(0.905), None]


def test_many_rivals_are_grouped(store: Store) -> None:
    names = ["random_search", "bayesian", "hyperband", "grid_search", "one_at_a_time"]
    runs = [
        run(store, [(0.9 - low, 0.902 - low)], strategy=name)
        for name, low in zip(names, (0, 0.001, 0.3, 0.001, 0.4), strict=True)
    ]
    _, text = finding(contenders(runs))
    assert (
        "Bayesian optimization and Grid search (KerasTuner) are behind: by 2 folds "
        "that cannot be told from luck."
    ) in text
    assert (
        "Hyperband and One parameter at a time are behind: for sure, with a probability above "
        "0.95 by 2 folds."
    ) in text


def judged(store: Store, *scores: tuple[float, ...]) -> tuple[Verdict, list[Row]]:
    names = ("random_search", "bayesian", "hyperband")
    runs = [run(store, [own], strategy=n) for own, n in zip(scores, names, strict=False)]
    found = judge(contenders(runs))
    return found, comparison.table(runs, found)


def test_the_end_speaks_with_one_voice(store: Store) -> None:
    clear, rows = judged(store, (0.95, 0.951), (0.5, 0.51))
    assert clear.winner is not None
    assert [row.wins for row in rows] == [True, False]
    tie, rows = judged(store, (0.95, 0.96), (0.951, 0.96), (0.5, 0.51))
    assert (tie.winner, tie.ahead) == (None, None)
    assert [row.place for row in rows] == [Place.AHEAD, Place.TIES, Place.BEHIND]
    assert not any(row.wins for row in rows)
    one, rows = judged(store, (0.95,), (0.9,))
    assert one.winner is None
    assert [row.place for row in rows] == [Place.AHEAD, Place.UNSURE]
    assert finding(one.found)[0] == "After 2 epochs each, **Random search** is ahead: 0.9500."


# -- several seeds -------------------------------------------------------------------------------


def test_studies_that_differ_in_their_seed_are_one_contender(store: Store) -> None:
    scores = [[(0.8, 0.8), (0.9, 0.9)], [(0.7, 0.7), (0.95, 0.95)], [(0.6, 0.6), (0.6, 0.6)]]
    runs = [run(store, s, seed=seed, name=f"S{seed}") for seed, s in enumerate(scores)]
    other = run(store, [(0.5, 0.5)], strategy="bayesian")
    found = contenders([*runs, other])
    assert [len(contender.trajectories) for contender in found] == [3, 1]
    standing = found[0].at(8)
    assert standing is not None
    assert (standing.score, standing.unit, len(standing.sample)) == (0.9, "seed", 3)
    assert "tells whether that is luck" in finding(found)[1]
    band = seed_range(found[0], "epochs")
    assert band["x"].tolist() == [4, 8]
    assert band[["low", "median", "high"]].to_numpy().tolist() == [
        [0.6, 0.7, 0.8],
        [0.6, 0.9, 0.95],
    ]


def test_the_same_search_again_is_no_second_seed(store: Store) -> None:
    first = run(store, [(0.8, 0.8)], seed=1, name="One")
    again = run(store, [(0.8, 0.8), (0.9, 0.9)], seed=1, name="The same")
    other = run(store, [(0.7, 0.7)], seed=2)
    found = contenders([first, again])
    assert [contender.trajectories for contender in found] == [(again,)]
    [told] = comparable.caveats([first.study, again.study, other.study])
    assert told == (
        f"Studies {first.study.id} and {again.study.id} are the same search twice, seed 1 "
        "included: it counts once."
    )
    rows = {row.study.id: row.place for row in rows_of([first, again])}
    assert rows == {first.study.id: None, again.study.id: Place.AHEAD}
    [both] = contenders([first, again, other])
    assert sorted(each.study.spec.seed for each in both.trajectories) == [1, 2]


def test_the_range_of_seeds_ends_where_a_running_one_stands(store: Store) -> None:
    done = run(store, [(0.8, 0.8), (0.9, 0.9)], seed=1)
    runs = run(store, [(0.7, 0.7)], seed=2, state=StudyState.RUNNING)
    [both] = contenders([done, runs])
    assert seed_range(both, "trials")["x"].tolist() == [1]


def test_two_studies_of_one_strategy_are_told_apart(store: Store) -> None:
    small = run(store, [(0.8, 0.8)], space={"units": [8, 16]})
    large = run(store, [(0.9, 0.9)])
    found = contenders([small, large])
    assert [contender.title for contender in found] == [
        f"Random search (study {small.study.id})",
        f"Random search (study {large.study.id})",
    ]
    figure = race.race(found, race.Look("epochs"))
    lines = {t["uid"]: t["line"] for t in figure["data"] if t["uid"].startswith("line-")}
    assert [line["color"] for line in lines.values()] == ["#2f7ed8", "#2f7ed8"]
    assert [line["dash"] for line in lines.values()] == ["solid", "dash"]


def test_the_figure_draws_bands_only_where_there_is_a_spread(store: Store) -> None:
    one, three = run(store, [(0.8,)]), run(store, [(0.8, 0.9, 0.85)], strategy="bayesian")
    uids = [t["uid"] for t in race.race(contenders([one, three]), race.Look("seconds"))["data"]]
    assert f"high-{one.study.id}" not in uids
    assert f"high-{three.study.id}" in uids
    assert len(uids) == len(set(uids))


def test_axes_end_at_the_plan_and_begin_where_the_contest_is(store: Store) -> None:
    scores = [0.1, 0.95, 0.955, 0.96, 0.961, 0.961, 0.962, 0.962, 0.962, 0.962]
    study_id = store.create_study(samples.spec())
    batch = Batch(study={"epochs_planned": 200, "trials_planned": 50})
    for number, own in enumerate(scores):
        at = 1000.0 + 4 * number
        batch.epochs += [samples.epoch(number, k, e, time=at) for k in (0, 1) for e in (1, 2)]
        batch.trials.append(samples.trial(number, own, started=at - 4, finished=at))
    store.write(study_id, batch)
    store.set_state(study_id, StudyState.RUNNING)
    found = contenders([trajectory(StudyView(store, study_id))])
    layout = race.race(found, race.Look("epochs"))["layout"]
    assert layout["xaxis"]["range"] == [0, 200]
    assert race.race(found, race.Look("trials"))["layout"]["xaxis"]["range"] == [0, 50]
    low, high = layout["yaxis"]["range"]
    assert 0.9 < low < 0.95
    assert 0.962 < high < 0.97


def test_a_search_is_the_same_wherever_it_is_sent_and_whatever_it_is_called() -> None:
    spec = StudySpec(name="One", seed=3)
    other = spec.model_copy(update={"name": "Other", "track": ("mlflow",)})
    assert search_of(spec) == search_of(other)
    assert search_of(spec) != search_of(spec.model_copy(update={"seed": 4}))

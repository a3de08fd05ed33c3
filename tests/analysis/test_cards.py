"""Each fault of a study has its card, no other study claims it, and noise claims nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from tests.records import causes
from tuning.analysis.cards import KINDS, Card, cards, gravest, heard, markup, steady
from tuning.analysis.cards._trend import trend
from tuning.analysis.cards.changes import widened
from tuning.catalog import family
from tuning.planning.checks import completed
from tuning.space import Float, Int
from tuning.store import Batch, ConfirmationState, EpochRecord, FitRecord, Store
from tuning.store.view import StudyView
from tuning.study import Evaluation, FitKind, FitState

Made = Callable[[causes.Study], dict[str, Card]]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    return Store(tmp_path_factory.mktemp("cards") / "studies.sqlite")


@pytest.fixture
def made(store: Store) -> Made:
    """The cards of a study, by kind."""

    def make(study: causes.Study) -> dict[str, Card]:
        return {card.kind: card for card in cards(StudyView(store, study.keep(store)))}

    return make


def faults(found: dict[str, Card]) -> list[str]:
    return [card.kind for card in found.values() if card.level != "passed"]


def test_a_sound_study_passes(made: Made) -> None:
    found = made(causes.sound())
    assert faults(found) == []
    assert list(found) == ["better", "tied", "holds"], "the weightiest first"
    assert found["better"].text.startswith("Better than a plain linear model (0.860)")


WORDS = {
    "edge": "units, first layer (256) stands at the upper end of its range, and 6 of the 6 best",
    "overfitting": "From epoch 8 on, trial 20 learns its training rows by heart",
    "divergence": "That is every one with a learning rate from 0.006 on.",
    "plateau": "is at its best in epoch 4 of 20. Fits that end after 4 epochs",
    "duplicates": "4 trials of 24 repeat the values of an earlier one (trial 20 those of trial 0)",
    "failed": "4 by “The model cannot be built: 4 units” and 1 by “Out of memory”.",
    "disagreement": "over 24 trials their orders are opposite (rank correlation -0.69)",
    "idle": "In 120 trials nothing shows that the score depends on learning rate or dropout",
    "rows": "40 rows see only leads above about 0.12; folds use all rows.",
    "imbalance": "Always answering 'no' is right for 86% of the rows",
    "baseline": "Not shown to be better than always answering 'no' (0.410).",
    "overtuning": "Since trial 2 the chosen score rose by 0.05, the corrected one did not",
    "tied": "4 of 24 trials cannot be told from the winner",
}


@pytest.mark.parametrize("kind", list(causes.FAULTS))
def test_each_fault_has_its_card_and_no_other_is_claimed(kind: str, made: Made) -> None:
    found = made(causes.faulty(kind))
    assert faults(found) == [kind]
    card = found[kind]
    assert WORDS[kind] in card.text
    assert card.text.endswith(".")
    assert card.figures
    if card.action is not None and card.action.spec is not None:
        spec = completed(card.action.spec)
        assert spec != causes.Study().spec, "the study that is prepared differs"


def test_every_fault_that_is_known_is_made(made: Made) -> None:
    """A new kind of card belongs in `tests.records.causes`, too."""
    assert set(KINDS) == {*causes.FAULTS, *made(causes.sound()), "confirmation"}


def test_studies_of_noise_are_told_nothing_of_their_values(made: Made) -> None:
    """Epochs that brought nothing are a fact of noise, too: that early stopping saves them is no
    claim. Whatever else is said in noise is said by chance."""
    found = [made(causes.noise(seed)) for seed in range(30)]
    said = [kind for one in found for kind in one if kind != "plateau"]
    assert len(said) <= 1, said
    assert not any(card.level == "passed" for one in found for card in one.values())


def test_an_empty_study_and_one_that_failed_whole_say_what_they_can(made: Made) -> None:
    study = causes.sound()
    study.trials, study.honest = [], None
    assert made(study) == {}
    study = causes.sound()
    study.honest = None
    for left in study.trials:
        left.score, left.error = None, "Out of memory."
    found = made(study)
    assert list(found) == ["failed"]
    assert found["failed"].level == "careful"
    assert found["failed"].text == "24 of 24 trials failed: 24 by “Out of memory”."


def test_a_loss_that_explodes_without_a_failure_is_divergence(made: Made) -> None:
    study = causes.sound()
    worst = sorted(study.trials, key=lambda left: left.score or 0.0)[:5]
    for left in worst:
        left.fit.loss, left.score = left.fit.loss * 0 + 40.0, 0.1
        left.values["learning_rate"] = 0.0099
    card = made(study)["divergence"]
    assert card.level == "careful", "a fifth of the trials"
    assert "5 of 24 trials diverged: the loss ended far above where others begin." in card.text
    assert "every one with a learning rate from 0.0099 on" in card.text


def test_one_failure_among_many_blames_no_learning_rate(made: Made) -> None:
    study = causes.sound()
    ordered = sorted(study.trials, key=lambda left: float(left.values["learning_rate"] or 0))
    ordered[3].score, ordered[3].error = None, "The loss became nan in epoch 1."
    card = made(study)["divergence"]
    assert card.text == "1 of 24 trials diverged: the loss became NaN or infinite."
    assert card.action is None


def test_a_rise_is_told_by_the_order_of_the_epochs() -> None:
    assert trend(np.arange(6.0)) == pytest.approx(14 / (6 * 5 * 17 / 18) ** 0.5)
    assert trend(-np.arange(6.0)) == -trend(np.arange(6.0))
    assert trend(np.array([1.0])) == 0
    assert trend(np.array([0, 1, 2, 3, 4, 5, 1e9, 7, 8])) < trend(np.arange(9.0)) + 1e-9


@pytest.mark.parametrize(
    ("name", "parameter", "at_low", "end"),
    [
        ("units", Int(low=16, high=256, step=16), False, 384),
        ("units", Int(low=16, high=256, step=16), True, None),
        ("units", Int(low=64, high=256, step=64), True, None),
        ("dropout", Float(low=0.0, high=0.5, step=0.1), False, 0.8),
        ("dropout", Float(low=0.0, high=0.5, step=0.1), True, None),
        ("learning_rate", Float(low=1e-4, high=1e-2, scale="log"), False, 0.1),
        ("learning_rate", Float(low=1e-4, high=1e-2, scale="log"), True, 1e-5),
        ("learning_rate", Float(low=0.01, high=0.1), True, 0.005),
        ("learning_rate", Float(low=1.0, high=90.0), False, 100),
        ("l2", Float(low=0.0, high=10.0), False, None),
    ],
)
def test_a_range_is_widened_by_half_and_never_beyond_its_limits(
    name: str, parameter: Int | Float, at_low: bool, end: float | None
) -> None:
    found = widened(parameter, family("dense")[name], at_low)
    if end is None:
        assert found is None
        return
    assert found is not None
    assert (found.low if at_low else found.high) == pytest.approx(end)
    family("dense")[name].check(found)


def test_the_widened_study_goes_on_beyond_the_end(made: Made) -> None:
    action = made(causes.faulty("edge"))["edge"].action
    assert action is not None
    assert action.spec is not None
    units = action.spec.space["units"]
    assert isinstance(units, Int)
    assert (units.low, units.high, units.step) == (16, 384, 16)


def test_an_end_is_pointed_at_only_with_trials_behind_it(made: Made) -> None:
    def points(scores: list[float]) -> bool:
        study = causes.sound()
        study.trials = study.trials[: len(scores)]
        for place, (left, score) in enumerate(zip(study.trials, scores, strict=True)):
            left.score = score
            left.values |= {"units": 16 * (place + 1), "learning_rate": 0.001, "dropout": 0.2}
        return "edge" in made(study)

    rising = [0.5 + 0.01 * place for place in range(16)]  # units 16, 32, … 256
    assert points(rising), "four of four: once in 1,820 by chance"
    assert not points([*reversed(rising[:-1]), 0.9]), "one may be there by chance"
    assert not points([0.1] * 11 + rising[-5:-1] + [0.1]), "the best is not at the end"


def test_a_winner_at_an_end_of_its_limits_is_no_news(made: Made) -> None:
    """No dropout at all is the end of its range, and nothing lies beyond."""
    study = causes.sound()
    ordered = sorted(study.trials, key=lambda left: -float(left.values["dropout"] or 0))
    for place, left in enumerate(ordered):
        left.score = 0.8 + 0.005 * place
    assert "edge" not in made(study)


def test_scores_that_are_all_equal_point_at_no_end(made: Made) -> None:
    study = causes.sound()
    for place, left in enumerate(study.trials):
        left.score = 0.9
        left.values["units"] = 16 * (1 + place % 16)
    study.trials[0].values["units"] = 256
    assert "edge" not in made(study)


def test_folds_are_offered_where_a_part_of_the_rows_validates(made: Made) -> None:
    action = made(causes.faulty("rows"))["rows"].action
    assert action is not None
    assert action.spec is not None
    assert action.spec.evaluation == Evaluation(method="folds", folds=5)
    study = causes.faulty("rows")
    folds = Evaluation(method="folds", folds=5)
    study.spec = study.spec.model_copy(update={"evaluation": folds})
    assert made(study)["rows"].action is None


def test_what_is_silenced_is_not_heard_until_it_is_wanted_again(store: Store) -> None:
    study_id = causes.faulty("tied").keep(store)
    view = StudyView(store, study_id)
    every = cards(view)
    assert "tied" in [card.kind for card in heard(every, view)]
    store.silence(study_id, "tied")
    view.refresh()
    assert [card.kind for card in heard(every, view)] == ["better", "holds"]
    assert cards(view) == every, "what is silenced is still known"
    store.silence(study_id, "tied", on=False)
    view.refresh()
    assert heard(every, view) == every


@pytest.mark.parametrize(
    ("other", "level", "said"),
    [
        ([0.80, 0.81, 0.82, 0.80, 0.81], "passed", "and stays the best"),
        ([0.90, 0.86, 0.94, 0.85, 0.92], "passed", "they cannot be told apart"),
        ([0.95, 0.95, 0.96, 0.95, 0.96], "careful", "which is better"),
    ],
)
def test_fresh_repeats_confirm_the_winner_or_warn_of_it(
    other: list[float], level: str, said: str, store: Store
) -> None:
    study_id = causes.sound().keep(store)
    best = store.study(study_id).best_number or 0
    second = 1 if best != 1 else 2
    repeats = {best: [0.90, 0.89, 0.91, 0.90, 0.89], second: other}
    number = store.confirm(study_id, dict.fromkeys(repeats, 20), 5)
    kind, done = FitKind.CONFIRMATION, FitState.COMPLETED
    fits = [
        FitRecord(trial, kind, k, 7, done, score, 0.5)
        for trial, scores in repeats.items()
        for k, score in enumerate(scores)
    ]
    epochs = [EpochRecord(*fit.key, 20, {"val_accuracy": fit.score or 0.0}, 1.0) for fit in fits]
    store.write(study_id, Batch(fits=fits, epochs=epochs))
    assert "confirmation" not in {card.kind for card in cards(StudyView(store, study_id))}
    store.set_confirmation(number, ConfirmationState.COMPLETED)
    found = {card.kind: card for card in cards(StudyView(store, study_id))}["confirmation"]
    assert found.level == level
    assert said in found.text
    assert found.figures[1] == ("Fresh mean", "0.8980")


def card(kind: str, weight: float) -> Card:
    return Card("look", kind, "", weight=weight)


def test_cards_keep_their_order_unless_a_weight_changes_by_much() -> None:
    first = [card("a", 50), card("b", 45), card("c", 20)]
    assert steady(first, []) == first
    closer = [card("b", 52), card("a", 50), card("c", 20)]
    assert [one.kind for one in steady(closer, ["a", "b", "c"])] == ["a", "b", "c"]
    risen = [card("c", 90), card("a", 50), card("b", 45)]
    assert [one.kind for one in steady(risen, ["a", "b", "c"])] == ["c", "a", "b"]
    new = [card("d", 60), card("a", 50), card("c", 20), card("e", 5)]
    assert [one.kind for one in steady(new, ["a", "b", "c"])] == ["d", "a", "c", "e"]


def test_a_moment_of_the_past_has_the_cards_of_that_moment(store: Store) -> None:
    from tuning.store import moments

    study = causes.faulty("overtuning")
    assert study.honest is not None
    study.honest = replace(study.honest, claims={}, tied=())
    view = StudyView(store, study.keep(store))
    assert "overtuning" in {one.kind for one in cards(view)}
    then = moments.at(view, moments.Moment("trials", 3))
    assert "overtuning" not in {one.kind for one in cards(then)}
    assert cards(moments.at(view, moments.Moment("trials", 0))) == []


def test_the_last_words_are_the_two_gravest_that_were_not_said(store: Store) -> None:
    study = causes.faulty("imbalance")
    for kind in ("baseline", "failed"):
        causes.FAULTS[kind](study)
    view = StudyView(store, study.keep(store))
    said = {card.kind: card.text for card in cards(view)}
    assert gravest(view) == [said["baseline"], said["failed"]]
    assert gravest(view, [said["baseline"]]) == [said["failed"], said["imbalance"]]
    assert gravest(StudyView(store, causes.sound().keep(store))) == []


def test_a_card_is_shown_with_whatever_a_class_is_called(made: Made) -> None:
    study = causes.faulty("imbalance")
    assert study.honest is not None
    study.honest = replace(study.honest, answer="<b>no</b> $x$")
    card = made(study)["imbalance"]
    assert "'<b>no</b> $x$'" in card.text
    shown = markup.html(card)
    assert "&#x27;&lt;b&gt;no&lt;/b&gt; $x$&#x27;" in shown
    assert "<dt>Most frequent class</dt><dd>86%</dd>" in shown
    assert "<dl>" not in markup.html(card, brief=True)

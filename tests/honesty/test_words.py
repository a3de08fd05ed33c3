"""The sentences about an honest winner."""

from dataclasses import replace

import pytest

from tuning.honesty import Claim, Honest, OnTest, Step, words

INFERT = Honest(
    metric="accuracy",
    chosen=0.9,
    corrected=0.71,
    low=0.6,
    high=0.8,
    rows=40,
    trials=12,
    epochs=25,
    winner=7,
    baselines={"constant": 0.65, "linear": 0.7},
    answer="no",
    visible=0.1234,
    tied=(1, 4, 7),
    smallest=4,
    quickest=1,
)


def claimed(constant: bool, linear: bool, lead: float = 0.05, **more: object) -> Honest:
    claims = {"constant": Claim(0.2, 0.1, constant), "linear": Claim(lead, 0.1, linear)}
    return replace(INFERT, claims=claims, **more)  # type: ignore[arg-type]


def test_the_score_is_said_where_it_was_chosen_and_corrected() -> None:
    assert words.scores(INFERT) == (
        "Score where it was chosen: 0.900. Corrected for choosing among 12 trials × 25 epochs: "
        "0.71 (90%: 0.60 to 0.80), on 40 rows."
    )
    assert words.corrected_score(INFERT) == "0.71 (0.60 to 0.80)"
    assert (
        words.tested(OnTest("accuracy", 0.68, 0.57, 0.78, 50))
        == "On 50 rows never used: 0.68 (0.57 to 0.78)."
    )


def test_what_nothing_was_chosen_for_is_not_corrected() -> None:
    assert words.among(replace(INFERT, trials=1)) == "among 25 epochs of one trial"
    assert words.scores(replace(INFERT, trials=1, epochs=1)) == (
        "Score: 0.900 (90%: 0.60 to 0.80), on 40 rows. Nothing was chosen, so that it does not "
        "flatter."
    )


def test_of_quantities_the_corrected_score_is_a_bound() -> None:
    error = replace(
        INFERT, metric="rmse", of_quantities=True, chosen=9000, corrected=12000.0, low=9e3, high=2e4
    )
    assert words.corrected_score(error) == "at most about 12,000 (9,000 to 20,000)"
    explained = replace(INFERT, metric="r2", of_quantities=True)
    assert words.corrected_score(explained) == "at least about 0.71 (0.60 to 0.80)"


def test_of_a_choice_by_log_loss_the_accuracy_is_said_too() -> None:
    loss = Honest("log_loss", 0.612, 0.7, 0.5, 1.3, 40, 12, 1, accuracy=0.664)
    assert words.scores(loss) == (
        "Score where it was chosen: 0.612. Corrected for choosing among 12 trials: "
        "0.70 (90%: 0.50 to 1.30), on 40 rows. The same choice has an accuracy of 0.66, corrected."
    )


def test_what_is_missing_is_said_beside_what_is_known() -> None:
    old = Honest("accuracy", chosen=0.9, rows=40, trials=2, missing=words.OLD)
    assert words.scores(old) == f"Score where it was chosen: 0.9000, on 40 rows. {words.OLD}"
    assert words.scores(Honest("accuracy", missing=words.NOTHING)) == words.NOTHING
    assert words.corrected_score(old) == "–"
    assert [words.claims(old), words.tied(old), words.gauge(old)] == ["", "", ""]


@pytest.mark.parametrize(
    ("honest", "sentence"),
    [
        (
            claimed(True, True),
            "Better than a plain linear model (0.70) and than always answering 'no' (0.65), even "
            "after allowing for the choosing.",
        ),
        (
            claimed(True, False),
            "It has learnt something: better than always answering 'no' (0.65), even after "
            "allowing for the choosing. That it beats a plain linear model (0.70) is not shown by "
            "these rows.",
        ),
        (
            claimed(True, False, -0.01),
            "It has learnt something: better than always answering 'no' (0.65), even after "
            "allowing for the choosing. That it beats a plain linear model (0.70) is not shown by "
            "these rows: the linear model is simpler, take it.",
        ),
        (
            claimed(False, False, is_split=True),
            "Not shown to be better than always answering 'no' (0.65). 40 rows see only leads "
            "above about 0.12; folds use all rows.",
        ),
        (
            claimed(False, False, -0.01, visible=None),
            "Not shown to be better than always answering 'no' (0.65). Nor does it lead a plain "
            "linear model (0.70), which is simpler: take that.",
        ),
        (
            claimed(False, False, -0.01, visible=None, baselines={"constant": 0.7, "linear": 0.6}),
            "Not shown to be better than always answering 'no' (0.70). Nor does it lead a plain "
            "linear model (0.60), which is simpler.",
        ),
        (
            claimed(True, True, judged_by="accuracy"),
            "Better by accuracy than a plain linear model and than always answering 'no', even "
            "after allowing for the choosing.",
        ),
    ],
)
def test_better_is_said_only_where_it_is_shown(honest: Honest, sentence: str) -> None:
    assert words.claims(honest) == sentence
    assert "no better" not in sentence


def test_linear_is_advised_where_the_corrected_score_does_not_come_up_to_it() -> None:
    near = claimed(True, False, 0.003, corrected=0.699)
    assert near.prefers_linear, "as the scores side by side say, whatever the rows say"
    assert not replace(near, judged_by="accuracy").prefers_linear
    assert not claimed(True, False, 0.003).prefers_linear
    costs = {"metric": "log_loss", "baselines": {"constant": 0.8, "linear": 0.69}}
    assert claimed(True, False, 0.003, **costs).prefers_linear
    assert not claimed(True, True, 0.003, corrected=0.699).prefers_linear


def test_the_set_names_its_smallest_and_its_quickest() -> None:
    assert words.tied(INFERT) == (
        "3 of 12 trials cannot be told from the winner, itself among them: trial 4 is the smallest "
        "and trial 1 is the quickest."
    )
    both = replace(INFERT, quickest=4)
    assert words.tied(both).endswith(": trial 4 is the smallest and the quickest.")
    assert words.tied(replace(INFERT, tied=(7,))) == "Trial 7 can be told from the other 11 trials."
    assert words.tied(replace(INFERT, tied=(1,), trials=1)).startswith("There is one trial")


def test_the_gauge_says_since_when_further_trials_fit_the_rows() -> None:
    course = [Step(1, 1, 0.8, 0.7, 0.6, 0.8), Step(3, 3, 0.84, 0.75, 0.6, 0.8)]
    flat = [Step(n, n, 0.84 + 0.01 * (n - 3), 0.749, 0.6, 0.8) for n in (4, 5)]
    assert words.gauge(replace(INFERT, course=tuple(course))) == ""
    assert words.gauge(replace(INFERT, course=(*course, *flat))) == (
        "Since trial 3 the chosen score rose by 0.02, the corrected one did not: further trials "
        "fit these rows. Stop, or give the search more rows."
    )
    costs = tuple(replace(s, chosen=1 - s.chosen, corrected=1 - s.corrected) for s in course + flat)
    assert "fell by 0.02" in words.gauge(replace(INFERT, metric="log_loss", course=costs))


def test_a_class_is_named_as_it_is() -> None:
    odd = replace(INFERT, answer="<b>$x$\n'no'")
    assert words.constant(odd) == "always answering '<b>$x$ 'no''"
    assert words.title("constant", odd) == "Always '<b>$x$ 'no''"


def test_rows_that_a_few_decide_are_said_to_show_no_lead() -> None:
    claims = {"constant": Claim(-50.0, 400.0, False)}
    error = replace(INFERT, metric="rmse", of_quantities=True, claims=claims)
    wild = replace(error, baselines={"constant": 643.0}, visible=1194.0)
    assert words.visible(wild) == "40 rows would show no lead, however large."
    assert "above about 300" in words.visible(replace(wild, visible=300.0))


def test_of_a_log_loss_the_constant_says_the_shares_of_the_classes() -> None:
    assert words.constant(INFERT) == "always answering 'no'"
    loss = replace(INFERT, metric="log_loss")
    assert words.constant(loss) == "always saying how frequent each class is"
    two = replace(INFERT, trials=2, tied=(5,), winner=5)
    assert words.tied(two) == "Trial 5 can be told from the other trial."

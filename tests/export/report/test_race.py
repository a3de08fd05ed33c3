"""The report of a race: its verdict, its standings, and whatever state its studies are in."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.export.report.unpacked import Elements, data
from tests.records import races, samples
from tuning.analysis.standings import standings
from tuning.analysis.standings.words import chance
from tuning.export.report import race_report
from tuning.store import Store
from tuning.store.view import StudyView
from tuning.study import StudyState


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Store]:
    opened = samples.store(tmp_path)
    yield opened
    opened.close()


@pytest.fixture(autouse=True)
def few_moments(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each takes some hundredths of a second."""
    monkeypatch.setattr("tuning.export.report.race_moments.MOST", 1)


def views(store: Store, race: int) -> list[StudyView]:
    return [StudyView(store, study.id) for study in store.race_studies(race)]


def report(store: Store, race: int) -> str:
    return race_report(store.race(race), views(store, race))


def said(text: str) -> str:
    return " ".join(Elements(text).texts)


def test_it_has_the_verdict_the_standings_and_the_best_model(kept: Store) -> None:
    race = races.fill(kept, seeds=3, budget=100)
    text, found = said(report(kept, race)), standings(views(kept, race), "epochs", 100)
    assert found.sentence in text
    for row in found.rows:
        assert (
            f"{row.title} {row.median:.4f} {row.low:.4f} to {row.high:.4f} {row.best:.2f}" in text
        )
    assert "of study" in text
    assert "Budget of each study 100 epochs" in text


def test_of_corrected_scores_it_has_both_and_says_what_test_rows_say(kept: Store) -> None:
    race = races.fill(kept, seeds=3, budget=60, corrected=True)
    written, found = report(kept, race), standings(views(kept, race), "epochs", 60)
    text, carried = said(written), data(written)
    assert "corrected for the choosing" in text
    assert all(note in text for note in found.notes)
    first = found.rows[0]
    assert first.test is not None
    assert f"{first.chosen.median:.4f} {first.test.median:.4f} (" in text
    # By corrected scores, then by chosen ones; each by score and by distance.
    [part] = carried["parts"]
    figures = part["figures"]["epochs"]
    assert [figure["layout"]["yaxis"]["title"]["text"][-11:] for figure in figures[::2]] == [
        "(corrected)",
        "on accuracy",
    ]
    assert [len(figure["layout"]["shapes"]) for figure in figures] == [1, 1, 0, 0]
    way = part["studies"][0]["way"]
    assert all(a < b for a, b in zip(way["judged"][1:], way["best"][1:], strict=True))


def test_it_carries_every_study_s_way_and_little_else(kept: Store) -> None:
    race = races.fill(kept, seeds=2, budget=60)
    [carried] = data(report(kept, race))["parts"]
    assert [one["id"] for one in carried["studies"]] == [v.study.id for v in views(kept, race)]
    way = carried["studies"][0]["way"]
    assert way["epochs"] == [5 * trial for trial in way["trials"]]
    assert [one["studies"] for one in carried["contenders"]] == [[1, 2], [3, 4], [5, 6]]


def test_of_several_data_sets_it_has_the_ranks_and_each_by_itself(kept: Store) -> None:
    sets = ("digits", "iris", "wine")
    race = races.fill(kept, seeds=2, budget=40, corrected=True, datasets=sets)
    written = report(kept, race)
    text, carried = said(written), data(written)
    assert "Too few" not in text
    assert "over 3 data sets" in text
    for name in sets:
        assert f"On {name}" in text
    assert "Data digits, iris and wine" in text
    assert [part["figure"] for part in carried["parts"]] == ["race-0", "race-1", "race-2"]
    places = {uid for trace in carried["ranks"]["data"] if (uid := trace["uid"])[:5] == "rank-"}
    assert places == {f"rank-{name}" for name in races.RACERS}


def test_a_name_is_no_markup(kept: Store) -> None:
    race = races.fill(kept, seeds=1, budget=30, name="</script><b>x</b>")
    found = Elements(report(kept, race))
    assert "</script><b>x</b>" in found.texts
    assert not any(tag == "b" for tag, _ in found.tags)


def test_it_says_which_studies_have_not_come_to_their_end(kept: Store) -> None:
    race = races.fill(kept, seeds=2, budget=60)
    running = races.fill(kept, seeds=1, budget=60, share=0.5, state=StudyState.RUNNING, name="Two")
    assert "Studies 7, 8 and 9 still ran when the report was made." in said(report(kept, running))
    failed = races.keep(kept, seeds=1, budget=60, name="Three")
    kept.set_state(failed, StudyState.FAILED, error="Its data are gone.")
    text = said(report(kept, failed))
    assert f"Study {failed} failed. Its data are gone." in text
    assert "had not begun" in text
    assert "No trial has a score yet." in text
    assert data(report(kept, failed))["empty"]
    assert "when the report was made" not in said(report(kept, race))


def test_at_moments_it_has_the_verdict_and_the_probabilities_of_then(
    kept: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With half of the budget spent by each study: held against the same race cut there."""
    monkeypatch.setattr("tuning.export.report.race_moments.MOST", 2)
    race = races.fill(kept, seeds=3, budget=100)
    [carried] = data(report(kept, race))["parts"]
    half = races.fill(kept, seeds=3, budget=100, share=0.5)
    found = standings(views(kept, half), "epochs", 50)
    moments = carried["moments"]["epochs"]
    assert moments["at"] == [50]
    places = {one["title"]: str(k) for k, one in enumerate(carried["contenders"])}
    for row in found.rows:
        cells = moments["cells"][places[row.title]]
        assert cells["best"] == [chance(row.best)]
        assert cells["seeds"] == ["3"]
        for rival, likely in row.beats.items():
            title = next(one.title for one in found.rows if one.strategy == rival)
            assert f"{chance(likely)} {title}" in cells["beats"][0]
    first = max(found.rows, key=lambda row: row.median or 0.0)
    [sentence] = moments["sentences"]
    assert "after 50 epochs each" in sentence
    assert first.title in sentence
    assert "seeds would tell" not in sentence  # while they run, more may still come
    assert moments["cells"]["0"]["chosen"][0] != "–"
    by_trials = carried["moments"]["trials"]
    assert f"after {by_trials['at'][0]:g} trials each" in by_trials["sentences"][0]

"""A report opened from a disk with the network off: its replay shows what `analysis` reckons."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests import records
from tests.browser.conftest import PATIENCE, Site
from tests.records import honest, races, samples, techniques
from tests.waiting import wait_for
from tuning import analysis, charts
from tuning.analysis import comparison
from tuning.charts.race import Look, race
from tuning.export.report import race_report, study_report
from tuning.export.report.figures import color
from tuning.store import Store, moments
from tuning.store.moments import Moment
from tuning.store.timeline import Unit
from tuning.store.view import StudyView
from tuning.study import Evaluation

pytestmark = pytest.mark.browser


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Store]:
    opened = samples.store(tmp_path)
    yield opened
    opened.close()


class Opened:
    """A page from a disk, and what it asked and said that it should not have."""

    def __init__(self, site: Site, path: Path) -> None:
        context = site.browser.new_context(
            offline=True, viewport={"width": 1280, "height": 900}, accept_downloads=True
        )
        self.page: Page = context.new_page()
        self.asked: list[str] = []
        self.said: list[str] = []
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.on("requestfailed", lambda request: self.said.append(f"failed: {request.url}"))
        self.page.on("console", lambda message: self.said.append(message.text))
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self.page.goto(path.as_uri())
        self.page.locator("html[data-ready]").wait_for(timeout=PATIENCE)

    def close(self) -> None:
        """It has asked no address beyond itself, and said nothing."""
        beyond = [u for u in self.asked if not u.startswith(("file:", "data:", "blob:"))]
        assert (beyond, self.said) == ([], [])
        self.page.context.close()

    def go(self, moment: Moment) -> None:
        self.page.evaluate("([u, v]) => report.set(u, v, false)", [moment.unit, moment.value])

    def figure(self, name: str) -> dict[str, Any]:
        """What Plotly draws at a place: by trace, its columns."""
        found: dict[str, Any] = self.page.evaluate(
            """name => {
              const node = document.querySelector(`[data-figure="${name}"] .js-plotly-plot`);
              return Object.fromEntries((node?.data ?? []).map((t) => [t.uid, [t.x, t.y]]));
            }""",
            name,
        )
        return found

    def scores(self) -> dict[str, str]:
        """What the table says of each trial that it lists."""
        found: dict[str, str] = self.page.evaluate(
            """() => Object.fromEntries(
              [...document.querySelectorAll("#trials tbody tr:not([hidden])")].map((row) => [
                row.dataset.trial,
                row.querySelector("[data-of=score]").textContent.replace(" so far", ""),
              ]),
            )"""
        )
        return found

    def lines(self) -> str | None:
        return self.page.get_by_test_id("parallel-coordinates").get_attribute("data-rows")


def open_report(site: Site, folder: Path, text: str) -> Opened:
    path = folder / "report.html"
    path.write_text(text, encoding="utf-8")
    return Opened(site, path)


def columns(figure: charts.Figure) -> dict[str, Any]:
    return {trace["uid"]: [trace["x"], trace["y"]] for trace in figure["data"]}


def expected_best(view: StudyView, by: Any) -> dict[str, Any]:
    metric = view.study.spec.objective.metric
    table, gauge = analysis.best_so_far(view), analysis.gauge(view)
    figure = charts.best_so_far(table, by, color=color(view), metric=metric, gauge=gauge)
    so_far = analysis.scores_so_far(view) if view.study.state.is_active() else {}
    if so_far and by != "seconds":
        ended = view.totals.completed + view.totals.failed
        at = {"trials": ended + 1, "epochs": view.totals.epochs}[by]
        figure = {**figure, "data": [*figure["data"], charts.under_way(so_far, at)]}
    return columns(figure)


def expected_curves(view: StudyView) -> dict[str, Any]:
    numbers = analysis.watched(view, 6)
    parents = [parent for number in numbers for parent in analysis.lineage(view, number)]
    latest = dict.fromkeys([*parents, *list(reversed(view.numbers))[:16]])
    behind = [number for number in latest if number not in numbers]
    figure = charts.learning_curves(
        analysis.curves(view, numbers),
        "accuracy",
        numbers=numbers,
        best=view.study.best_number,
        behind=analysis.mean_curves(analysis.curves(view, behind)),
    )
    return columns(figure)


def near(found: Any, wanted: Any) -> bool:
    if isinstance(wanted, dict):
        return found.keys() == wanted.keys() and all(near(found[k], wanted[k]) for k in wanted)
    if isinstance(wanted, list):
        return len(found) == len(wanted) and all(map(near, found, wanted))
    if isinstance(wanted, float):
        # Metrics are carried with five digits, and means of them are rounded once more.
        return found is not None and abs(found - wanted) <= 2e-5 * max(1.0, abs(wanted))
    return bool(found == wanted)


def promoted(store: Store) -> StudyView:
    return StudyView(store, techniques.hyperband(store))


def folds(store: Store) -> StudyView:
    spec = records.spec(14, evaluation=Evaluation(method="folds", folds=3))
    study_id = records.fill(store, spec, failed=(4, 9))
    honest.leave(store, study_id)
    return StudyView(store, study_id)


def compare(opened: Opened, view: StudyView, moment: Moment) -> None:
    opened.go(moment)
    past = moments.at(view, moment)
    best = expected_best(past, moment.unit)
    wait_for(lambda: near(opened.figure("best"), best))
    wait_for(lambda: near(opened.figure("curves-accuracy"), expected_curves(past)))
    assert opened.lines() == str(len(analysis.parallel(past).rows))
    so_far = analysis.scores_so_far(past)
    scores = {
        str(number): so_far.get(number) if trial.score is None else trial.score
        for number, trial in past.trials.items()
    }
    assert opened.scores() == {
        number: "–" if score is None else f"{score:.4f}" for number, score in scores.items()
    }


def test_every_moment_of_a_study_shows_what_analysis_reckons_of_it(
    site: Site, kept: Store, tmp_path: Path
) -> None:
    opened = open_report(site, tmp_path, study_report(hyperband := promoted(kept)))
    check(opened, hyperband, {"trials": 1.0, "epochs": 0.5})
    opened.close()
    opened = open_report(site, tmp_path, study_report(view := folds(kept)))
    check(opened, view, {"trials": 0.4, "seconds": 0.3})
    assert kept_as(opened.page, "svg", tmp_path).startswith(b"<svg")
    assert kept_as(opened.page, "png", tmp_path).startswith(b"\x89PNG")
    opened.page.emulate_media(color_scheme="dark")
    paper = kept_as(opened.page, "svg", tmp_path)
    assert b"rgb(255, 255, 255)" in paper  # its ground, whatever the page's
    assert b"rgb(232, 237, 242)" not in paper  # the dark theme's texts
    slider = opened.page.get_by_role("slider", name="Moment of the replay")
    slider.focus()
    slider.press("Home")
    expect(opened.page.locator("#trials tbody tr:visible")).to_have_count(1)
    opened.page.get_by_role("button", name="Play").click()
    expect(opened.page.locator("#trials tbody tr:visible")).not_to_have_count(1)
    opened.close()


def kept_as(page: Page, kind: str, folder: Path) -> bytes:
    """What a button of a figure's bar keeps of it."""
    figure = page.locator('[data-figure="best"]')
    figure.hover()
    with page.expect_download() as kept:
        figure.locator(f'[data-title="Save as {kind.upper()}"]').dispatch_event("click")
    assert re.fullmatch(rf"study-\d+-best-so-far\.{kind}", kept.value.suggested_filename)
    kept.value.save_as(folder / kind)
    return (folder / kind).read_bytes()


def check(opened: Opened, view: StudyView, shares: dict[Unit, float]) -> None:
    for unit, share in shares.items():
        value = share * moments.total(view, unit)
        compare(opened, view, Moment(unit, round(value, 2) if unit == "seconds" else round(value)))


# -- a race ----------------------------------------------------------------------------------------


def standings(opened: Opened) -> list[list[str]]:
    rows = opened.page.locator("#standings tbody tr").all()
    return [row.locator("td").all_inner_texts()[:3] for row in rows]


def expected_standings(views: list[StudyView], epochs: float) -> list[list[str]]:
    found = comparison.contenders([comparison.trajectory(view) for view in views])
    rows = []
    for contender in (one.corrected for one in found):
        assert contender is not None
        at = contender.at(epochs)
        assert at is not None
        ends = f"{min(at.sample):.4f} to {max(at.sample):.4f}"
        rows.append((at.score, [contender.title, f"{at.score:.4f}", ends]))
    return [row for _, row in sorted(rows, key=lambda row: -row[0])]


def test_a_race_is_played_again_and_stands_as_analysis_reckons_it(
    site: Site, kept: Store, tmp_path: Path
) -> None:
    number = races.fill(kept, seeds=3, budget=100, corrected=True)
    views = [StudyView(kept, study.id) for study in kept.race_studies(number)]
    opened = open_report(site, tmp_path, race_report(kept.race(number), views))
    chosen = opened.page.get_by_label("Scores where they were chosen")
    for epochs, is_corrected in ((40, True), (75, False)):
        chosen.set_checked(not is_corrected)
        opened.go(Moment("epochs", epochs))
        assert standings(opened) == expected_standings(views, epochs)
        verdict = opened.page.locator("[data-sentence=race]")
        expect(verdict).to_contain_text(f"after {epochs} epochs each")
        past = [moments.at(view, Moment("epochs", epochs)) for view in views]
        found = comparison.contenders([comparison.trajectory(view) for view in past])
        wanted = columns(race(found, Look("epochs", 100, corrected=is_corrected)))
        lines = [uid for uid in wanted if uid.startswith(("line-", "seed-", "low-", "high-"))]

        def as_drawn(epochs: int = epochs, lines: Any = lines, wanted: Any = wanted) -> bool:
            drawn = opened.figure("race")
            return bool(drawn) and all(ends_alike(drawn[one], wanted[one], epochs) for one in lines)

        wait_for(as_drawn)
    slider = opened.page.get_by_role("slider", name="Moment of the replay")
    slider.focus()
    slider.press("End")
    expect(opened.page.locator("#standings tbody tr").first).to_contain_text("0.")
    expect(opened.page.locator("[data-sentence=race]")).to_contain_text("after 100 epochs each")
    opened.close()


def ends_alike(drawn: Any, wanted: Any, epochs: int) -> bool:
    """The same steps; the report's line goes on to the moment, where a trial may be under way."""
    known = dict(zip(*drawn, strict=True))
    steps = dict(zip(*wanted, strict=True))
    return (
        all(near(known.get(x), y) for x, y in steps.items())
        and all(x in steps or x == epochs for x in known)
        and max(known) <= epochs
    )

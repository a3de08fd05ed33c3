"""TensorBoard processes and the proxy: one real TensorBoard, and tiny stand-ins for the rest."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from tests.processes.boards import BROKEN, STAND_IN, command, logs_for
from tests.waiting import is_alive, wait_for
from tuning.processes.tensorboard import BoardState, TensorBoards
from tuning.ui.server.proxy import TensorBoardProxy

PROJECT = Path(__file__).resolve().parents[2]

# Writes one trial as the HParams plugin expects it, in a process of its own: TensorBoard picks
# its TensorFlow stand-in once a process, and this one must not decide that for other tests.
WRITE_EVENTS = """
import sys, types
sys.modules["tensorboard.compat.notf"] = types.ModuleType("tensorboard.compat.notf")
from tensorboard.compat.proto import event_pb2, summary_pb2
from tensorboard.plugins.hparams import summary_v2 as hp
from tensorboard.summary.writer.event_file_writer import EventFileWriter

root = sys.argv[1]

def write(folder, *summaries):
    writer = EventFileWriter(folder)
    for step, summary in summaries:
        writer.add_event(event_pb2.Event(wall_time=1e9 + step, step=step, summary=summary))
    writer.close()

units = hp.HParam("units", hp.IntInterval(32, 512))
metric = hp.Metric("val_accuracy", display_name="validation accuracy")
write(root, (0, hp.hparams_config_pb([units], [metric])))
curve = [
    (n, summary_pb2.Summary(value=[summary_pb2.Summary.Value(tag="val_accuracy", simple_value=v)]))
    for n, v in enumerate((0.5, 0.75, 0.875))
]
write(root + "/trial-0", (0, hp.hparams_pb({"units": 64}, trial_id="trial-0")), *curve)
inactive = hp.hparams_pb({"optimizer": "adam"}, trial_id="trial-1")
write(root + "/trial-1", (0, inactive), *curve[:1])
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    root = tmp_path_factory.mktemp("logs")
    subprocess.run([sys.executable, "-c", WRITE_EVENTS, str(root / "3")], check=True, cwd=PROJECT)
    boards = TensorBoards(root)
    proxy = TensorBoardProxy(boards)
    with TestClient(Starlette(routes=proxy.routes()), follow_redirects=False) as client:
        yield client
        assert client.portal is not None
        client.portal.call(proxy.close)
    boards.close()


def ready(site: TestClient, path: str = "/tensorboard/3/") -> None:
    wait_for(lambda: site.get(path).status_code == 200)


def test_says_that_it_starts_then_shows_tensorboard(site: TestClient) -> None:
    first = site.get("/tensorboard/3/")
    if first.status_code != 200:  # already up when another test came first
        assert first.status_code == 503
        assert "starting" in first.text
        assert "location.reload" in first.text
    ready(site)
    page = site.get("/tensorboard/3/")
    assert "<title>TensorBoard</title>" in page.text


def test_scalars_by_epoch(site: TestClient) -> None:
    ready(site)
    address = "/tensorboard/3/data/plugin/scalars/scalars"
    query = {"run": "trial-0", "tag": "val_accuracy"}
    wait_for(lambda: site.get(address, params=query).status_code == 200)
    points = site.get(address, params=query).json()
    assert [(step, value) for _, step, value in points] == [(0, 0.5), (1, 0.75), (2, 0.875)]


def test_hparams_through_a_post(site: TestClient) -> None:
    ready(site)
    address = "/tensorboard/3/data/plugin/hparams/session_groups"
    question = {
        "experimentName": "",
        "allowedStatuses": ["STATUS_UNKNOWN", "STATUS_SUCCESS", "STATUS_FAILURE", "STATUS_RUNNING"],
        "colParams": [{"hparam": "units"}],
        "startIndex": 0,
        "sliceSize": 10,
    }

    def groups() -> list[Any]:
        return site.post(address, json=question).json().get("sessionGroups", [])

    wait_for(lambda: len(groups()) == 2)
    with_units, without = sorted(groups(), key=lambda group: "units" not in group["hparams"])
    assert with_units["hparams"]["units"] == 64.0
    assert with_units["metricValues"][0]["value"] == 0.875
    assert "units" not in without["hparams"], "what is not active stays blank"


def test_compressed_answers_arrive_whole(site: TestClient) -> None:
    ready(site)
    with site.stream("GET", "/tensorboard/3/index.js", headers={"accept-encoding": "gzip"}) as r:
        assert r.status_code == 200
        assert r.headers["content-encoding"] == "gzip"
        sent = sum(len(part) for part in r.iter_raw())
        assert sent == int(r.headers["content-length"])


def test_redirects_and_unknown_studies(site: TestClient) -> None:
    assert site.get("/tensorboard/3").headers["location"] == "/tensorboard/3/"
    assert site.get("/tensorboard/?study=3").headers["location"] == "/tensorboard?study=3"
    unknown = site.get("/tensorboard/4711/")
    assert unknown.status_code == 404
    assert "Study 4711" in unknown.text


def test_only_the_latest_stay(tmp_path: Path) -> None:
    boards = TensorBoards(logs_for(tmp_path, 1, 2, 3), keep=2, command=command(STAND_IN))
    try:
        for study_id in (1, 2, 1, 3):
            boards.open(study_id)
        assert boards.status(2).state is BoardState.ABSENT
        wait_for(lambda: boards.status(1).state is BoardState.READY)
        wait_for(lambda: boards.status(3).address == "http://127.0.0.1:9")
    finally:
        boards.close()
    assert boards.status(1).state is BoardState.ABSENT
    assert boards.open(1).state is BoardState.FAILED


def test_a_failure_has_one_sentence_and_its_page(tmp_path: Path) -> None:
    boards = TensorBoards(logs_for(tmp_path, 1), command=command(BROKEN))
    boards.open(1)
    wait_for(lambda: boards.status(1).state is BoardState.FAILED)
    assert boards.status(1).reason == "TensorBoard ended with code 1: cannot read the folder"
    with TestClient(Starlette(routes=TensorBoardProxy(boards).routes())) as client:
        page = client.get("/tensorboard/1/")
    assert page.status_code == 503
    assert "cannot read the folder" in page.text
    boards.close()


def test_it_ends_when_its_parent_is_killed(tmp_path: Path) -> None:
    logs_for(tmp_path, 1)
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT, str(tmp_path)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=PROJECT,
    )
    assert parent.stdout is not None
    child = int(parent.stdout.readline())
    parent.kill()
    parent.wait()
    parent.stdout.close()
    wait_for(lambda: not is_alive(child))


PARENT = f"""
import sys, time
from pathlib import Path
from typing import Any
from tuning.processes.tensorboard import TensorBoards
code = {STAND_IN!r}
boards = TensorBoards(Path(sys.argv[1]), command=lambda f, p: [sys.executable, "-c", code])
boards.open(1)
print(boards._boards[1].child.pid, flush=True)
time.sleep(60)
"""

"""`python -m tuning.engine`: the process that trains. Started by the app or the command line."""

from __future__ import annotations

import logging
import os
import signal
import sys

import click

from tuning import settings as settings_module
from tuning.errors import TuningError
from tuning.processes.home import EXIT_HOME_BUSY, home_to_ourselves


@click.command()
@click.option("--home", default=None, help="The folder of everything that is kept.")
@click.option("--until-idle", is_flag=True, help="End when no study is left to run.")
@click.option("--parent-pid", type=int, default=None, help="End when this process is gone.")
def main(home: str | None, until_idle: bool, parent_pid: int | None) -> None:
    """Runs the studies of one home folder."""
    logging.basicConfig(format="%(asctime)s %(name)s %(levelname)s %(message)s")
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    os.environ.setdefault("KERAS_BACKEND", "tensorflow")
    os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")
    try:
        settings = settings_module.load(home).prepare()
        os.environ["TUNING_HOME"] = str(settings.home)  # one process, one home
        with home_to_ourselves(settings) as ours:
            if not ours:
                click.echo("Another engine already works in this home folder.", err=True)
                sys.exit(EXIT_HOME_BUSY)
            from tuning.engine.service import Engine  # TensorFlow, once the home is ours

            engine = Engine(settings, until_idle=until_idle, parent=parent_pid)
            for number in (signal.SIGTERM, signal.SIGINT):
                signal.signal(number, lambda *_: engine.end())
            engine.run()
    except TuningError as error:
        click.echo(str(error), err=True)
        sys.exit(2)


if __name__ == "__main__":
    main()

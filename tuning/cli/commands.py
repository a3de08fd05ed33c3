"""The command line: its commands and the contract that all of them keep.

0 done, 2 bad input (one line on standard error), 130 interrupted, 1 anything else. With `--json`
exactly one JSON object goes to standard output. Imports nothing that trains: an engine process
does.
"""

from __future__ import annotations

import click

from tuning.cli import choices, confirm, inspect, look, predict, race, run, steer, track
from tuning.cli.group import Group


@click.group(
    cls=Group, no_args_is_help=False, context_settings={"help_option_names": ["-h", "--help"]}
)
def cli() -> None:
    """Tune Keras networks: the command line of Tuning Studio."""


for command in (
    *(run.run, race.race, run.resume, confirm.confirm),
    *(steer.stop, steer.turn),
    *(look.studies, look.show, look.export_, look.import_, track.track),
    predict.predict,
    *(choices.list_strategies, choices.list_datasets, inspect.inspect_),
):
    cli.add_command(command)

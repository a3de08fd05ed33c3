"""The command line's group: mistakes become one line on standard error and an exit code."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any, NoReturn

import click

from tuning.errors import (
    MOST_LETTERS,
    DatasetUnavailable,
    InvalidInput,
    NotFound,
    TuningError,
    shortened,
)

BAD_INPUT, INTERRUPTED, ELSE = 2, 130, 1


def program() -> str:
    """How the command line was called, to be typed again."""
    installed = Path(sys.argv[0]).stem == "tuning-studio"
    return "tuning-studio" if installed else "python -m tuning"


class Group(click.Group):
    """A group whose mistakes are one line on standard error, whoever finds them."""

    def main(self, *args: Any, **options: Any) -> NoReturn:
        try:
            code = super().main(*args, **options | {"standalone_mode": False})
        except click.Abort:
            code = INTERRUPTED
        except click.UsageError as error:
            command = error.ctx.command_path if error.ctx else program()
            code = complain(f"{_sentence(error)} See: {command} --help", BAD_INPUT)
        except click.ClickException as error:
            code = complain(_sentence(error), error.exit_code)
        except (InvalidInput, NotFound, DatasetUnavailable) as error:
            code = complain(str(error), BAD_INPUT)
        except TuningError as error:
            code = complain(str(error), ELSE)
        sys.exit(code if isinstance(code, int) else 0)


def _sentence(error: click.ClickException) -> str:
    """What click says, its values cut as ours are."""
    text = " ".join(error.format_message().split())
    text = _LONG_VALUE.sub(lambda found: shortened(found[0]), text)
    return text if text.endswith((".", "?")) else f"{text}."


_LONG_VALUE = re.compile(rf"'[^']{{{MOST_LETTERS},}}'|\S{{{MOST_LETTERS + 1},}}")


def complain(text: str, code: int) -> int:
    click.echo(" ".join(text.split()), err=True)
    return code

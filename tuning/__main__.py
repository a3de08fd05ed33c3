"""`python -m tuning`: the command line."""

from tuning.cli.commands import cli

if __name__ == "__main__":
    cli.main(prog_name="python -m tuning")

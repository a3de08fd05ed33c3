"""One TensorBoard process over one folder of event files; `tuning.processes.tensorboard` starts it.

Owns the child's side: starts TensorBoard without TensorFlow (its import takes over ten seconds
where it is installed, and nothing here needs it), prints one line with the port, and ends as
soon as standard input closes, which is what happens when the parent dies, however it dies.
Must not import anything of the project, TensorFlow or Streamlit.
"""

from __future__ import annotations

import argparse
import os
import sys
import types
from urllib.parse import urlsplit

# TensorBoard looks for this module to learn that it shall use its own stand-in for TensorFlow.
NO_TENSORFLOW = "tensorboard.compat.notf"


def launch(logdir: str, prefix: str, reload_interval: int) -> int:
    """Start TensorBoard in threads of this process and return the port it took."""
    sys.modules[NO_TENSORFLOW] = types.ModuleType(NO_TENSORFLOW)
    from tensorboard import default, program

    board = program.TensorBoard(plugins=default.get_plugins())
    board.configure(
        argv=[
            "tensorboard",
            f"--logdir={logdir}",
            "--host=127.0.0.1",
            "--port=0",
            f"--path_prefix={prefix}",
            f"--reload_interval={reload_interval}",
        ]
    )
    port = urlsplit(board.launch()).port
    if port is None:
        raise RuntimeError("TensorBoard did not say which port it took")
    return port


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--logdir", required=True)
    parser.add_argument("--prefix", required=True)
    parser.add_argument("--reload-interval", type=int, default=1)
    options = parser.parse_args()
    port = launch(options.logdir, options.prefix, options.reload_interval)
    print(f"port {port}", flush=True)
    sys.stdin.buffer.read()
    # TensorBoard's threads have nothing to save, and some of them would keep the process alive.
    os._exit(0)


if __name__ == "__main__":
    main()

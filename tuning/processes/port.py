"""`python -m tuning.processes.port 8501` says before a start whether a port is free here.

Must import nothing but the standard library: it runs before anything is installed.
"""

import socket
import sys


def problem(port: str) -> str:
    """One sentence on why the app cannot listen on `port`; empty when it can."""
    if not port.isdecimal() or not 0 < int(port) < 65536:
        return f"PORT must be a number from 1 to 65535, got {port!r}."
    with socket.socket() as probe:
        # As servers do it: a port whose last connection is still winding down counts as free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", int(port)))
        except PermissionError:
            return f"Port {port} needs more rights: choose another from 1024 with PORT=…"
        except OSError:
            return f"Port {port} is taken: stop what runs there or choose another with PORT=…"
    return ""


if __name__ == "__main__":
    sys.exit(problem(sys.argv[1]) or 0)

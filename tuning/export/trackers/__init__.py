"""Sending studies to trackers: what a run is, and one file for each client.

`Sending` sends what is new of a study; `_base.py` has what a tracker's file must say. A client is
imported as it is first sent to.
"""

from tuning.export.trackers.sending import Sending, asks_online

__all__ = ["Sending", "asks_online"]

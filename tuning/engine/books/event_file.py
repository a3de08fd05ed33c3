"""One of TensorBoard's event files, written by TensorFlow's own writer of records."""

from __future__ import annotations

import errno
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import tensorflow as tf
from tensorboard.compat.proto import event_pb2, summary_pb2

_VERSION = "brain.Event:2"


class EventFile:
    """A new file in a run's folder. What it is given is on disk after `flush` or `close`.

    Inside `as_os_errors` whatever it raises is an OSError.
    """

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        stamp = f"{time.time():.6f}".replace(".", "")
        self._writer = tf.io.TFRecordWriter(f"{folder}/events.out.tfevents.{stamp}.tuning")
        self._write(event_pb2.Event(wall_time=time.time(), file_version=_VERSION))
        self.flush, self.close = self._writer.flush, self._writer.close

    def summary(self, pb: summary_pb2.Summary, step: int = 0, at: float | None = None) -> None:
        self._write(event_pb2.Event(wall_time=at or time.time(), step=step, summary=pb))

    def scalars(self, values: Mapping[str, float], step: int, at: float | None = None) -> None:
        pb = summary_pb2.Summary()
        for tag, value in values.items():
            pb.value.add(tag=tag, simple_value=value)
        self.summary(pb, step, at)

    def _write(self, event: event_pb2.Event) -> None:
        self._writer.write(event.SerializeToString())


@contextmanager
def as_os_errors() -> Iterator[None]:
    """TensorFlow has errors of its own for a full disk and the like."""
    try:
        yield
    except tf.errors.ResourceExhaustedError as error:
        raise OSError(errno.ENOSPC, error.message) from error
    except tf.errors.OpError as error:
        raise OSError(errno.EIO, error.message) from error

"""What a worker's environment tells TensorFlow and XLA before they are loaded.

Must not import TensorFlow.
"""

from __future__ import annotations

import os
from pathlib import Path

_ALWAYS = {
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "TF_NUM_INTEROP_THREADS": "2",  # the second for a call beside a fit (`cluster.submit_beside`)
    "KERAS_BACKEND": "tensorflow",
    "CUDA_VISIBLE_DEVICES": "-1",
}
# 512 bits where the processor has them: the read of a row then begins before the last one ends.
_VECTORS = "--xla_cpu_prefer_vector_width=512"


def of_worker(threads: int, programs: Path | None = None) -> dict[str, str]:
    """The variables of a worker that computes with so many threads.

    `programs`: a folder in which XLA keeps what it compiled. Flags that a person set come last.
    """
    cache = ""
    if programs is not None:
        cache = (
            f"--tf_xla_persistent_cache_directory={programs} "
            "--tf_xla_persistent_cache_device_types=CPU "
        )
    return {
        **_ALWAYS,
        "TF_NUM_INTRAOP_THREADS": str(threads),
        "OMP_NUM_THREADS": str(threads),
        "XLA_FLAGS": f"{_VECTORS} {os.environ.get('XLA_FLAGS', '')}".strip(),
        "TF_XLA_FLAGS": f"{cache}{os.environ.get('TF_XLA_FLAGS', '')}".strip(),
    }

"""What a study needs of a race's budget when some of its strategy's options are changed."""

from __future__ import annotations

from typing import Any

from tuning.strategies._known import budget_needed
from tuning.study import StudySpec


def with_options(spec: StudySpec, **options: Any) -> StudySpec:
    """The spec with some of its strategy's options changed."""
    chosen = spec.strategy.model_copy(update={"options": spec.strategy.options | options})
    return spec.model_copy(update={"strategy": chosen})


def needed(spec: StudySpec, **options: Any) -> int:
    """The budget that the spec needs with some of its options changed."""
    return budget_needed(with_options(spec, **options))

"""What was assumed when own data were read, what was left out, and what should be looked at."""

from __future__ import annotations

from collections.abc import Sequence

from tuning.study import DataSpec
from tuning.text import names
from tuning.ui import widgets
from tuning.ui.new_study.dataset import table_of, warnings_of
from tuning.ui.new_study.target import guess


def section(data: DataSpec) -> None:
    """A line a warning, then a quiet one with all that was assumed."""
    table = table_of(data) if data.is_table else None
    assumed = [*(table.notes if table else ()), *guess(data)]
    lines = [_warning(sentence) for sentence in warnings_of(data)]
    lines += [f'<div class="ts-muted">{_joined(assumed)}</div>'] if assumed else []
    if lines:
        widgets.html(f'<div class="ts-read-as">{"".join(lines)}</div>')


def _joined(sentences: Sequence[str]) -> str:
    return " ".join(map(names.html, sentences))


def _warning(sentence: str) -> str:
    return f'<div class="ts-warns" role="note">{names.html(sentence)}</div>'

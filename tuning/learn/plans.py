"""Lesson plans for a teacher: a page each, with the links in their order."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from tuning.learn import _pages


class Plan(BaseModel):
    """An hour, or ten minutes, as one page."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    title: str
    minutes: int
    summary: str
    steps: tuple[str, ...] = Field(min_length=1)
    """Addresses in the app, in the order in which they are shown."""
    text: str
    """Markdown."""


PLANS = {
    plan.name: plan
    for plan in sorted(
        (Plan(name=path.stem, **_pages.read(path)) for path in _pages.folder("plans")),
        key=lambda plan: -plan.minutes,
    )
}
"""By name, the longest first."""

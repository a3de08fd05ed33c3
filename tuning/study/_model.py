"""What the parts of a spec have in common."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Model(BaseModel):
    """Settled once it is made, and nothing in it that it does not name."""

    model_config = ConfigDict(extra="forbid", frozen=True)

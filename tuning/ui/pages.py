"""The pages of the app, as data: the router and the links between pages both read this.

Must not import Streamlit, so that a test can compare this list with the files there are.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent.parent
LOGO = Path(__file__).resolve().parent / "logo.svg"
ICON = LOGO.with_name("icon.svg")
"""What a browser shows on its tab; a file, because a named icon would come from the network."""


@dataclass(frozen=True)
class Page:
    """One page: where its script stands, and what navigation shows of it."""

    script: Path
    title: str
    icon: str
    url_path: str
    default: bool = False
    in_menu: bool = True
    """Whether the menu names it; another is reached from pages, and by its address."""


def _page(name: str, title: str, icon: str, url_path: str, *, in_menu: bool = True) -> Page:
    script = PROJECT / "pages" / f"{name}.py"
    symbol = f":material/{icon}:"
    return Page(script, title, symbol, url_path, default=not url_path, in_menu=in_menu)


START = _page("start", "Start", "home", "")
NEW_STUDY = _page("new_study", "New study", "add_circle", "new_study")
STUDIES = _page("studies", "Studies", "list", "studies")
LIVE = _page("live", "Live", "monitoring", "live")
BEST = _page("best", "Best model", "trophy", "best")
TENSORBOARD = _page("tensorboard", "TensorBoard", "insights", "tensorboard")
RACE = _page("race", "Race", "sports_score", "race")
COMPARE = _page("compare", "Compare", "compare_arrows", "compare")
BOARD = _page("board", "Board", "groups", "board", in_menu=False)
LEARN = _page("learn", "Learn", "school", "learn")

PAGES = (START, NEW_STUDY, STUDIES, LIVE, BEST, TENSORBOARD, RACE, COMPARE, BOARD, LEARN)

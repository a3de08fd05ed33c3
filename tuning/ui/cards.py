"""Cards that are a link as a whole."""

from __future__ import annotations


def linked(prefix: str, *, gap: float, title: float) -> str:
    """The style by which each container whose key begins so is one link: the first one in it.

    `gap`, and the link's size as a `title`: in rem.
    """
    card = f'[class*="st-key-{prefix}"]'
    link = f'{card} [data-testid="stPageLink"]'
    return (
        f"{card} {{position: relative; gap: {gap}rem; transition: border-color 0.15s}}"
        f"{card}:hover, {card}:focus-within {{border-color: var(--ts-accent)}}"
        f'{card} a::after {{content: ""; position: absolute; inset: 0}}'
        f"{link} {{position: static}}"
        f"{link} a {{position: static; padding: 0; background: none}}"
        f"{link} p {{font-size: {title}rem; font-weight: 600; white-space: normal}}"
    )

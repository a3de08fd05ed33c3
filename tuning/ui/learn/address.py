"""Which page of Learn an address asks for: `?page=learning_rate`, `?plan=45`, `?page=words`."""

from __future__ import annotations

import streamlit as st

from tuning.learn import LESSONS, PLANS, Lesson, Plan
from tuning.learn.links import PAGE_OF, PLAN, WORD, WORDS


def lesson() -> Lesson | None:
    return LESSONS.get(st.query_params.get(PAGE_OF, ""))


def plan() -> Plan | None:
    return PLANS.get(st.query_params.get(PLAN, ""))


def is_words() -> bool:
    return st.query_params.get(PAGE_OF) == WORDS


def word() -> str:
    """The word that is asked for, as the glossary has it."""
    return st.query_params.get(WORD, "")


def unknown() -> str:
    """What is asked for and is not there; empty if nothing is."""
    asked = st.query_params.get(PAGE_OF) or st.query_params.get(PLAN) or ""
    return "" if lesson() or plan() or is_words() else asked

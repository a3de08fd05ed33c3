"""The field's own words, each in one sentence, and the article that the presets come from.

Pages take their hover texts from here. Imports nothing of the project.
"""

from __future__ import annotations

import re

TERMS = {
    "trial": "One configuration of hyperparameters that was tried: its score comes from its fits.",
    "fit": "One training of one network, from its first weights to its last epoch. A trial has "
    "several when folds or executions repeat it.",
    "fold": "One of the equal parts that the training rows are divided into: each part validates "
    "once, while a network trains on the others.",
    "execution": "A repetition of a trial from another seed: how far the executions of one trial "
    "lie apart is luck.",
    "epoch": "One pass of the training over all training rows.",
    "objective": "The one number that decides between trials, and how it is taken from a curve.",
    "seed": "The number that random choices begin from: the same seed makes the same choices.",
    "best so far": "The incumbent: the best score of all trials that had ended by then.",
    "best score": "The score of the best trial, on the rows that validate; it chose the trial, "
    "which flatters it a little.",
    "rung": "A step of a race within a search: of the trials that reach it, only the best are "
    "promoted to train on.",
    "bracket": "One such race of Hyperband: brackets that begin with many trials give each few "
    "epochs, others begin with few and give each many.",
    "round": "One step of a halving search: the best candidates go on with more epochs or rows.",
    "incumbent": "The best trial so far, from which a search goes on.",
    "gaussian process": "A model of the score that learns from the trials: for any values it "
    "expects a score, and says how unsure it is.",
    "acquisition": "What a Bayesian search makes as good as it can: the expected score, and so "
    "many times its uncertainty towards the better.",
    "tie": "Trials whose scores lie so near that luck alone may be the difference.",
    "deviation": "How far the fits of one trial lie apart, as a standard deviation.",
    "validation accuracy": "The share of validation rows, never trained on, that are classified "
    "rightly.",
    "test accuracy": "The share of test rows that the winner classifies rightly. No search has "
    "seen them.",
    "test loss": "The loss of the winner on the test rows, which no search has seen.",
    "loss": "What the training makes small: how far predicted probabilities are from the truth.",
    "accuracy": "The share of rows that are classified rightly.",
    "search space": "The hyperparameters that are searched, each with the values it may take.",
    "strategy": "The rule by which the next configuration is chosen.",
    "evaluation": "How a configuration is scored: which rows validate, how often it is trained.",
    "confusion matrix": "How often each true class was predicted as each class.",
}
"""By the singular, in small letters."""

_WORDS = re.compile(
    r"\b(" + "|".join(sorted(TERMS, key=len, reverse=True)) + r")(e?s)?\b", re.IGNORECASE
)

ARTICLE = "Hyperparameter Tuning in Neural Networks"
ARTICLE_URL = "https://skhabiri.com/2021-02-02-Hyperparameter-Tuning-in-Neural-Networks/"
THE_ARTICLE = (
    f"“The article” is [{ARTICLE}]({ARTICLE_URL}) by Shahnam Khabiri; its searches are presets "
    "here."
)
"""Markdown; once on each page that mentions the article."""


def key(word: str) -> str | None:
    """A term as it stands in `TERMS`, from the singular or the plural; None for no term."""
    found = _WORDS.fullmatch(word.strip())
    return found[1].lower() if found else None


def meaning(word: str) -> str | None:
    """What a term means, in the singular or the plural; None for a word that is none."""
    found = key(word)
    return None if found is None else TERMS[found]


def parts(text: str) -> list[tuple[str, str | None]]:
    """A text cut at its terms: each piece with the term that it is, as `TERMS` has it, or None."""
    found, end = [], 0
    for match in _WORDS.finditer(text):
        found += [(text[end : match.start()], None), (match[0], match[1].lower())]
        end = match.end()
    return [(piece, term) for piece, term in [*found, (text[end:], None)] if piece]

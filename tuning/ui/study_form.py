"""The sections of a new study, made from the catalog, and the summary with its Start."""

from __future__ import annotations

import streamlit as st

from tuning import catalog
from tuning.catalog import Option
from tuning.plan import Plan, Speed, duration, plan
from tuning.presets import PRESETS
from tuning.study import StudySpec
from tuning.ui import context, data_picker, form, space_editor, widgets
from tuning.ui.form import Form

METHODS = {
    "split": (
        "Keep a part for validation",
        "A share of the training rows is never trained on and scores every trial. Quick.",
    ),
    "folds": (
        "Folds (cross-validation)",
        "Each row validates once and trains otherwise: a steadier score for as many more fits.",
    ),
    "test": (
        "The test set, as the article does",
        "Reproduces the article's tables, but the winner's score is optimistic: the test set "
        "chose it, and no untouched data is left.",
    ),
}
REDUCTIONS = {
    "best": "Best epoch",
    "last": "Last epoch",
    "mean_last": "Mean of the last epochs",
}
METRICS = {
    "val_accuracy": "Validation accuracy (higher is better)",
    "val_loss": "Validation loss (lower is better)",
    "accuracy": "Training accuracy (higher is better)",
    "loss": "Training loss (lower is better)",
}


def start_from() -> None:
    """Starting points: each sets every field but the data."""
    with (
        st.container(horizontal=True, horizontal_alignment="right"),
        st.popover("Start from a preset", icon=":material/bolt:", width="content"),
    ):
        st.caption("Sets every field; the data set stays as you chose it.")
        for preset in PRESETS.values():
            st.button(
                f"**{preset.title}** — {preset.help}",
                key=f"preset-{preset.name}",
                type="tertiary",
                on_click=_load,
                args=(preset.spec,),
            )


def _load(spec: StudySpec) -> None:
    chosen = {name: v for name, v in st.session_state[form.DRAFT].items() if _is_data(name)}
    form.load(spec)
    st.session_state[form.DRAFT].update(chosen)


def _is_data(field: str) -> bool:
    return field.startswith("data.")


def space_section(fields: Form) -> None:
    family = catalog.family(fields.fields["model"])
    widgets.head("2 · Search space", f"{family.title}: {family.help}")
    if len(catalog.FAMILIES) > 1:
        fields.select(
            "model",
            "Model",
            list(catalog.FAMILIES),
            format_func=lambda name: catalog.FAMILIES[name].title,
        )
    st.caption(space_editor.MODE_HELP)
    space_editor.render(fields, family)


def strategy_section(fields: Form) -> None:
    widgets.head("3 · Strategy", "how the next configuration is chosen")
    strategies = list(catalog.STRATEGIES.values())
    fields.radio(
        "strategy.name",
        "Strategy",
        [s.name for s in strategies],
        [f"{s.title} · {s.library}" for s in strategies],
        [s.help for s in strategies],
    )
    options = catalog.strategy(fields.fields["strategy.name"]).options
    for column, option in zip(st.columns(max(len(options), 3)), options, strict=False):
        with column:
            _option(fields, option)
            fields.error(f"strategy.{option.name}")
    fields.error("strategy.name", "strategy")


def _option(fields: Form, option: Option) -> None:
    place = f"strategy.{option.name}"
    if option.kind == "int":
        fields.integer(place, option.title, option.help)
    elif option.kind == "float":
        fields.number(place, option.title, option.help)
    elif option.kind == "bool":
        fields.toggle(place, option.title, option.help)
    elif option.kind == "choice":
        fields.select(place, option.title, option.choices, option.help)
    elif option.kind == "names":
        fields.names(place, option.title, list(fields.draft.parameters), option.help)
    else:  # whole trials are not written in a form's field
        st.caption(f"**{option.title}**: {option.help}")


def evaluation_section(fields: Form) -> None:
    widgets.head("4 · Evaluation", "how a configuration is scored")
    titles, helps = zip(*METHODS.values(), strict=True)
    fields.radio("evaluation.method", "Evaluation", list(METHODS), titles, helps)
    first, second, third = st.columns(3)
    method = fields.fields["evaluation.method"]
    with first:
        if method == "split":
            fields.number(
                "evaluation.fraction", "Share kept", "0.2 keeps every fifth row.", step=0.05
            )
            fields.error("evaluation.fraction")
        elif method == "folds":
            fields.integer("evaluation.folds", "Folds", "Five or ten are usual.")
            fields.error("evaluation.folds")
    with second:
        fields.integer(
            "evaluation.executions",
            "Executions per trial",
            "Each configuration is trained this often, from other seeds: shows how much is luck.",
        )
        fields.error("evaluation.executions")
    with third:
        fields.integer("seed", "Seed", "The same seed proposes the same trials again.")
        fields.error("seed")


def objective_section(fields: Form) -> None:
    widgets.head("5 · Objective", "which number decides")
    first, second, third = st.columns([4, 4, 2])
    with first:
        fields.select("objective.metric", "Metric", list(METRICS), format_func=METRICS.__getitem__)
    with second:
        fields.select(
            "objective.reduce",
            "Taken from a curve",
            list(REDUCTIONS),
            "The best epoch flatters a little; the last one is what training really leaves.",
            format_func=REDUCTIONS.__getitem__,
        )
    with third:
        if fields.fields["objective.reduce"] == "mean_last":
            fields.integer("objective.last", "Last epochs")
    fields.error("objective.metric", "objective.reduce", "objective.last")


# -- the summary ---------------------------------------------------------------------------------


def summary(fields: Form) -> bool:
    """What will happen, in one sentence and few numbers; True when Start was pressed."""
    widgets.head("This study")
    spec = fields.draft.spec
    name = catalog.strategy(fields.fields["strategy.name"]).title
    suggested = f"{name} on {data_picker.chosen(fields).title}"
    fields.text("name", "Name", "To find it again.", placeholder=suggested, max_chars=200)
    if spec is None:
        _problems(fields)
    else:
        _plan(spec)
    return st.button(
        "Start",
        type="primary",
        icon=":material/play_arrow:",
        width="stretch",
        disabled=spec is None,
        key="start",
        help=None if spec else "Start waits until what is wrong has been put right.",
    )


def _problems(fields: Form) -> None:
    count = len(fields.draft.errors)
    what = "One thing is" if count == 1 else f"{count} things are"
    lines = "".join(f"\n- {_told(fields, *wrong)}" for wrong in fields.draft.errors.items())
    st.error(f"{what} to be put right before the start:{lines}", icon=":material/edit:")


def _told(fields: Form, place: str, sentence: str) -> str:
    """The sentence, behind the title of the hyperparameter that it is about."""
    family = catalog.family(fields.fields["model"])
    name = place.removeprefix("space.")
    about = f"{family[name].title}: " if name != place and name in family.names else ""
    return widgets.plain(f"{about}{sentence}")


def _plan(spec: StudySpec) -> None:
    record = context.engine()
    measured = record is not None and bool(record.speed)
    speed = Speed.from_json(record.speed if record else None)
    planned = plan(spec, speed)
    widgets.stats(
        [
            ("Trials", f"{planned.trials:,}", "configurations tried"),
            ("Fits", f"{planned.fits:,}", f"{spec.evaluation.fits} each"),
            ("Epochs", f"{planned.epochs:,}", "in all" if planned.exact else "about, in all"),
            ("Time", duration(planned.seconds), "measured here" if measured else "a guess so far"),
        ]
    )
    st.caption(sentence(spec, planned, speed.workers))
    st.caption(f"The space has {space_editor.size_text(spec.space)}.")
    for note in planned.notes:
        st.warning(note, icon=":material/warning:")


def sentence(spec: StudySpec, planned: Plan, workers: int) -> str:
    """`5 trials × 3 fits × 5 epochs = 75 epochs, about 1 min on 2 workers here.`"""
    about = "" if planned.exact else "about "
    product = [widgets.plural(planned.trials, "trial")]
    if spec.evaluation.fits > 1:
        product.append(widgets.plural(spec.evaluation.fits, "fit"))
    if planned.exact and planned.fits:
        product.append(widgets.plural(planned.epochs // planned.fits, "epoch"))
    total = widgets.plural(planned.epochs, "epoch")
    where = f"about {duration(planned.seconds)} on {widgets.plural(workers, 'worker')} here."
    return f"{' × '.join(product)} = {about}{total}, {where}"

"""A finished study, or several, played again: which moment a page shows, and the bar that moves it.

The moment is part of the link (`?at=12t`, `340e`, `7.5s`), which follows whenever it stands still;
`&play=1` plays at once. `session` owns which moment that is, `bar` what a person sees of it.
"""

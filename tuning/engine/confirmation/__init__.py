"""Confirmations: trials of a study that is over are trained again, on fresh seeds and splits.

`fresh` says on which, `books` is what is written down, `confirming` the thread of one, and
`confirmations` those that an engine has.
"""

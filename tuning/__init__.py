"""Tuning Studio: hyperparameter tuning of Keras networks by clicking.

The package's modules import neither TensorFlow (only `tuning.engine` does) nor Streamlit (only
`tuning.ui` does): a page opens at once because of the first, a script can use it because of the
second.
"""

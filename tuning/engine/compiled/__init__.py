"""Whole epochs in one compiled program. Depends on TensorFlow and Keras alone."""

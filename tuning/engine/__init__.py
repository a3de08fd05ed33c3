"""The engine: everything that trains or searches. The only place that imports TensorFlow.

Nothing outside this package imports from it; its results reach the rest through the store.
"""

"""scikit-learn's searches, unchanged, with their fits on the workers."""

"""Words and names as people read and write them. Knows nothing of studies."""

"""Where fits run: Dask workers, here or on a cluster that stands, and their upkeep."""

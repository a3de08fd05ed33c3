"""Which fit goes to which worker, and whose turn it is."""

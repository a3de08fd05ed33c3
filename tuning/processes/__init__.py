"""The processes that the web process and the command line start, watch and end.

Must import nothing: `port` runs before anything is installed.
"""

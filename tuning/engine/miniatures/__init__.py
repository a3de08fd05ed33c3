"""Small answers for a person who reads: trained or searched beside the studies, never among them.

`desk` gives what is asked to the workers and keeps the answers; a module each makes them.
"""

"""Ports on real technology, one file `<port>_<technology>.py` each (with parts beside it where one file gets too long).

Nothing imports this folder: `itemcenter.registry` holds the names as strings, so a driver is needed by its users only.
"""

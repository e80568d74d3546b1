"""The door for agents: tools and resources over the Model Context Protocol (extra `mcp`), by stdio and HTTP.

A tool holds no logic: its arguments are checked by a model of `itemcenter.wire`, one verb of `ItemCenter` is called on
the right thread, the answer is in the form of a model. Every tool reads; none writes. What merchants wrote comes out as
JSON strings: it is data, and the server's own words tell agents so.
"""

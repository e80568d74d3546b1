"""The HTTP door: items, facts, ontology, changes and algorithms of a center for programs (extra `serve`).

Handlers hold no logic: each reads its request, calls one verb of `ItemCenter` on the right thread (`desks`), and writes
the answer in the form of `itemcenter.wire`. Around them stands `door` (who asks, how often, how much), and behind them
`problems` makes one shape of every failure.
"""

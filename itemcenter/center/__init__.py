"""`ItemCenter`: the composition root. Opens a center, wires ports into stages, hands them to jobs. No logic of its own.

with ItemCenter.open("my-center") as center:
    center.build("catalog.csv")
"""

from itemcenter.center.item_center import ItemCenter
from itemcenter.center.sources import HUMAN, MACHINE, MERCHANT

__all__ = ["HUMAN", "MACHINE", "MERCHANT", "ItemCenter"]

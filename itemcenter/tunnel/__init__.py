"""Delivery: who may say what about an item, how loudly, and in which order - every change of knowledge is a write.

Stages and people decide facts; the tunnel stamps them with a `Version` and makes the `WriteBatch` that a store applies.
It knows the recogniser only by its answer (`ports.recognize`), so any extractor of facts can use it.
"""

from itemcenter.tunnel.edit import forget, set_value, unlock
from itemcenter.tunnel.ingest import ingest_recognition
from itemcenter.tunnel.options import TunnelOptions
from itemcenter.tunnel.policy import SourcePolicy

__all__ = ["SourcePolicy", "TunnelOptions", "forget", "ingest_recognition", "set_value", "unlock"]

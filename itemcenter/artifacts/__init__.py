"""Model bundles on disk: a folder with a manifest, the files of a model and its card, verified when it is opened.

A bundle's fingerprint is a hash of what the model computes with, so two bundles that answer alike have one fingerprint
whatever they are called, and an index can tell whether it was built with the model that asks.
"""

from itemcenter.artifacts.arrays import npz_arrays, npz_bytes
from itemcenter.artifacts.bundle import ModelBundle, load_bundle, save_bundle

__all__ = ["ModelBundle", "load_bundle", "npz_arrays", "npz_bytes", "save_bundle"]

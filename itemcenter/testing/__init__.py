"""Fakes and conformance suites, part of the product: for our own tests and for those who write a backend or a stage.

`store_suite` and `store_strategies` need pytest and Hypothesis; the rest needs nothing beyond the base install.
"""

from itemcenter.testing.fake_recognizer import FakeRecognizer
from itemcenter.testing.reference_store import ReferenceStore

__all__ = ["FakeRecognizer", "ReferenceStore"]

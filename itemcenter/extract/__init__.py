"""Extraction: values out of an item's texts, as written, with exact offsets.

Targeted: `Extractor`, taught by labelled texts (`LabelledText`; a merchant's own cells by `labels_from_cells`), finds
the words of a text that are the value of a key. Open: `written_pairs` finds the pairs that a text spells out, whatever
their keys are called; `open_pairs` joins both. Nothing is invented: every answer is a span of the item's text.
"""

from itemcenter.extract.extractor import Extractor
from itemcenter.extract.extractor_files import open_extractor, save_extractor
from itemcenter.extract.labelled import Extracted, LabelledText, labels_from_cells
from itemcenter.extract.open_pairs import OpenPair, open_pairs
from itemcenter.extract.span_model import ExtractOptions, Judged, SpanModel
from itemcenter.extract.spec_lines import WrittenPair, written_pairs

__all__ = [
    "ExtractOptions",
    "Extracted",
    "Extractor",
    "Judged",
    "LabelledText",
    "OpenPair",
    "SpanModel",
    "WrittenPair",
    "labels_from_cells",
    "open_extractor",
    "open_pairs",
    "save_extractor",
    "written_pairs",
]

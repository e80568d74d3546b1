"""Extraction: values out of an item's texts, as written, with exact offsets.

Targeted: `Extractor`, taught by labelled texts (`LabelledText`; a merchant's own cells by `labels_from_cells`), finds
the words of a text that are the value of a key.
"""

from itemcenter.extract.extractor import ExtractOptions, Extractor, Judged
from itemcenter.extract.labelled import Extracted, LabelledText, labels_from_cells

__all__ = ["ExtractOptions", "Extracted", "Extractor", "Judged", "LabelledText", "labels_from_cells"]

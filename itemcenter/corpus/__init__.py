"""Where new knowledge comes from: item texts, query logs, reviews and pages, read as `Document`s.

Every document says whose it is, when it was written where that is known, and how often it occurred. What cannot be read
goes to the quarantine, line by line. Near-duplicates are dropped, samples are drawn by source and category; nothing
here holds a corpus in memory.
"""

from itemcenter.corpus.item_texts import item_documents
from itemcenter.corpus.near_duplicates import NearDuplicates
from itemcenter.corpus.pages import page_documents, page_text
from itemcenter.corpus.query_log import LogReading, query_documents
from itemcenter.corpus.reviews import review_documents
from itemcenter.corpus.sample import stratified

__all__ = [
    "LogReading",
    "NearDuplicates",
    "item_documents",
    "page_documents",
    "page_text",
    "query_documents",
    "review_documents",
    "stratified",
]

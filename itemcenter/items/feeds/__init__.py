"""Public feed formats, as plain data: Google Merchant, Shopify, OpenAI, Akeneo. One file a format.

A `Feed` states the columns of a pinned version of its specification, their roles, and the names that they had in other
versions. `recognise` tells which feed a file is, and how sure that is; its roles come before the generic synonyms
(`ColumnMapping.propose`), and `drift` tells where the file differs from the pinned version. The tables serve writing as
well: `FEEDS["google"].columns` is field, role and column name.
"""

from itemcenter.items.feeds.drift import drift
from itemcenter.items.feeds.feed import Feed, FeedColumn
from itemcenter.items.feeds.recognise import ALL, FEEDS, Recognised, feed_titled, recognise

__all__ = ["ALL", "FEEDS", "Feed", "FeedColumn", "Recognised", "drift", "feed_titled", "recognise"]

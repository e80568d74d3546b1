"""The public feeds pass their conformance suite."""

from __future__ import annotations

from itemcenter.testing.feed_suite import FeedSuite


class TestFeeds(FeedSuite):
    pass

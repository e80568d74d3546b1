"""The HTML report: one file that needs nothing beside it. `markup` escapes, `plots` draws, `page` puts it together.

Everything that came from a catalog goes through `markup.text`. The page loads nothing, and its policy forbids it to.
"""

from itemcenter.serve.report.page import report_page

__all__ = ["report_page"]

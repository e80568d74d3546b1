"""Pages as documents: plain text files, and HTML of which the running text is kept, block by block.

Scripts, styles and navigation are left out. Nothing is fetched, no entity is resolved beyond HTML's own characters.
"""

from __future__ import annotations

from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

from itemcenter.corpus.lines import Reject, Rejecter
from itemcenter.errors import CatalogError
from itemcenter.schema import Document, DocumentKind, SourceId

_SILENT = frozenset({"script", "style", "noscript", "template", "nav", "footer", "svg", "head"})
_BLOCKS = frozenset(
    [
        "p",
        "div",
        "section",
        "article",
        "li",
        "ul",
        "ol",
        "table",
        "tr",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "br",
        "dd",
        "dt",
        "dl",
        "blockquote",
        "pre",
        "figcaption",
        "header",
        "main",
    ]
)
_CELLS = frozenset({"td", "th"})
_ENDINGS = frozenset({".html", ".htm", ".xhtml", ".txt", ".md"})
#: A page is read whole; larger files are no pages.
_LARGEST = 20_000_000


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[list[str]] = [[]]
        self.title = ""
        self._silent: list[str] = []
        self._in_title = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._in_title = tag == "title"
        if tag in _SILENT:
            self._silent.append(tag)
        elif tag in _BLOCKS:
            self.blocks.append([])
        elif tag in _CELLS and self.blocks[-1]:
            self.blocks[-1].append(" : ")

    def handle_endtag(self, tag: str) -> None:
        self._in_title = False
        if tag in self._silent:
            while self._silent.pop() != tag:
                pass
        elif tag in _BLOCKS:
            self.blocks.append([])

    def handle_data(self, data: str) -> None:
        if self._in_title:
            self.title += data
        elif not self._silent:
            self.blocks[-1].append(data)


def page_text(html: str) -> tuple[str, str]:
    """(title, text with a line a block) of an HTML page; damaged markup gives what can be made out."""
    parser = _Text()
    parser.feed(html)
    parser.close()
    lines = (" ".join("".join(block).split()) for block in parser.blocks)
    return " ".join(parser.title.split()), "\n".join(line for line in lines if line)


def page_documents(path: Path, reject: Reject, *, source: str = "pages") -> Iterator[Document]:
    """The pages of a folder (and its folders), or one page, by name. Raises `CatalogError` where there is none."""
    files = sorted(entry for entry in path.rglob("*") if entry.suffix.lower() in _ENDINGS) if path.is_dir() else [path]
    if not files:
        raise CatalogError("holds no page", place=str(path), remedy=f"pages end in {', '.join(sorted(_ENDINGS))}")
    for number, file in enumerate(files, start=1):
        rejecter = Rejecter(SourceId(source), file, reject)
        try:
            if file.stat().st_size > _LARGEST:
                rejecter(number, 1, "too_long", f"the page is larger than {_LARGEST:,} bytes", "split it", file.name)
                continue
            content = file.read_bytes()
        except OSError as error:
            rejecter(number, 1, "unreadable", f"cannot be read: {error.strerror}", "mend its permissions", file.name)
            continue
        text = content.decode("utf-8-sig", "replace")
        time_us = int(file.stat().st_mtime * 1_000_000)
        plain = file.suffix.lower() in (".txt", ".md")
        title, body = ("", text.strip()) if plain else page_text(text)
        for field, said in (("title", title), ("page", body)):
            if said:
                yield Document(f"{source}/{number}/{field}", DocumentKind.PAGE, said, 1, time_us, None, source, field)
        if not title and not body:
            rejecter(number, 1, "no_text", "the page has no text", "leave it out", file.name)

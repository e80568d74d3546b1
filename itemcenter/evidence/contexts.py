"""What is written around a mention, in words that can be counted: unit, neighbours, field, place in a chain."""

from __future__ import annotations

from typing import NamedTuple

from itemcenter.evidence.field_words import FieldWords
from itemcenter.schema import TextSpan
from itemcenter.values.figures import Figure
from itemcenter.values.folding import name_key

#: The views of a context that precision is counted by, in this order everywhere.
VIEWS = ("kind", "unit", "before", "after", "slot", "both", "surface")


UNIT_VIEW = VIEWS.index("unit")


class Context(NamedTuple):
    """One value a view: strings that stand for "the same situation" in one catalog."""

    kind: str
    unit: str
    before: str
    after: str
    slot: str
    both: str
    surface: str


def context_of(words: FieldWords, span: TextSpan, kind: str, figure: Figure | None) -> Context:
    """The context of a mention. `kind`: how it was recalled; `figure`: the number behind it, if it is one."""
    place = f"{kind} {span.field}"
    before = words.before(span.start)
    mark = words.text[span.start - 1 : span.start] if span.start else ""
    if mark and not mark.isalnum() and mark != " ":
        before = f"{before} {mark}"
    if figure is None:
        after = words.after(span.end)
        mark = words.text[span.end : span.end + 1]
        if mark and not mark.isalnum() and mark != " ":
            after = f"{mark} {after}"
        surface = name_key(span.text)
        first = min(6, words.index(span.start))
        return Context(place, shape(span.text), before, after, f"{place} {first}", f"{before}|{after}", surface)
    after = words.after(figure.word_end)
    unit = unit_words(kind, figure)
    slot = f"{figure.part}/{figure.parts} {figure.side} {figure.unit}"
    return Context(place, unit, before, after, slot, f"{before}|{figure.word}|{after}", f"{span.text} {figure.word}")


def unit_words(kind: str, figure: Figure) -> str:
    """The unit view of a number."""
    return f"{kind} {figure.unit or figure.word}{'+' if figure.shared else ''}"


def shape(text: str) -> str:
    """The look of a code: runs of letters and digits with their lengths, marks kept ("LCF16010KW" -> "A3 0-5 A2")."""
    out: list[str] = []
    run = ""
    for character in text[:24]:
        kind = "0" if character.isdigit() else ("A" if character.isalpha() else character)
        if run and (kind != run[0] or kind not in "0A"):
            out.append(_run(run))
            run = ""
        run += kind
    if run:
        out.append(_run(run))
    return "".join(out)


def _run(run: str) -> str:
    return f"{run[0]}{len(run)}" if run[0] in "0A" else run

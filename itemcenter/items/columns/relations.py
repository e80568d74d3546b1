"""How columns agree: which one names the product, which stand in its texts, which tie variants together.

What stands in the texts of its own row, and seldom in those of other rows, describes the product.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from itemcenter.items.columns.profile import ColumnProfile, folded

#: Texts: cells of at least so many words; values that may stand in them have at most so many.
_TEXT_WORDS, _VALUE_WORDS = 3.0, 5

#: Rows that are compared, and short columns that a title is looked through for.
_ROWS, _SHORT_COLUMNS = 60, 40


@dataclass(frozen=True, slots=True)
class Agreement:
    """Shares of a column's filled rows, chance taken off where it can be.

    in_texts: its value stands in other texts of the row; begins: the title begins with it; in_title: stands in it
    covers:   share of the short values of the row that stand in it (of the row with the most such columns)
    named:    share of the rows whose texts use a word of the column's name
    alike:    rows of one value have alike titles, more than rows of different values (-1 to 1)
    """

    in_texts: float = 0.0
    in_title: float = 0.0
    begins: float = 0.0
    covers: float = 0.0
    named: float = 0.0
    alike: float = 0.0


def agreements(
    profiles: Mapping[str, ColumnProfile], words: Mapping[str, Sequence[str]], title: str
) -> dict[str, Agreement]:
    """column -> agreement. words: of each column's name; title: the column that most likely names the product."""
    texts = {name: list(map(folded, found.texts[:_ROWS])) for name, found in profiles.items()}
    rows = max((len(column) for column in texts.values()), default=0)
    long = [
        name for name, found in profiles.items()
        if found.mean_words >= _TEXT_WORDS and found.url < 0.5 and found.container < 0.5 and found.path < 0.5
    ]  # fmt: skip
    short = [
        name for name, found in profiles.items()
        if found.mean_words <= 3 and found.filled >= 3 and found.url < 0.5 and found.truth < 0.5
    ][:_SHORT_COLUMNS]  # fmt: skip
    everything = _joined(texts, long, rows)
    titles = texts.get(title, [])
    out = {}
    for name, own in texts.items():
        found = profiles[name]
        covers = _covers(own, [texts[other] for other in short if other != name]) if found.mean_words >= 2 else 0.0
        if found.mean_words > _VALUE_WORDS or found.url >= 0.5:
            out[name] = Agreement(covers=covers)
            continue
        joined = everything if name not in long else _joined(texts, [other for other in long if other != name], rows)
        elsewhere = titles if name != title else []
        in_texts = _inside(own, joined)
        in_title = _inside(own, elsewhere)
        out[name] = Agreement(
            in_texts=in_texts,
            in_title=in_title,
            begins=_share(own, elsewhere, lambda value, text: text.startswith(value)),
            covers=covers,
            named=_named(words.get(name, ()), joined),
            alike=_alike(own, elsewhere) if 1 < found.distinct < found.filled else 0.0,
        )
    return out


def _tellable(value: str) -> bool:
    """Whether finding a value in a text says anything: not one letter or a number of one or two digits."""
    plain = value.strip()
    return len(plain) >= 3 or (bool(plain) and not plain.isascii())


def _share(own: Sequence[str], texts: Sequence[str], holds: Callable[[str, str], bool]) -> float:
    told = [(value, text) for value, text in zip(own, texts, strict=False) if _tellable(value) and text.strip()]
    return sum(1 for value, text in told if holds(value, text)) / len(told) if len(told) >= 3 else 0.0


def _inside(own: Sequence[str], texts: Sequence[str]) -> float:
    """Share of values in the text of their row, less what other rows show by chance; one value for all says half."""
    here = _share(own, texts, _within)
    if not here or len(set(own)) < 2:
        return 0.5 * here
    moved = [*texts[7:], *texts[:7]] if len(texts) > 14 else [*texts[1:], *texts[:1]]
    return max(0.0, here - 0.7 * _share(own, moved, _within))


def _within(value: str, text: str) -> bool:
    if value in text:
        return True
    plain = value.strip()
    # Scripts without blanks, and plurals: "Drills" is about a drill.
    if not plain.isascii():
        return plain.replace(" ", "") in text.replace(" ", "")
    return len(plain) > 4 and plain.endswith("s") and f" {plain[:-1]} " in text


def _joined(texts: Mapping[str, list[str]], columns: Sequence[str], rows: int) -> list[str]:
    """The texts of these columns, row by row."""
    chosen = [texts[name] for name in columns]
    return ["".join(column[row] for column in chosen if row < len(column)) for row in range(rows)]


def _covers(own: Sequence[str], short: Sequence[Sequence[str]]) -> float:
    """In how many of the short columns a quarter of the values stand in this one: three say all."""
    standing = 0
    for column in short:
        standing += _inside(column, own) > 0.25
        if standing == 3:
            break
    return standing / 3


def _named(words: Sequence[str], joined: Sequence[str]) -> float:
    filled = [text for text in joined if text.strip()]
    if not words or len(filled) < 3:
        return 0.0
    return sum(1 for text in filled if any(f" {word} " in text for word in words)) / len(filled)


def _alike(own: Sequence[str], titles: Sequence[str]) -> float:
    """Mean share of words that titles of one value have in common, less that of neighbours of different values."""
    pairs = zip(own, titles, strict=False)
    rows = [(value, set(text.split())) for value, text in pairs if value.strip() and text.strip()]
    same, other = [], []
    last: dict[str, set[str]] = {}
    before: tuple[str, set[str]] | None = None
    for value, found in rows:
        if value in last:
            same.append(_overlap(last[value], found))
        if before is not None and before[0] != value:
            other.append(_overlap(before[1], found))
        last[value], before = found, (value, found)
    if len(same) < 3:
        return 0.0
    return sum(same) / len(same) - (sum(other) / len(other) if other else 0.0)


def _overlap(one: set[str], two: set[str]) -> float:
    return len(one & two) / max(1, min(len(one), len(two)))

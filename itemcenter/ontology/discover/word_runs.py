"""Words of short texts in runs: what stands together without a sign, a number or a joining word between."""

from __future__ import annotations

from collections.abc import Container, Iterator
from typing import NamedTuple

from itemcenter.ontology.fuse.forms import singular
from itemcenter.values.folding import tokens
from itemcenter.values.units import spelling

#: Words that join others and name nothing, in English and German.
_JOINING = """
    a about after all also am an and any are as at be been before both but by can do does each either for from get
    has have he her here him his how i if in into is it its just like made make many may me more most much my new no
    not now of off on one only or other our out over own per she since so some such than that the their them then
    there these they this those to too under up us use used using very was we were what when where which while who
    will with without you your
    aber alle als am an auch auf aus bei bis das dass dem den der des die dies diese dieser dieses du durch ein eine
    einem einen einer eines er es für gegen hat ich ihr im in ist kann kein keine man mehr mein mit nach nicht noch
    nur oder ohne sehr sein seine sich sie sind so über um und uns unter von vor war was wenn wer wie wir wird zu zum
    zur
"""
#: For whom: said before a thing, and no part of its name.
_AUDIENCE = frozenset(
    """men man women woman boy boys girl girls unisex ladies lady gents mens womens damen herren""".split()  # noqa: SIM905
)
#: What joins two words into one.
_JOINTS = frozenset((" ", "-", "'", "’"))
#: Words behind which a purpose stands.
_FOR = frozenset(("for", "fur"))
_LEADING = """
    a an the my our your his her their its any all every each this that these those some ein eine einen der die das den
    dem
"""
_ARTICLES = frozenset(_LEADING.split())
#: What follows "for" and tells no use.
_EMPTY = frozenset(
    """money price quality years year months days day hours hour minutes minute time times use example sure everyone
    anyone people everybody something anything yourself himself herself themselves ages life lifetime size length width
    height weight colour color product products item items things thing type types great good best better longer easy
    details information reading free sale order delivery shipping""".split()  # noqa: SIM905
)
#: "I use it on X", "worn at X": where something is used.
_USING = frozenset(
    [
        "use",
        "used",
        "uses",
        "using",
        "wear",
        "wore",
        "worn",
        "wearing",
        "take",
        "took",
        "taking",
        "need",
        "benutze",
        "nutze",
        "trage",
    ]
)
_USED = frozenset(("it", "them", "this", "these", "es", "ihn", "sie"))
_WHERE = frozenset(("at", "on", "in", "when", "while", "during", "bei", "auf", "beim", "im"))
_GIFTS = frozenset(("gift", "gifts", "present", "presents", "geschenk", "geschenke"))
_PURPOSE_WORDS = 2
#: Words that tell one sentence from another.
_AROUND = 3
#: Folded, as `tokens` gives them.
FUNCTION_WORDS = frozenset(token for word in _JOINING.split() for token, _, _ in tokens(word))

Run = tuple[str, ...]


def key_of(phrase: Run) -> Run:
    """Singular words: "hiking boots" is a "hiking boot"."""
    return tuple(map(singular, phrase))


class WordRun(NamedTuple):
    """before: the joining word before it, "" where there is none

    goes_on: a number or a word for whom ("women's") ends it: what it tells more of may come behind
    """

    words: Run
    before: str = ""
    goes_on: bool = False


def word_runs(text: str, breaking: Container[str] = frozenset()) -> Iterator[WordRun]:
    """Folded words, run by run. breaking: further words that end a run, in none"""
    run: list[str] = []
    last = 0
    amount = False
    before = joining = ""
    for word, start, end in tokens(text):
        if word == "s" and text[last:start] in ("'", "’"):  # "women's shoes"
            last = end
            continue
        apart = bool(run) and text[last:start].strip() != "" and text[last:start] not in _JOINTS
        unit = amount and spelling(word) is not None
        amount = not word.isalpha()
        plain = word not in FUNCTION_WORDS and word not in _AUDIENCE and word not in breaking
        named = not amount and not unit and len(word) > 1 and plain
        if run and (apart or not named):
            yield WordRun(tuple(run), before, not apart and (amount or word in _AUDIENCE))
            run = []
        if named:
            before = before if run else joining
            run.append(word)
        joining = word if word in FUNCTION_WORDS else ""
        last = end
    if run:
        yield WordRun(tuple(run), before)


def purposes(text: str) -> Iterator[Run]:
    """`purposes_within` without what stands around them."""
    return (purpose for purpose, _ in purposes_within(text))


def purposes_within(text: str) -> Iterator[tuple[Run, str]]:
    """What a text says that something is for, and the words before that: behind "for", "I use it on"; before "gift"."""
    words = list(tokens(text))
    for place, (word, _, end) in enumerate(words):
        if word in _FOR or (word in _WHERE and _is_used(words, place)):
            before = " ".join(word for word, _, _ in words[max(0, place - _AROUND) : place])
            yield from ((run, before) for run in _behind(text, words, place + 1, end))
        elif word in _GIFTS and place and text[words[place - 1][2] : words[place][1]] in _JOINTS:
            word = words[place - 1][0]
            if _names(word):
                yield (word,), " ".join(word for word, _, _ in words[max(0, place - _AROUND) : place])


def _behind(text: str, words: list[tuple[str, int, int]], first: int, end: int) -> Iterator[Run]:
    run: list[str] = []
    for word, start, stop in words[first : first + 2 + _PURPOSE_WORDS]:
        if text[end:start] not in _JOINTS or len(run) == _PURPOSE_WORDS:
            break
        end = stop
        if not run and word in _ARTICLES:
            continue
        if not _names(word) or (not run and word in _EMPTY):
            break
        if text[start].isupper() and words[first - 1][0] != "fur":
            break  # a name, mostly of what a thing fits; German writes all nouns so
        run.append(word)
    if run:
        yield tuple(run)


def _is_used(words: list[tuple[str, int, int]], place: int) -> bool:
    return place > 1 and words[place - 1][0] in _USED and words[place - 2][0] in _USING


def _names(word: str) -> bool:
    return word.isalpha() and len(word) > 2 and word not in FUNCTION_WORDS

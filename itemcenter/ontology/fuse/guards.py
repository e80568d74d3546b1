"""Which writings never mean the same, whatever their vectors say: other numbers, other units, a denial, opposites.

A guard is symmetric. "64GB"/"128GB", "5 kg"/"5 lb", "slip"/"non-slip", "A"/"A+", "left"/"right" stay apart;
"1 TB"/"1000 GB", "12 in"/"30.5 cm", "4-core"/"quad-core" may meet.
"""

from __future__ import annotations

from itemcenter.ontology.fuse.forms import Amount, Form, singular

_PREFIXES = ("non", "un", "in", "im", "ir", "il", "dis", "de", "anti")
#: Words of a row exclude each other.
_OPPOSITES = """left right|male female unisex|men women boy girl kid|man woman|small medium large|short long
short tall|indoor outdoor|single double triple quadruple|front rear back|top bottom middle|upper lower|hot cold
light dark|wet dry|wired wireless|new used refurbished|internal external|inner outer|narrow wide|thin thick
matte glossy|hard soft|high low|horizontal vertical|analog digital|manual automatic|yes no|true false|round square
plug socket|input output|open closed|ac dc|natural artificial synthetic|cordless corded|summer winter|day night
gas electric|red green blue yellow black white brown gray pink purple orange|gold silver platinum|odd even
king queen twin|father mother|monthly weekly daily yearly annual|front-load top-load|fresh frozen|mild hot
infant toddler child adult|sweet sour bitter|decaf regular|caffeinated decaffeinated|clear opaque|mini maxi"""


_DASHES = str.maketrans("", "", "-–— /_")
#: Letters and digits of a code with letters, and of one that is all digits: no amount is as long.
_SHORT_CODE, _LONG_CODE = 5, 8
#: What a rounded number may be off by, as a share of itself: "30 cm" is too coarse a word for 12 in.
_COARSE = 0.01


def _table() -> dict[str, frozenset[int]]:
    rows: dict[str, set[int]] = {}
    lines = _OPPOSITES.replace("\n", "|").split("|")
    for number, row in enumerate(lines):
        for word in row.split():
            rows.setdefault(singular(word), set()).add(number)
    return {word: frozenset(found) for word, found in rows.items()}


_OPPOSITE_ROWS = _table()


def apart(left: Form, right: Form) -> str:
    """Why two forms of one key cannot mean the same: "number", "unit", "denial", "sign", "opposite"; "" if they may."""
    if left.joined == right.joined and (left.digits == right.digits or _same_code(left, right)):
        return "sign" if left.signs != right.signs else ""  # "non slip" is "nonslip", "A" is not "A+"
    reason = _numbers(left, right)
    if reason:
        return reason
    if left.negated != right.negated or _denied_word(left, right) or _denied_word(right, left):
        return "denial"
    if left.signs != right.signs:
        return "sign"
    return "opposite" if _opposed(left, right) else ""


def _numbers(left: Form, right: Form) -> str:
    if left.digits == right.digits or _same_glued(left, right):
        if not left.digits and _spelled_apart(left, right):
            return "number"
        return "unit" if _units_differ(left.amounts, right.amounts) else ""
    return "" if same_amounts(left, right) else "number"


def _same_code(left: Form, right: Form) -> bool:
    """One code with and without dashes ("SE12-146-1B"); but "10-12 cm" is no 1012 cm, "1.5" no 15."""
    if left.rest or len(left.joined) >= _LONG_CODE:
        bare = [form.text.translate(_DASHES).casefold() for form in (left, right)]
        return bare[0] == bare[1] and len(left.joined) >= _SHORT_CODE
    return False


def _same_glued(left: Form, right: Form) -> bool:
    """The same numbers in another order, each known by its letters ("DDR3 4GB", "4GB DDR3"; not "10 x 20")."""
    return (
        sorted(left.digits) == sorted(right.digits)
        and left.glued == right.glued
        and not any(entry.endswith("?") for entry in left.glued)
    )


def _spelled_apart(left: Form, right: Form) -> bool:
    mine = sorted(entry.number for entry in left.amounts if entry.spelled)
    theirs = sorted(entry.number for entry in right.amounts if entry.spelled)
    return bool(mine) and bool(theirs) and mine != theirs


def _units_differ(left: tuple[Amount, ...], right: tuple[Amount, ...]) -> bool:
    if len(left) != len(right):
        return False
    return any(
        not (mine.bare or theirs.bare) and mine.unit != theirs.unit and not _same(mine, theirs)
        for mine, theirs in zip(left, right, strict=True)
    )


def same_amounts(left: Form, right: Form) -> bool:
    """Whether both state the same amounts, one or more, in the same order, in whatever units."""
    mine, theirs = left.amounts, right.amounts
    if not mine or len(mine) != len(theirs) or _signs(left) != _signs(right):
        return False
    return _told(left) and _told(right) and all(_same(one, other) for one, other in zip(mine, theirs, strict=True))


def _signs(form: Form) -> list[int]:
    return [place for place, number in enumerate(form.digits) if number.startswith("-")]


def _told(form: Form) -> bool:
    """Whether its amounts are all of its numbers: "AIT2 3 GB" has a number that is no amount.

    A fraction writes one amount with two or three numbers.
    """
    written = sum(not entry.spelled for entry in form.amounts)
    fractions = form.text.count("/")
    return written <= len(form.digits) <= written + 2 * fractions and len(form.glued) >= written


def _same(left: Amount, right: Amount) -> bool:
    """Equal amounts; where the units differ, up to the rounding of one that is written finely enough."""
    if left.dimension != right.dimension:
        return (left.bare or right.bare) and left.number == right.number
    if left.unit == right.unit or left.spelled or right.spelled:
        return abs(left.number - right.number) <= 1e-9 * max(abs(left.number), abs(right.number))
    fine = (entry.step for entry in (left, right) if entry.step <= _COARSE * abs(entry.base))
    allowed = max(max(fine, default=0.0), 1e-6 * abs(left.base))
    return abs(left.base - right.base) <= allowed * (1 + 1e-9)


def _denied_word(left: Form, right: Form) -> bool:
    """Whether a word of `left` is a word of `right` with a denying prefix ("unscented"/"scented")."""
    theirs = set(right.words)
    own = set(left.words)
    for word in left.words:
        if word in theirs:
            continue
        for prefix in _PREFIXES:
            bare = word[len(prefix) :]
            if word.startswith(prefix) and len(bare) >= 4 and bare in theirs and bare not in own:
                return True
    return False


def _opposed(left: Form, right: Form) -> bool:
    """Whether each has a word that the other lacks, and the two exclude each other."""
    mine = set(left.words) - set(right.words)
    theirs = set(right.words) - set(left.words)
    for word in mine:
        rows = _OPPOSITE_ROWS.get(word)
        if rows is not None and any(rows & _OPPOSITE_ROWS.get(other, frozenset()) for other in theirs):
            return True
    return False

"""A listing against the rules of its category: what is missing, not understood or contradicted, and how to mend it.

no_category       error    unsure_category   warning  the category is a guess
missing_key       error    a core key that neither cells nor texts state
only_in_text      note     a core key that only a text states: a cell would say it surely
not_understood    error    a cell of a known key whose text is no value of it
not_allowed_here  error    a value of the key, but not one of those that the category allows
several_values    warning  several values for a key that takes one
contradiction     warning  a text says otherwise than the cell
unknown_key       note     a cell whose name no key of the category has
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from itemcenter.errors import ValueParseError
from itemcenter.library import value_from_input
from itemcenter.library.category_plan import CategoryPlan
from itemcenter.ports import Recognition
from itemcenter.schema import AttributeKey, Evidence, Fact, Item, KeyId, OntologyRelease
from itemcenter.values import same
from itemcenter.values.folding import name_key

IssueCode = Literal[
    "no_category",
    "unsure_category",
    "missing_key",
    "only_in_text",
    "not_understood",
    "not_allowed_here",
    "several_values",
    "contradiction",
    "unknown_key",
]
Severity = Literal["error", "warning", "note"]

#: Below this a category is told to be a guess.
_SURE = 0.7
#: Suggestions that people still read.
_MOST = 8


@dataclass(frozen=True, slots=True)
class ListingIssue:
    """place: the field or cell of the listing; suggestions: what would be right, likeliest first"""

    code: IssueCode
    severity: Severity
    place: str
    reason: str
    fix: str
    key: KeyId | None = None
    suggestions: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()


def listing_issues(
    item: Item, recognition: Recognition, plan: CategoryPlan | None, release: OntologyRelease
) -> list[ListingIssue]:
    """All issues of a listing: the category's, then the cells' in their order, then the keys' in the category's order.

    plan: of the recognised category, None where there is none
    """
    match = recognition.category
    if match is None or plan is None:
        fix = "give category_id, or a category_path that the ontology knows"
        return [ListingIssue("no_category", "error", "category_path", "nothing tells which category this is", fix)]
    issues = []
    if match.confidence < _SURE:
        paths = [release.path_name(other.category_id) for other in match.alternatives[:_MOST]]
        told = f"{release.path_name(match.category_id)!r} is a guess ({match.method}, {match.confidence:.2f})"
        fix = "give category_id, or a category_path that the ontology knows"
        issues.append(ListingIssue("unsure_category", "warning", "category_path", told, fix, suggestions=tuple(paths)))
    issues += _cell_issues(item, recognition, plan, release)
    return issues + list(_key_issues(item, recognition, plan, release))


def _cell_issues(
    item: Item, recognition: Recognition, plan: CategoryPlan, release: OntologyRelease
) -> Iterator[ListingIssue]:
    specs = {spec.name for spec in item.specs}
    for name, text in item.cells():
        key = plan.by_name.get(name_key(name))
        if key is None:
            if name in specs:
                near = difflib.get_close_matches(name_key(name), plan.by_name, n=3, cutoff=0.6)
                names = tuple(dict.fromkeys(plan.by_name[entry].name for entry in near))
                told = f"no key of this category is called {name[:80]!r}"
                fix = "name the cell as a key of the category, or leave it as it is: nothing is lost"
                yield ListingIssue("unknown_key", "note", f"specs.{name}", told, fix, suggestions=names)
            continue
        read = recognition.merchant.get(key.id, ())
        proofs = [proof for fact in read for proof in fact.evidence]
        if any(getattr(proof, "name", None) == name for proof in proofs):
            continue
        yield from _not_read(name, text, key, plan, release, bool(read))


def _not_read(
    name: str, text: str, key: AttributeKey, plan: CategoryPlan, release: OntologyRelease, read: bool
) -> Iterator[ListingIssue]:
    """Of a cell that gave no fact. read: another cell of the key did"""
    place, shown = f"specs.{name}", text[:80]
    try:
        value = value_from_input(text, key, release)
    except ValueParseError as error:
        allowed = _allowed(key, plan, release)
        near = difflib.get_close_matches(text[:200], allowed, n=_MOST, cutoff=0.4) or allowed[:_MOST]
        told = f"{shown!r} is no value of {key.name!r}"
        fix = f"write one of the suggestions: {key.name!r} takes values of its list" if allowed else error.remedy
        fix = fix or _how_to_write(key)
        yield ListingIssue("not_understood", "error", place, told, fix, key.id, tuple(near))
        return
    if value.value_id is not None and not plan.permits(key, value.value_id):
        allowed = _allowed(key, plan, release)
        told = f"{value.text!r} is a value of {key.name!r}, but not in this category"
        fix = "write one of the suggestions, or choose another category"
        yield ListingIssue("not_allowed_here", "error", place, told, fix, key.id, tuple(allowed[:_MOST]))
    elif read and not key.multiple:
        told = f"{key.name!r} takes one value, and another cell states another one than {shown!r}"
        yield ListingIssue("several_values", "warning", place, told, "keep the one that is right", key.id)


def _key_issues(
    item: Item, recognition: Recognition, plan: CategoryPlan, release: OntologyRelease
) -> Iterator[ListingIssue]:
    core = {scope.key_id for scope in release.scopes_for(plan.category_id) if scope.core}
    for key in plan.keys:
        stated, read = recognition.merchant.get(key.id, ()), recognition.machine.get(key.id, ())
        given = key is plan.brand and item.brand.strip()
        if stated and read and not key.multiple and not _agree(key, stated[0], read):
            told = f"the cell says {stated[0].value.text!r}, a text says {read[0].value.text!r}"
            values: tuple[str, ...] = (stated[0].value.text, read[0].value.text)
            fix = "mend whichever is wrong"
            place = f"specs.{getattr(stated[0].evidence[0], 'name', key.name)}"
            yield ListingIssue("contradiction", "warning", place, told, fix, key.id, values, read[0].evidence)
        if key.id not in core or stated or given:
            continue
        if read:
            values = tuple([fact.value.text for fact in read])
            told = f"only a text states {key.name!r}"
            fix = f"add a cell {key.name!r} with the suggestion"
            proofs = read[0].evidence
            yield ListingIssue("only_in_text", "note", f"specs.{key.name}", told, fix, key.id, values, proofs)
        else:
            told = f"every item of this category should state {key.name!r}"
            allowed = tuple(_allowed(key, plan, release)[:_MOST])
            fix = f"add a cell {key.name!r}: {_how_to_write(key)}"
            yield ListingIssue("missing_key", "error", f"specs.{key.name}", told, fix, key.id, allowed)


def _agree(key: AttributeKey, stated: Fact, read: Sequence[Fact]) -> bool:
    return any(fact.value.identity == stated.value.identity or same(fact.value, stated.value, key) for fact in read)


def _allowed(key: AttributeKey, plan: CategoryPlan, release: OntologyRelease) -> list[str]:
    """Names of the values that the category allows, in the list's order."""
    if key.value_list_id is None:
        return []
    return [value.name for value in release.list_by_id[key.value_list_id].values if plan.permits(key, value.id)]


_HOW: Mapping[str, str] = {
    "quantity": "a number with its unit, such as 10 {unit}",
    "count": "a whole number",
    "boolean": "yes or no",
    "identifier": "the code as printed",
    "text": "a few words",
}


def _how_to_write(key: AttributeKey) -> str:
    return _HOW.get(key.type.value, "a value of its list").format(unit=key.unit)

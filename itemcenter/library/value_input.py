"""What a person typed for a key, as a typed value of the ontology - or an error that offers the nearest values."""

from __future__ import annotations

import difflib

from itemcenter.errors import ValueParseError
from itemcenter.schema import AttributeKey, OntologyRelease, TypedValue
from itemcenter.values import parse
from itemcenter.values.folding import name_key


def value_from_input(text: str, key: AttributeKey, release: OntologyRelease) -> TypedValue:
    """A value id, a name or a synonym of the key's list; or a typed value. Raises `ValueParseError`."""
    if key.value_list_id is not None:
        values = release.list_by_id[key.value_list_id].values
        wanted = name_key(text)
        found = next((value for value in values if value.id == text.strip()), None)
        if found is None and wanted:
            found = next((value for value in values if name_key(value.name) == wanted), None)
        if found is None and wanted:
            found = next((value for value in values if wanted in map(name_key, value.synonyms)), None)
        if found is not None:
            return TypedValue(key.type, found.name.strip(), found.id)
        if not key.open:
            near = difflib.get_close_matches(text, [value.name for value in values], n=5, cutoff=0.4)
            shown = near or [value.name for value in values[:5]]
            raise ValueParseError(
                f"{text!r} is no value of {key.name!r}",
                remedy=f"nearest of {len(values)}: {', '.join(shown)}; new values come with a new release",
            )
    return parse(text, key).value

"""Keys for the tests of `itemcenter.values`."""

from itemcenter.schema import AttributeKey, KeyId, ValueType


def key(
    kind: str,
    unit: str = "",
    *,
    name: str = "thing",
    role: str = "",
    multiple: bool = False,
    tolerance: float = 0.0,
    synonyms: tuple[str, ...] = (),
) -> AttributeKey:
    """A key of one type; categorical and colour keys are open."""
    value_type = ValueType(kind)
    return AttributeKey(
        KeyId("k/thing"),
        name,
        value_type,
        unit=unit,
        role=role,
        multiple=multiple,
        open=value_type in (ValueType.CATEGORICAL, ValueType.COLOUR),
        tolerance=tolerance,
        synonyms=synonyms,
    )

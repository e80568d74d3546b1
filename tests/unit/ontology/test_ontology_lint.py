"""Every rule of `lint` finds what it is for, and nothing in a sound release."""

from dataclasses import replace

from itemcenter.ontology import Finding, Severity, lint
from itemcenter.schema import (
    AttributeKey,
    AttributeValue,
    Category,
    CategoryId,
    KeyId,
    KeyScope,
    OntologyRelease,
    ProductTerm,
    Relation,
    TermId,
    ValueId,
    ValueList,
    ValueListId,
    ValueType,
)

MUGS = Category(CategoryId("m"), "Mugs", description="Cups")
COLOUR = AttributeKey(
    KeyId("c"), "Colour", ValueType.COLOUR, value_list_id=ValueListId("c"), description="Main", multiple=True
)


def value(identity: str, name: str, *synonyms: str, description: str = "x") -> AttributeValue:
    return AttributeValue(ValueId(identity), name, synonyms, description)


def release(
    *values: AttributeValue,
    categories: tuple[Category, ...] = (MUGS,),
    keys: tuple[AttributeKey, ...] = (COLOUR,),
    scopes: tuple[KeyScope, ...] | None = None,
    spare: tuple[ValueList, ...] = (),
) -> OntologyRelease:
    listed = ValueList(ValueListId("c"), values or (value("b", "Black", "schwarz"),))
    bound = tuple(KeyScope(MUGS.id, key.id) for key in keys) if scopes is None else scopes
    return OntologyRelease(categories, keys, (listed, *spare), bound)


def only(found: list[Finding]) -> Finding:
    assert len(found) == 1, found
    assert found[0].remedy
    return found[0]


def test_a_sound_release_has_no_findings() -> None:
    assert lint(release()) == []


def test_siblings_of_one_name() -> None:
    twin = Category(CategoryId("n"), "MUGS", description="x")
    below = Category(CategoryId("o"), "Mugs", MUGS.id, description="x")
    scopes = (KeyScope(MUGS.id, COLOUR.id), KeyScope(twin.id, COLOUR.id))
    finding = only(lint(release(categories=(MUGS, twin, below), scopes=scopes)))
    assert finding.place == "category n" and "sibling m" in finding.message


def test_one_name_for_two_values() -> None:
    finding = only(lint(release(value("b", "Black", "Dark"), value("n", "Navy", "dark"))))
    assert (finding.severity, finding.place) == (Severity.WARNING, "value n") and "value b" in finding.message
    assert only(lint(release(value("b", "Black"), value("n", "black")))).severity is Severity.ERROR
    assert lint(release(value("b", "Black", "black"))) == []  # one value may have a spelling twice


def test_names_that_differ_in_signs() -> None:
    finding = only(lint(release(value("a", "A"), value("p", "A+"))))
    assert finding.severity is Severity.WARNING and "only in signs" in finding.message


def test_lists_keys_and_categories_out_of_use() -> None:
    spare = ValueList(ValueListId("spare"), (value("z", "Zinc"),))
    assert only(lint(release(spare=(spare,)))).place == "value list spare"
    assert {finding.place for finding in lint(release(scopes=()))} == {"key c", "category m"}
    below = Category(CategoryId("t"), "Travel", MUGS.id, description="x")
    inner = lint(release(categories=(MUGS, below), scopes=(KeyScope(below.id, COLOUR.id),)))
    assert only(inner).severity is Severity.INFO


def test_a_closed_empty_list() -> None:
    bare = AttributeKey(KeyId("e"), "E", ValueType.CATEGORICAL, value_list_id=ValueListId("e"), description="x")
    finding = only(lint(release(keys=(COLOUR, bare), spare=(ValueList(ValueListId("e"), ()),))))
    assert finding.severity is Severity.ERROR and finding.place == "key e"


def test_units_and_roles() -> None:
    def quantity(unit: str, kind: ValueType = ValueType.QUANTITY, role: str = "") -> list[Finding]:
        key = AttributeKey(KeyId("q"), "Height", kind, unit, role=role, synonyms=("H",), description="x")
        return [f for f in lint(release(keys=(COLOUR, key))) if "single letter" not in f.message]

    assert quantity("cm", role="height") == []
    assert only(quantity("blorp")).severity is Severity.ERROR
    assert "usually written 'in'" in only(quantity("Zoll")).message
    assert "role height" in only(quantity("", ValueType.COUNT, "height")).message


def test_single_letters() -> None:
    finding = only(lint(release(value("s", "Small", "S"))))
    assert finding.place == "value s" and "'S'" in finding.message
    assert lint(release(value("r", "Red", "红", "7"))) == []
    key = AttributeKey(KeyId("h"), "Height", ValueType.QUANTITY, "cm", synonyms=("H",), description="x")
    assert lint(release(keys=(COLOUR, key))) == []


def test_missing_descriptions_are_one_finding_a_noun() -> None:
    finding = only(lint(release(value("a", "A1", description=""), value("b", "B1", description=" "), value("c", "C1"))))
    assert finding.severity is Severity.INFO and finding.message.startswith("2 of 3 values")


def test_long_lists_and_order() -> None:
    many = [value(f"v{number}", f"Red {number}") for number in range(10_001)]
    many.append(value("twin", "red 7"))
    found = lint(release(*many))
    assert [finding.severity for finding in found] == [Severity.ERROR, Severity.INFO]
    assert "10,002 values" in found[1].message


def messages(found: list[Finding]) -> list[str]:
    return [f"{entry.place} {entry.message}" for entry in found]


def test_two_keys_of_a_category_with_one_name() -> None:
    shade = AttributeKey(KeyId("s"), "Shade", ValueType.TEXT, open=True, synonyms=("colour",), description="x")
    assert "like the key c in category m" in only(lint(release(keys=(COLOUR, shade)))).message
    vases = Category(CategoryId("v"), "Vases", description="x")
    apart = (KeyScope(MUGS.id, COLOUR.id), KeyScope(vases.id, shade.id))
    assert lint(release(categories=(MUGS, vases), keys=(COLOUR, shade), scopes=apart)) == []


def test_one_name_with_two_units() -> None:
    def sized(identity: str, unit: str) -> AttributeKey:
        return AttributeKey(KeyId(identity), "Size", ValueType.QUANTITY, unit=unit, description="x")

    apart = (KeyScope(MUGS.id, KeyId("a")), KeyScope(MUGS.id, COLOUR.id))
    found = messages(lint(release(keys=(COLOUR, sized("a", "cm"), sized("b", "kg")), scopes=apart)))
    assert any("unit kg and not cm" in entry for entry in found), found
    mixed = messages(lint(release(value("b", "8 GB"), value("d", "16 GB"), value("e", "2 kg"))))
    assert any("is in kg" in entry for entry in mixed), mixed


def test_names_a_letter_apart() -> None:
    found = only(lint(release(value("b", "Stoneware"), value("d", "Stonware"), value("e", "Steel"))))
    assert found.severity is Severity.INFO and "'Stoneware'" in found.message
    assert only(lint(release(value("b", "Aluminium"), value("d", "Aluminum"))))
    assert lint(release(value("b", "Typical"), value("d", "Atypical"))) == []
    assert lint(release(value("b", "Series 10 S"), value("d", "Series 11 S"))) == [], "numbers are no slips"


def test_relations_that_name_nobody_or_come_back_to_themselves() -> None:
    def related(*triples: tuple[str, str, str]) -> list[str]:
        base = release(value("b", "Black"), value("d", "Dark"))
        relations = tuple(Relation(*triple) for triple in triples)
        return messages(lint(replace(base, relations=relations)))

    assert related(("b", "is_a", "d"), ("old", "replaced_by", "b"), ("d", "split_from", "older")) == []
    assert any("object 'x' is no entry" in entry for entry in related(("b", "is_a", "x")))
    (cycle,) = related(("b", "is_a", "d"), ("d", "is_a", "b"))
    assert "closes a cycle: b > d > b" in cycle
    pointed = replace(release(), terms=(ProductTerm(TermId("t"), "cup", (), CategoryId("gone")),))
    assert "unknown category 'gone'" in only(lint(pointed)).message

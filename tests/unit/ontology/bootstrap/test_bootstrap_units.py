"""Units of bare numbers: from the key's name, from the items' texts, from other keys of the same items."""

from __future__ import annotations

import pytest
from bootstrap_items import column, item, source

from itemcenter.ontology.bootstrap.cell_forms import cell_form
from itemcenter.ontology.bootstrap.key_columns import KeyColumn, key_columns
from itemcenter.ontology.bootstrap.observe import Observed, observe
from itemcenter.ontology.bootstrap.options import BootstrapOptions
from itemcenter.ontology.bootstrap.property_words import dimension_meant, dimensions_of, head_word
from itemcenter.ontology.bootstrap.unit_evidence import TextMeasures, UnitEvidence, unit_in_name
from itemcenter.ontology.bootstrap.unit_relations import related_units
from itemcenter.schema import Item


@pytest.mark.parametrize(
    ("name", "unit"),
    [
        ("Width (mm)", "mm"),
        ("Depth [in cm]", "cm"),
        ("weight_kg", "kg"),
        ("Length in cm", "cm"),
        ("length cm outer carton", "cm"),
        ("Lumen", "lm"),
        ("Gewicht (Gramm)", "g"),
        ("width", ""),
        ("Height (H)", ""),
        ("sign in", ""),
        ("made in g", ""),
        ("operating temperature t t", ""),
        ("cup", ""),
    ],
)
def test_unit_in_a_name(name: str, unit: str) -> None:
    assert unit_in_name(name) == unit


def _columns(items: list[Item]) -> tuple[Observed, dict[str, KeyColumn]]:
    observed = observe(source(items), BootstrapOptions())
    return observed, {entry.name: entry for entry in key_columns(observed, 1)[0]}


def _stated(items: list[Item], name: str) -> UnitEvidence | None:
    observed, columns = _columns(items)
    return TextMeasures(observed).unit_of(columns[name], [cell_form(text) for text in observed.texts])


def test_the_titles_state_the_unit() -> None:
    items = [
        item(n, f'Acme screen {11 + n % 9}" with {n % 3 + 1} m cord', {"diagonal": str(11 + n % 9)}) for n in range(40)
    ]
    found = _stated(items, "diagonal")
    assert found is not None and found.unit == "in" and found.items == 40 and found.share == 1.0


def test_the_titles_state_it_in_another_unit() -> None:
    inches = [11.6, 13.3, 14, 15.6, 17.3]
    items = [item(n, f"Acme screen {inches[n % 5] * 2.54:.1f} cm", {"diagonal": str(inches[n % 5])}) for n in range(40)]
    items += [item(f"b{n}", "Poster 12 in", {}) for n in range(3)]  # inches are a unit of this merchant's
    found = _stated(items, "diagonal")
    assert found is not None and found.unit == "in"


def test_chance_hits_give_no_unit() -> None:
    items = [item(n, f"Acme hub with {n % 4 + 1} GB", {"index": str((n * 7) % 4 + 1)}) for n in range(60)]
    items = [item(n, f"Acme hub with {n % 4 + 1} GB", {"index": str((n // 4) % 4 + 1)}) for n in range(64)]
    assert _stated(items, "index") is None


def test_a_name_rules_out_other_dimensions() -> None:
    items = [item(n, f"Acme box {n + 2} GB", {"box width": str(n + 2)}) for n in range(30)]
    assert _stated(items, "box width") is None
    assert (
        _stated([item(n, f"Acme box {n + 2} mm", {"box width": str(n + 2)}) for n in range(30)], "box width")
        is not None
    )


def test_too_few_items_prove_nothing() -> None:
    assert _stated([item(n, f'Acme screen {n + 11}"', {"diagonal": str(n + 11)}) for n in range(3)], "diagonal") is None


def test_sole_units() -> None:
    items = [item(n, f"Fan {n + 5} V {n + 3} W", {"x": "1"}) for n in range(6)] + [
        item("a", "Fan 3 kW"),
        item("b", "Fan 4 kW"),
    ]
    assert TextMeasures(_columns(items)[0]).sole_units() == {"voltage": "V"}


def _related(
    cells: dict[str, list[float]], known: dict[str, str], sole: dict[str, str] | None = None
) -> dict[str, str]:
    count = len(next(iter(cells.values())))
    items = [item(n, f"Thing {n}", {name: f"{values[n]:g}" for name, values in cells.items()}) for n in range(count)]
    observed, columns = _columns(items)
    names = list(columns)
    forms = [cell_form(text) for text in observed.texts]
    places = {name: place for place, name in enumerate(names)}
    wanted = [places[name] for name in names if name not in known]
    found = related_units(
        [columns[name] for name in names], forms, {places[n]: u for n, u in known.items()}, wanted, sole or {}
    )
    return {names[place]: evidence.unit for place, evidence in found.items()}


def test_a_fixed_ratio_is_a_conversion() -> None:
    grams = [float(100 + 37 * n) for n in range(20)]
    cells = {"weight": grams, "weight imperial": [round(value / 453.592, 3) for value in grams]}
    assert _related(cells, {"weight": "g"}) == {"weight imperial": "lb"}


def test_a_package_is_of_the_size_of_its_content() -> None:
    grams = [float(100 + 37 * (n * n % 17)) for n in range(20)]
    cells = {"weight": grams, "package weight": [value * (1.1 + n % 5 / 10) for n, value in enumerate(grams)]}
    assert _related(cells, {"weight": "g"}) == {"package weight": "g"}


def test_another_size_is_another_unit() -> None:
    grams = [float(100 + 37 * (n * n % 17)) for n in range(20)]
    cells = {"weight": grams, "pallet weight": [value * (300 + n % 7 * 40) for n, value in enumerate(grams)]}
    assert _related(cells, {"weight": "g"}) == {}


def test_sizes_count_only_between_keys_that_share_a_word() -> None:
    metres = [1.0 + n % 5 for n in range(20)]
    cells = {"cable length": metres, "outer diameter": [value * (1 + n % 3 / 10) for n, value in enumerate(metres)]}
    assert _related(cells, {"cable length": "m"}) == {}


def test_the_only_unit_of_a_dimension() -> None:
    tens = [80.0 + n for n in range(10)]
    cells = {"storage humidity": tens, "zone": [number / 20 for number in tens], "box pressure": tens}
    assert _related(cells, {}, {"ratio": "%", "length": "mm"}) == {"storage humidity": "%"}


def test_property_words() -> None:
    assert (
        dimensions_of("package weight imperial") == ("mass", "grammage") and dimension_meant("package weight") == "mass"
    )
    assert dimension_meant("relative humidity") == "ratio" and dimension_meant("capacity") == ""
    assert dimension_meant("power supply voltage") == "voltage"  # the last property word counts
    assert dimension_meant("产品重量") == "mass" and dimensions_of("colour") == ()
    assert head_word("page yield max") == "yield" and head_word("x") == ""


def test_columns_of_one_folded_name_are_one_key() -> None:
    _, columns = _columns(
        [item(1, "a", {"Colour": "Red"}), item(2, "b", {"colour ": "Red"}), item(3, "c", {"COLOUR": "Red"})]
    )
    assert len(columns) == 1 and [count for _, count in next(iter(columns.values())).names] == [1, 1, 1]
    made, _, _ = column(["a", "b"])
    assert made.joined([made]).several == 2


def test_a_key_with_one_value_needs_nearly_all_texts() -> None:
    others = [item(f"o{n}", f"Acme part {n + 3} V") for n in range(40)]
    stated = [item(n, f"Acme mixer {n} 230 V", {"mains": "230"}) for n in range(20)]
    found = _stated([*stated, *others], "mains")
    assert found is not None and found.unit == "V"
    half = [item(n, f"Acme mixer {n} {230 if n % 2 else 12} V", {"mains": "230"}) for n in range(20)]
    assert _stated([*half, *others], "mains") is None


def test_texts_that_state_every_number_prove_nothing() -> None:
    items = [item(n, f"Acme hub {n} for 1 GB, 2 GB, 3 GB or 4 GB", {"index": str(n % 4 + 1)}) for n in range(40)]
    assert _stated(items, "index") is None


def test_three_times_the_size_may_be_another_unit() -> None:
    widths = [float(10 + 7 * (n * n % 17)) for n in range(20)]
    cells = {"shelf width": widths, "cabinet width": [value * (3 + n % 5 / 10) for n, value in enumerate(widths)]}
    assert _related(cells, {"shelf width": "cm"}) == {}


def test_counts_in_titles_are_no_measurements() -> None:
    items = [item(n, f"Acme mug pack of {n + 2}", {"index": str(n + 2)}) for n in range(20)]
    assert _stated(items, "index") is None


def test_a_key_is_counted_by_items_and_a_pair_once() -> None:
    items = [item(1, "a", [("shade", "Red"), ("shade", "Red"), ("shade", "Blue")]), item(2, "b", {"size": "1"})]
    observed, columns = _columns([*items, item(3, "c", {"size": "2"})])
    assert len(columns["shade"].item) == 2 and columns["shade"].several == 1 and columns["size"].several == 0
    assert [entry.name for entry in key_columns(observed, 2)[0]] == ["size"] and key_columns(observed, 2)[1] == 1

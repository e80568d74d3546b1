"""`PathMakers`: a step that hangs a maker's items under the step above."""

from itemcenter.ontology.discover.path_makers import PathMakers, maker

_BRANDS = frozenset(("brand",))


def _items(agree: int, differ: int) -> list[tuple[tuple[str, ...], str, tuple[tuple[str, str], ...]]]:
    right = (("Tops", "Acme Studio Tops"), "Acme Studio Red Top", (("Brand", "Acme Studio"),))
    wrong = (("Tops", "Red Tops"), "Acme Studio Red Top", (("Brand", "Acme Studio"),))
    return [right] * agree + [wrong] * differ


def test_what_stands_before_the_name_of_the_step_above() -> None:
    assert maker(("Clothes", "Tops & Tunics", "Acme Tops & Tunics")) == "acme"
    assert maker(("Tops", "Acme Studio Tops", "Red top by Acme")) == "acme studio"
    assert maker(("Tops", "Tops")) == maker(("Tops",)) == maker(()) == maker(("Tops", "Laptops")) == ""


def test_a_catalog_whose_brands_are_not_so_has_no_makers_in_its_paths() -> None:
    assert PathMakers.of(_items(40, 2), _BRANDS).told(("Mugs", "Cura Mugs")) == (("brand", "cura"),)
    assert not PathMakers.of(_items(40, 10), _BRANDS).told(("Mugs", "Cura Mugs"))
    assert not PathMakers.of(_items(19, 0), _BRANDS).told(("Mugs", "Cura Mugs"))


def test_a_brand_that_the_title_does_not_have_is_an_error() -> None:
    makers = PathMakers.of(_items(40, 0), _BRANDS)
    path, title = ("Mugs", "Cura Mugs"), "Cura red mug"
    assert makers.cells(path, title, (("Brand", "Slim"), ("Color", "Red"))) == [("Color", "Red"), ("brand", "cura")]
    kept = (("Brand", "Cura"),)
    assert makers.cells(path, title, kept) == kept
    elsewhere = (("Brand", "Slim"),)
    assert makers.cells(path, "Red mug", elsewhere) == makers.cells(("Mugs",), title, elsewhere) == elsewhere

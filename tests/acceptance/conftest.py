"""Centers to try things on. Each test gets a copy of one that was built once, so a fresh center costs a few files."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

import itemcenter
from itemcenter.center import ItemCenter
from itemcenter.demo import backbone_path
from tests.acceptance.small import write_catalog, write_demo_part, write_workbook


@pytest.fixture(scope="session")
def workbook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The mugs' workbook."""
    return write_workbook(tmp_path_factory.mktemp("book"))


@pytest.fixture
def catalog(tmp_path: Path) -> Path:
    """The mugs' catalog."""
    return write_catalog(tmp_path / "catalog.csv")


@pytest.fixture(scope="session")
def built_mugs(tmp_path_factory: pytest.TempPathFactory, workbook: Path) -> Path:
    home = tmp_path_factory.mktemp("mugs")
    with itemcenter.create(home / "center") as center:
        center.import_ontology(str(workbook))
        center.build(write_catalog(home / "catalog.csv"))
    return home / "center"


@pytest.fixture
def mugs(built_mugs: Path, tmp_path: Path) -> Path:
    """A center in which the mugs' catalog was built, for this test alone."""
    return Path(shutil.copytree(built_mugs, tmp_path / "mugs"))


@pytest.fixture
def center(mugs: Path) -> Iterator[ItemCenter]:
    """The same, opened."""
    with itemcenter.open_center(mugs) as opened:
        yield opened


@pytest.fixture(scope="session")
def built_demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A center with 62 items of the demo catalog. Tests that write take `demo` instead."""
    home = tmp_path_factory.mktemp("demo")
    with itemcenter.create(home / "center") as center:
        center.import_ontology(str(backbone_path(small=True)))
        center.build(write_demo_part(home / "catalog.csv"))
    return home / "center"


@pytest.fixture
def demo(built_demo: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(built_demo, tmp_path / "demo"))

"""Messages in, changes out, through the command line: sent, refused, sent again, replayed, published, followed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from itemcenter.center import ItemCenter
from itemcenter.ports import CellQuery
from itemcenter.tunnel.publish_targets import read_files
from itemcenter.tunnel.subscribe import Mirror, Taken
from tests.acceptance.command import run


def _lines(path: Path, *entries: Any) -> Path:
    texts = [entry if isinstance(entry, str) else json.dumps(entry) for entry in entries]
    path.write_text("\n".join(texts) + "\n", encoding="utf-8")
    return path


def _item(number: int, colour: str) -> dict[str, Any]:
    title = f"Mug in {colour}"
    return {
        "id": f"N-{number}",
        "title": title,
        "category_path": ["Mugs"],
        "specs": [{"name": "colour", "value": colour}],
    }


def _envelope(item: dict[str, Any], **changes: Any) -> dict[str, Any]:
    data = {"op": "u", "after": item, "source": {"name": "merchant"}, "ts_ms": 1_790_000_000_000}
    return {"specversion": "1.0", "id": "1", "source": "pim", "type": "itemcenter.item.put.v1", "data": data, **changes}


def test_messages_are_sent_read_and_those_that_cannot_be_used_kept(mugs: Path, tmp_path: Path) -> None:
    place = ("--center", mugs)
    file = _lines(
        tmp_path / "in.jsonl",
        _item(1, "red"),
        "",
        _envelope(_item(2, "navy")),
        "{half",
        _envelope(_item(3, "white"), type="itemcenter.item.put.v9"),
    )
    told = run("tunnel", "send", file, *place, "--json").json
    assert (told["sent"], told["refused"]) == (2, {"malformed": 1, "version": 1})
    assert run("tunnel", "run", "--once", *place).code == 0
    assert "red" in run("show", "N-1", *place).out and "navy" in run("show", "N-2", *place).out

    letters = run("tunnel", "dead", "list", *place, "--json").lines
    assert [(letter["reason"], letter["from"]) for letter in letters] == [
        ("malformed", "in.jsonl/0/4"),
        ("version", "in.jsonl/0/5"),
    ]
    assert run("tunnel", "dead", "show", "0", "--raw", *place).out == "{half\n"
    assert "itemcenter.item.put.v9" in run("tunnel", "dead", "show", "1", *place).out
    assert run("tunnel", "dead", "show", "7", *place).code == 4
    assert run("tunnel", "dead", "resend", *place).code == 2

    assert "2 messages" in run("tunnel", "dead", "resend", "--all", *place).out
    assert "no dead letters" in run("tunnel", "dead", "list", *place).out
    assert run("tunnel", "run", "--once", *place).code == 0  # they are refused again, and kept again
    again = run("tunnel", "dead", "list", *place, "--json").lines
    assert sorted(letter["body"] for letter in again) == sorted(letter["body"] for letter in letters)
    assert len(run("tunnel", "dead", "list", "--all", *place, "--json").lines) == 4


def test_a_replay_changes_nothing_that_is_known(mugs: Path, tmp_path: Path) -> None:
    place = ("--center", mugs)
    assert "no tunnel has read" in run("tunnel", "replay", "--from-offset", "0", *place).out
    run("tunnel", "send", _lines(tmp_path / "in.jsonl", _item(1, "red"), _item(2, "navy")), *place)
    run("tunnel", "run", "--once", *place)
    before = run("tunnel", "changes", *place).out
    for option in (("--from-offset", "0"), ("--from-time", "2026-01-01")):
        told = run("tunnel", "replay", *option, *place, "--json").json
        assert set(next(iter(told.values())).values()) == {0}
        assert run("tunnel", "run", "--once", *place).code == 0
        assert run("tunnel", "changes", *place).out == before
    assert run("tunnel", "replay", *place).code == 2
    assert run("tunnel", "replay", "--from-offset", "x", *place).code == 2
    assert run("tunnel", "replay", "--from-time", "soon", *place).code == 2


def test_changes_from_a_number_or_a_time_on(mugs: Path) -> None:
    place = ("--center", mugs)
    events = run("tunnel", "changes", "--format", "jsonl", *place).lines
    numbers = [event["data"]["source"]["number"] for event in events]
    assert numbers == list(range(1, len(numbers) + 1))
    run("set", "M-1", "colour", "red", *place)
    later = run("tunnel", "changes", "--after", str(numbers[-1]), "--format", "jsonl", *place).lines
    assert [event["data"]["after"]["facts"][0]["value"]["text"] for event in later] == ["red"]
    assert later[0]["subject"] == "M-1" and later[0]["data"]["before"]
    told = run("tunnel", "changes", "--after", str(numbers[-1]), *place).out
    assert told == f"{numbers[-1] + 1}\tM-1\tcolour\tnavy -> red\n"
    assert run("tunnel", "changes", "--since", "2026-01-01", *place).out.count("\n") == len(numbers) + 1
    assert run("tunnel", "changes", "--since", "2099-01-01", *place).out == ""
    run("set", "M-1", "colour", "white", *place)
    net = run("tunnel", "changes", "--after", str(numbers[-1]), "--compact", *place).out.splitlines()
    assert net[0].endswith("navy -> white") and len(net) == 2
    assert run("tunnel", "changes", "--key", "colour", "--item-prefix", "V", *place).out.count("\n") == 1
    items = run("tunnel", "changes", "--log", "items", *place).out.splitlines()
    assert [line.split("\t")[2] for line in items] == ["new"] * 4
    assert run("tunnel", "changes", "--after", "1", "--full", *place).code == 2


def _cells(center: ItemCenter) -> dict[Any, Any]:
    return {(c.item_id, c.key_id): c.content for c in center.store.cells(CellQuery(include_retired=True))}


def test_files_that_are_published_hold_what_the_center_shows(mugs: Path, tmp_path: Path) -> None:
    place = ("--center", mugs)
    out = tmp_path / "out"
    assert run("tunnel", "publish", "--files", out, *place).code == 0
    run("set", "M-1", "colour", "red", *place)
    run("forget", "M-3", *place)
    assert "messages given out" in run("tunnel", "publish", "--files", out, *place).out
    assert "0 messages" in run("tunnel", "publish", "--files", out, *place).out
    mirror = Mirror()
    assert Taken.GAP not in [mirror.take(told) for told in read_files(out)]
    with ItemCenter.open(mugs) as center:
        assert {name: cell.content for name, cell in mirror.cells.items()} == _cells(center)
        assert [release.release_id for release in mirror.releases] == [center.release.id]
    assert run("tunnel", "publish", *place).code == 2
    refused = run("tunnel", "publish", "--topic", "inbox", *place)
    assert refused.code == 2 and "reads" in refused.err


def test_a_topic_that_is_published_can_be_read(mugs: Path) -> None:
    place = ("--center", mugs)
    assert run("tunnel", "publish", "--topic", "changes", "--begin", "log", "--partitions", "2", *place).code == 0
    with ItemCenter.open(mugs) as center:
        mirror = Mirror()
        from itemcenter.tunnel.change_event import read_told

        member = center.topics().subscribe("changes", "app")
        while found := member.poll(100, 0):
            for entry in found:
                assert mirror.take(read_told(entry.post), entry.partition) is not Taken.GAP
        member.close()
        assert {name: cell.content for name, cell in mirror.cells.items()} == _cells(center)

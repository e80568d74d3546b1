"""`itemcenter ontology validate | review | insert | stats`: proposals from the judges to a new release."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import click
from rich.text import Text

from itemcenter.center import ItemCenter
from itemcenter.center.reviews import find
from itemcenter.errors import ConfigError
from itemcenter.flow.whole_file import text_file
from itemcenter.jobs.proposals import Queue
from itemcenter.ontology.importance import Quadrant
from itemcenter.ontology.review import Reviewed, Standing
from itemcenter.schema import Route
from itemcenter.serve.cli import render
from itemcenter.serve.cli.harmless import say
from itemcenter.serve.cli.options import author_option, center_option, json_option

_QUEUES = ("expert", "manual_review", "exception", "auto", "all")
queue_option = click.option("--queue", type=click.Choice(_QUEUES), default="all", show_default=True,
                            help="Where the judges sent it.")  # fmt: skip
quadrant_option = click.option("--quadrant", type=click.Choice([entry.value for entry in Quadrant]),
                               help="Only concepts of this importance.")  # fmt: skip


@click.command("validate")
@click.argument("proposals", type=click.Path(path_type=Path))
@center_option
@json_option
def validate(center: ItemCenter, proposals: Path, as_json: bool) -> None:
    """Have judges vote on PROPOSALS (JSON lines): does it make sense, and is it there already?

    A strict majority decides; unanimity makes a proposal automatic, disagreement sends it to experts. Every vote keeps
    its reason. May be killed and repeated: what was judged is not judged again.
    """
    report = center.validate_proposals(proposals)
    told = {"judged": report.judged, "known": report.known, "rejected_lines": report.rejected_lines,
            "routes": dict(report.routes), "kinds": dict(report.kinds)}  # fmt: skip
    if as_json:
        render.as_json(told)
        return
    routes = ", ".join(f"{count:,} {name}" for name, count in sorted(report.routes.items()))
    say(f"{report.judged:,} proposals judged{': ' if routes else ''}{routes}")
    if report.known:
        say(f"{report.known:,} had been judged before")
    if report.rejected_lines:
        say(f"{report.rejected_lines:,} lines are no proposals: `itemcenter quarantine list --source proposals`")


@click.group()
def review() -> None:
    """Proposals that wait for people: list, decide, undo, exchange with a spreadsheet or Label Studio."""


def _chosen(queue: Queue, route: str, quadrant: str | None, standing: Standing | None) -> list[Reviewed]:
    return [
        entry
        for entry in queue.waiting(standing)
        if (route == "all" or entry.queue is Route(route))
        and (quadrant is None or queue.quadrant(entry.id) is Quadrant(quadrant))
    ]


@review.command("list")
@queue_option
@quadrant_option
@click.option("--standing", type=click.Choice([*(entry.value for entry in Standing), "any"]), default="open",
              show_default=True, help="How it stands.")  # fmt: skip
@click.option("--limit", type=click.IntRange(min=1), default=30, show_default=True, help="At most this many.")
@center_option
@json_option
def list_queue(center: ItemCenter, queue: str, quadrant: str | None, standing: str, limit: int, as_json: bool) -> None:
    """List proposals, most important first."""
    found = center.review_queue()
    chosen = _chosen(found, queue, quadrant, None if standing == "any" else Standing(standing))
    if as_json:
        render.as_json([_told(entry, found) for entry in chosen[:limit]])
        return
    rows = render.table("id", "kind", "proposal", "key", "importance", "queue", "standing", "votes")
    for entry in chosen[:limit]:
        votes = Counter(vote.verdict.value for vote in entry.decision.votes)
        rows.add_row(
            entry.id[:8], entry.proposal.kind.value, Text(entry.proposal.text), Text(entry.proposal.key_id or ""),
            found.quadrant(entry.id).value, entry.queue.value,
            f"{entry.standing.value}{f' ({entry.claimed_by})' if entry.claimed_by else ''}",
            ", ".join(f"{count} {name}" for name, count in sorted(votes.items())),
        )  # fmt: skip
    render.console().print(rows)
    say(f"{len(chosen):,} proposals")


def _told(entry: Reviewed, queue: Queue) -> dict[str, Any]:
    importance = queue.importance[entry.id]
    return {
        "id": entry.id, "proposal": entry.proposal.to_json(), "standing": entry.standing.value,
        "queue": entry.queue.value, "claimed_by": entry.claimed_by, "into": entry.into,
        "inserted_in": entry.inserted_in,
        "words": entry.words, "comments": [list(comment) for comment in entry.comments],
        "importance": {"scale": round(importance.scale, 3), "trend": round(importance.trend, 3),
                       "quadrant": importance.quadrant.value},
        "votes": [vote.to_json() for vote in entry.decision.votes],
    }  # fmt: skip


@review.command("show")
@click.argument("proposal")
@center_option
@json_option
def show_proposal(center: ItemCenter, proposal: str, as_json: bool) -> None:
    """Show PROPOSAL: its votes with their reasons, and everything that people did."""
    queue = center.review_queue()
    entry = find(queue, proposal)
    if as_json:
        history = [event.to_json() | {"id": event.id, "undone": event.id in entry.undone} for event in entry.history]
        render.as_json(
            _told(entry, queue)
            | {"history": [{k: v for k, v in event.items() if k != "decision"} for event in history]}
        )
        return
    shown = entry.proposal
    place = " / ".join(part for part in (shown.category_id, shown.key_id, shown.target) if part)
    say(f"{entry.id}  {shown.kind.value} {shown.text!r}{f' at {place}' if place else ''}: {entry.standing.value}")
    rows = render.table("check", "judge", "verdict", "reason")
    for vote in entry.decision.votes:
        rows.add_row(vote.check, vote.judge, vote.verdict.value, Text(vote.rationale))
    render.console().print(rows)
    for event in entry.history:
        mark = " (undone)" if event.id in entry.undone else ""
        told = event.text or ", ".join(f"{name}={value}" for name, value in event.fields)
        say(f"{event.id}  {event.action}{mark} {told} {f'by {event.author}' if event.author else ''}".rstrip())


def _decided(made: list[Any], as_json: bool) -> None:
    if as_json:
        render.as_json([{"event": event.id, "proposal": event.proposal_id, "action": event.action} for event in made])
    else:
        say(
            f"{made[0].action if made else 'nothing'}: {len(made):,} proposals"
            if len(made) != 1
            else f"{made[0].action}: {made[0].proposal_id}"
        )


def _bulk(action: str, help_text: str) -> None:
    """A command that takes ids, or everything of a queue."""

    @review.command(action, help=help_text)
    @click.argument("proposals", nargs=-1)
    @click.option("--all", "everything", is_flag=True, help="All open proposals of --queue and --quadrant.")
    @queue_option
    @quadrant_option
    @author_option
    @center_option
    @json_option
    def command(
        center: ItemCenter, proposals: tuple[str, ...], everything: bool, queue: str, quadrant: str | None, author: str,
        as_json: bool,
    ) -> None:  # fmt: skip
        if everything == bool(proposals):
            raise ConfigError("name proposals, or take --all of a queue", remedy="not both, not neither")
        if everything:
            proposals = tuple(entry.id for entry in _chosen(center.review_queue(), queue, quadrant, Standing.OPEN))
        _decided(center.decide(action, proposals, by=author), as_json)


_bulk("accept", "Accept PROPOSALS: they are inserted by the next `itemcenter ontology insert`.")
_bulk("reject", "Reject PROPOSALS.")
_bulk("claim", "Take PROPOSALS for yourself, so that no two people work on one.")


@review.command()
@click.argument("proposal")
@click.argument("entry")
@author_option
@center_option
@json_option
def merge(center: ItemCenter, proposal: str, entry: str, author: str, as_json: bool) -> None:
    """PROPOSAL is another name of ENTRY (a value's id or name): it becomes a synonym."""
    _decided(center.decide("merge", [proposal], by=author, text=entry), as_json)


@review.command()
@click.argument("proposal")
@click.argument("name")
@author_option
@center_option
@json_option
def rename(center: ItemCenter, proposal: str, name: str, author: str, as_json: bool) -> None:
    """Give PROPOSAL another NAME."""
    _decided(center.decide("rename", [proposal], by=author, text=name), as_json)


@review.command()
@click.argument("proposal")
@click.option("--category", help="Id of the category it belongs to.")
@click.option("--key", "key_id", help="Id of the key it belongs to.")
@click.option("--description", help="What it means.")
@click.option("--synonyms", help='Further names, joined by "|".')
@author_option
@center_option
@json_option
def edit(
    center: ItemCenter, proposal: str, category: str | None, key_id: str | None, description: str | None,
    synonyms: str | None, author: str, as_json: bool,
) -> None:  # fmt: skip
    """Move PROPOSAL to another category or key, or change its description and synonyms."""
    given = (("category_id", category), ("key_id", key_id), ("description", description), ("synonyms", synonyms))
    fields = [(name, value) for name, value in given if value is not None]
    if not fields:
        raise ConfigError("nothing to change", remedy="give --category, --key, --description or --synonyms")
    moved = all(name in ("category_id", "key_id") for name, _ in fields)
    _decided(center.decide("move" if moved else "edit", [proposal], by=author, fields=fields), as_json)


@review.command()
@click.argument("proposal")
@click.argument("remark")
@author_option
@center_option
@json_option
def comment(center: ItemCenter, proposal: str, remark: str, author: str, as_json: bool) -> None:
    """Add a REMARK to PROPOSAL."""
    _decided(center.decide("comment", [proposal], by=author, text=remark), as_json)


@review.command()
@click.argument("event", required=False, default="")
@author_option
@center_option
@json_option
def undo(center: ItemCenter, event: str, author: str, as_json: bool) -> None:
    """Take back EVENT (its id, see `review show`), by default your latest one. An undo can be undone."""
    _decided([center.undo_review(event, by=author)], as_json)


@review.command("export")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--as", "kind", type=click.Choice(("csv", "label-studio", "training")), default="csv", show_default=True,
              help="A table to fill in, tasks for Label Studio, or what people decided as labelled lines.")  # fmt: skip
@queue_option
@quadrant_option
@center_option
def export_queue(center: ItemCenter, file: Path, kind: str, queue: str, quadrant: str | None) -> None:
    """Write the open proposals to FILE (with --as training: everything that people decided)."""
    found = center.review_queue()
    chosen = _chosen(found, queue, quadrant, None if kind == "training" else Standing.OPEN)
    made = center.review_text(chosen, found, kind)
    with text_file(file) as stream:
        if isinstance(made, str):
            stream.write(made)
        elif kind == "training":
            stream.write("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in made))
        else:
            stream.write(json.dumps(made, ensure_ascii=False, indent=1) + "\n")
    say(f"{len(chosen) if kind != 'training' else len(made):,} written to {file}")


@review.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@author_option
@center_option
def import_queue(center: ItemCenter, file: Path, author: str) -> None:
    """Read decisions back from FILE: the filled-in table (.csv), or a Label Studio export (.json)."""
    say(f"{center.import_review(file, by=author):,} events read from {file}")


@click.command("insert")
@click.option("--name", default="", help="Name of the new release.")
@click.option("--low-value", is_flag=True, help="Also what judges passed but nobody asks for.")
@click.option("--dry-run", is_flag=True, help="Only tell what would be inserted.")
@center_option
@json_option
def insert(center: ItemCenter, name: str, low_value: bool, dry_run: bool, as_json: bool) -> None:
    """Put what people accepted and all judges passed into a new release, and decide with it from now on."""
    report = center.insert_proposals(name=name, low_value=low_value, dry_run=dry_run)
    grown = report.grown
    refused = [(entry.proposal.text, entry.reason) for entry in grown.insertions if not entry.entry_id]
    if as_json:
        render.as_json({"release": grown.release.id, "parent": grown.release.parent_id, "dry_run": dry_run,
                        "inserted": [{"entry": entry.entry_id, "text": entry.proposal.text}
                                     for entry in grown.inserted],
                        "refused": [{"text": text, "reason": reason} for text, reason in refused],
                        "low_value": report.low_value})  # fmt: skip
        return
    would = "would be inserted into" if dry_run else "inserted into"
    say(f"{len(grown.inserted):,} entries {would} release {grown.release.id} ({grown.release.name})")
    for text, reason in refused[:20]:
        say(f"not inserted: {text}: {reason}")
    if report.low_value:
        say(f"{report.low_value:,} of low value left out; --low-value inserts them, too")


@click.command("stats")
@click.option("--queries", multiple=True, type=click.Path(path_type=Path), help="A query log; may be given again.")
@click.option("--missing", type=click.IntRange(min=0), default=20, show_default=True,
              help="How many missing concepts to name.")  # fmt: skip
@center_option
@json_option
def stats(center: ItemCenter, queries: tuple[Path, ...], missing: int, as_json: bool) -> None:
    """Tell the size of the ontology, how its review stands, and which share of the queries its entries explain."""
    told = center.ontology_stats(queries, missing)
    if as_json:
        render.as_json(told)
        return
    say(f"release {told['release']} ({told['name']})")
    say(", ".join(f"{count:,} {noun}" for noun, count in told["counts"].items() if count))
    standing = told["review"]["standing"]
    if standing:
        say("proposals: " + ", ".join(f"{count:,} {name}" for name, count in standing.items()))
    first = told.get("first_facts", {})
    if first.get("with_facts"):
        say(f"new concepts with facts: {first['with_facts']:,}, after a median of {first['median_days']} days")
    traffic = told.get("traffic")
    if traffic is None:
        return
    say(f"{traffic['queries']:,} different queries, {traffic['volume']:,} searches; explained by entries:")
    for name, label in (("by_query", "of the queries"), ("by_volume", "of the searches")):
        shares = traffic[name]
        say(f"  {label}: {shares['all']:.1%} wholly, {shares['partly']:.1%} partly, {shares['none']:.1%} not at all")
    if traffic["missing"]:
        rows = render.table("missing", "searches it completes", "searches that say it", "queries")
        for entry in traffic["missing"]:
            rows.add_row(Text(entry["text"]), *(f"{entry[name]:,}" for name in ("completes", "volume", "queries")))
        render.console().print(rows)
    if traffic["rejected_lines"]:
        say(f"{traffic['rejected_lines']:,} lines are no queries: `itemcenter quarantine list --source queries`")

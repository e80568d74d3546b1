"""Verbs of the keys with which programs ask a service."""

from __future__ import annotations

import click

from itemcenter.center import ItemCenter
from itemcenter.jobs.wire_form import time_text
from itemcenter.serve.access import ROLES, AccessKey, AccessKeys, Role
from itemcenter.serve.cli import render
from itemcenter.serve.cli.options import center_option, json_option


@click.group()
def access() -> None:
    """Keys for programs that ask the service (`itemcenter serve`). A running service takes them up within a second."""


@access.command("create")
@click.argument("name")
@click.option("--role", type=click.Choice(ROLES), default="read", show_default=True,
              help="read; write: items and facts, too; review: decisions, too; admin: everything.")  # fmt: skip
@center_option
@json_option
def create(center: ItemCenter, name: str, role: Role, as_json: bool) -> None:
    """Make a key called NAME. It is shown once, here, and kept as a hash."""
    with center.folder.locked():
        key, made = AccessKeys(center.folder.path).create(name, role)
    if as_json:
        render.as_json({"key": key} | _row(made))
    else:
        click.echo(key)
        click.echo(f"key {made.id} ({made.role}) for {made.name}: keep it, it is shown this once", err=True)


@access.command("list")
@center_option
@json_option
def list_keys(center: ItemCenter, as_json: bool) -> None:
    """List the keys, those taken back among them; never what they are."""
    keys = AccessKeys(center.folder.path).all()
    if as_json:
        render.as_json({"keys": [_row(key) for key in keys]})
        return
    for key in keys:
        state = f"revoked {time_text(key.revoked_us)}" if key.revoked_us else "active"
        click.echo(f"{key.id}  {key.role:<6}  {state}  {key.name}")


@access.command("revoke")
@click.argument("key_id")
@center_option
@json_option
def revoke(center: ItemCenter, key_id: str, as_json: bool) -> None:
    """Take the key KEY_ID back: a running service refuses it from then on."""
    with center.folder.locked():
        revoked = AccessKeys(center.folder.path).revoke(key_id)
    if as_json:
        render.as_json(_row(revoked))
    else:
        click.echo(f"key {revoked.id} of {revoked.name} counts no more")


def _row(key: AccessKey) -> dict[str, object]:
    """Without the hash: nobody needs it."""
    revoked = time_text(key.revoked_us) if key.revoked_us else None
    row = {"id": key.id, "name": key.name, "role": key.role, "created": time_text(key.created_us)}
    return row | {"revoked": revoked}

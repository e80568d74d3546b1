"""The verb that serves a center over HTTP."""

from __future__ import annotations

from pathlib import Path

import click

from itemcenter import registry
from itemcenter.center_folder import CenterFolder
from itemcenter.serve.access import AccessKeys
from itemcenter.serve.cli.mcp_command import currency_option

_MIB = 1024 * 1024


@click.command()
@click.option("--center", "center_path", type=click.Path(path_type=Path), default=Path(),
              show_default="the current directory", help="The center to serve.")  # fmt: skip
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8080, show_default=True, help="Port; 0 takes a free one."
)
@click.option("--workers", type=click.IntRange(1, 64), default=1, show_default=True, help="Processes.")
@click.option("--allow-host", "hosts", multiple=True, metavar="NAME",
              help="Without keys: a further name of this machine that callers may use.")  # fmt: skip
@click.option("--allow-origin", "origins", multiple=True, metavar="ORIGIN",
              help="A web origin, such as https://shop.example, that browsers may let ask (CORS).")  # fmt: skip
@click.option("--rate", type=click.FloatRange(min=0), default=200.0, show_default=True,
              help="Requests a second of one key (without keys: of one address); 0 for no limit.")  # fmt: skip
@click.option("--burst", type=click.FloatRange(min=1), default=400.0, show_default=True,
              help="Requests that may come at once.")  # fmt: skip
@click.option("--max-body", type=click.FloatRange(min=0.001, max=1024), default=2.0, show_default=True,
              help="MiB of a request.")  # fmt: skip
@click.option("--max-items", type=click.IntRange(1, 10_000), default=100, show_default=True,
              help="Items of a batch that is recognised or put in.")  # fmt: skip
@click.option(
    "--timeout", type=click.FloatRange(min=0.1), default=30.0, show_default=True, help="Seconds of a request."
)
@click.option("--heartbeat", type=click.FloatRange(min=0.05), default=15.0, show_default=True,
              help="Seconds between signs of life of a change stream.")  # fmt: skip
@click.option("--stream-time", type=click.FloatRange(min=0.05), default=3600.0, show_default=True,
              help="Seconds that a change stream lasts; its reader then comes back and misses nothing.")  # fmt: skip
@currency_option
@click.option("--no-access-log", is_flag=True, help="Do not write a line for each request to standard error.")
def serve(
    center_path: Path,
    host: str,
    port: int,
    workers: int,
    hosts: tuple[str, ...],
    origins: tuple[str, ...],
    rate: float,
    burst: float,
    max_body: float,
    max_items: int,
    timeout: float,
    heartbeat: float,
    stream_time: float,
    currency: str,
    no_access_log: bool,
) -> None:
    """Serve a center over HTTP (docs/service.md) until it is told to end.

    Without keys (`itemcenter access create`) it listens on this machine alone, and whoever asks may do everything.
    """
    door = registry.door("http")
    folder = CenterFolder.find(center_path)
    own = door.ServiceOptions(folder.path.absolute())
    options = door.ServiceOptions(
        own.center,
        hosts=(*own.hosts, *hosts),
        max_body=int(max_body * _MIB),
        max_items=max_items,
        timeout_s=timeout,
        rate=rate,
        burst=burst,
        origins=origins,
        heartbeat_s=heartbeat,
        stream_s=stream_time,
        workers=workers,
        currency=currency,
    )
    door.check_host(options, host)
    if not AccessKeys(folder.path).needed():
        click.echo("no keys: this machine alone is answered, and may do everything", err=True)

    def tell(address: str) -> None:
        click.echo(f"itemcenter serves {folder.path} at {address}", err=True)

    door.run(options, host, port, access_log=not no_access_log, tell=tell)

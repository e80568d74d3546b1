"""Ids in paths: one part of a path, `{item:segment}`, whatever the id holds; a slash in it comes as %2F."""

from __future__ import annotations

from starlette.convertors import Convertor, register_url_convertor

#: Stands for a slash inside an id while a path is taken apart: no id has it.
SLASH = "\0"


class _Segment(Convertor[str]):
    regex = "[^/]+"

    def convert(self, value: str) -> str:
        return value.replace(SLASH, "/")

    def to_string(self, value: str) -> str:
        return value.replace("/", "%2F")


register_url_convertor("segment", _Segment())

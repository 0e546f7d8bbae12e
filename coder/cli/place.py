"""Where commands read and write: folders and URLs of outputs, and files on this machine."""

from __future__ import annotations

from pathlib import Path

import click

from coder.urls import is_url

__all__ = ["LocalPath", "Place"]


class Place(click.ParamType[str]):
    """The folder of an output, or its URL, as text."""

    name = "path"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The place without a slash at its end."""
        return str(value).rstrip("/") if is_url(str(value)) else str(Path(str(value)))


class LocalPath(click.Path):
    """A path on this machine; a URL would be taken for a folder of that name."""

    def __init__(self, *, dir_okay: bool = True, file_okay: bool = True) -> None:
        super().__init__(path_type=Path, dir_okay=dir_okay, file_okay=file_okay)

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        """The path; a usage error for a URL."""
        if is_url(str(value)):
            self.fail(f"{str(value)!r} is a URL; name a path on this machine, and copy it there", param, ctx)
        return Path(str(super().convert(str(value), param, ctx)))

"""What is printed, so that no text from news can command a terminal."""

from __future__ import annotations

import re

import click

__all__ = ["CONTROL", "echo", "printable"]

# Control characters, line breaks and bidirectional overrides: in a headline they could command a terminal or break a row.
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


def printable(text: str) -> str:
    """The text with everything escaped that could command a terminal or break a row."""
    return CONTROL.sub(lambda match: repr(match[0])[1:-1], text)


def echo(text: str = "", *, err: bool = False) -> None:
    """Print lines, each of them printable."""
    click.echo("\n".join(map(printable, text.split("\n"))), err=err)

"""`coder cameo`: what a code means, or which code means it."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches

import click

from coder.errors import DictionaryError, UsageError
from coder.events.schema import QUAD_CLASSES
from coder.lexicon.cameo import CameoCode, read_cameo
from coder.lexicon.lexicon import shipped_dictionaries
from coder.lexicon.tables import Problems

__all__ = ["command"]


@click.command("cameo")
@click.argument("code_or_word", nargs=-1, required=True)
def command(code_or_word: tuple[str, ...]) -> None:
    """Say what a CAMEO code means, or list the codes whose name holds the words.

    \b
    coder cameo 045
    coder cameo mediate
    coder cameo military aid
    """
    problems = Problems()
    codes = read_cameo([shipped_dictionaries()], problems)
    if problems.found:
        raise DictionaryError(problems.found)
    asked = " ".join(code_or_word)
    if asked in codes:
        _describe(codes[asked], codes)
        return
    words = asked.casefold().split()
    found = [code for code in codes.values() if all(word in code.name.casefold() for word in words)]
    if not found:
        near = get_close_matches(asked, codes, n=5, cutoff=0.5) if asked.isdecimal() else _near_names(words, codes)
        listed = "".join(f"\n  {code}  {codes[code].name}" for code in sorted(near))
        raise UsageError(f"{asked}: no CAMEO code, and in no code's name" + (f"; near it:{listed}" if near else ""))
    for code in found:
        click.echo(f"{code.code:<4}  {code.goldstein:>5.1f}  {code.name}")


def _describe(code: CameoCode, codes: Mapping[str, CameoCode]) -> None:
    parents = [codes[code.code[:length]] for length in range(2, len(code.code)) if code.code[:length] in codes]
    children = [child for child in codes.values() if child.code.startswith(code.code) and child != code]
    mirror = codes.get(code.mirror)
    lines = [
        *([("root", f"{code.root} {codes[code.root].name}")] if parents else []),
        *(("below", f"{parent.code} {parent.name}") for parent in parents if parent.code != code.root),
        ("quad class", f"{code.quad_class} {QUAD_CLASSES[code.quad_class - 1]}"),
        ("Goldstein", f"{code.goldstein:.1f}"),
        ("ICEWS", f"{code.intensity_icews:.1f}"),
        ("PLOVER", code.plover or "none"),
        *([("mirror", f"{mirror.code} {mirror.name}")] if mirror else []),
        *(("holds", f"{child.code} {child.name}") for child in children),
    ]
    click.echo(f"{code.code} {code.name}")
    shown = ""
    for label, text in lines:
        click.echo(f"  {'' if label == shown else label:<10}  {text}")
        shown = label


def _near_names(words: list[str], codes: Mapping[str, CameoCode]) -> list[str]:
    vocabulary: dict[str, list[str]] = {}
    for code in codes.values():
        for word in code.name.casefold().replace(",", " ").split():
            vocabulary.setdefault(word, []).append(code.code)
    near = [match for word in words for match in get_close_matches(word, vocabulary, n=2, cutoff=0.75)]
    return [code for match in near for code in vocabulary[match][:3]][:6]

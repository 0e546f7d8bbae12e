"""PETRARCH's actor, agent and discard files as rows of our dictionaries.

    AFGHANISTAN_ [AFG]                  an actor; words are joined by `_`, and one at the end forbids endings
    +AFGHAN                             a further name of the actor before
        [AFGGOV 780427-780430]          its code between two days (or `<day`, `>day`; six digits or eight)
    !PERSON! = MAN, MEN, WOMAN          what stands for a marker in the agents after it
    POLICE_OFFICER {POLICE_OFFICERS} [~COP]     an agent, its plural, its role; [NGO~] sets the role before the country
    +CRICKET_MATCH                      a discard; with `+` it drops the story

The formats are described in PETRARCH2's documentation (dictionaries). What cannot be carried over is listed with its reason.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import product
from pathlib import Path

from coder.errors import UsageError

__all__ = ["Imported", "read_petrarch"]

_BRACKET = re.compile(r"\[([^\]]*)\]")
_CODE = re.compile(r"([A-Z]{3})+\Z")
_BRACES = re.compile(r"\{([^}]*)\}")
_MARKER = re.compile(r"!([A-Z]+)!")
_LATEST_SHORT_YEAR = 30  # 30 is 2030, 31 is 1931: the oldest leaders in these files took office in the 1930s
_LONGEST_ACRONYM = 3


@dataclass(slots=True)
class Imported:
    """Rows for our files, and the lines that could not be carried over as (file:line, reason, line)."""

    actors: list[tuple[str, str, str, str, str]] = field(default_factory=list)
    agents: list[tuple[str, str, str]] = field(default_factory=list)
    discards: list[tuple[str, str, str]] = field(default_factory=list)
    left_out: list[tuple[str, str, str]] = field(default_factory=list)
    entries: int = 0


def read_petrarch(paths: Sequence[Path]) -> Imported:
    """Read any number of files, telling by their names (else by their brackets) what they are.

    Raises UsageError for a file that is not there and for verb or issue files, which have no counterpart in ours.
    """
    imported = Imported()
    for path in paths:
        try:
            text = path.read_text(encoding="utf-8", errors="replace")
        except OSError as error:
            raise UsageError(f"{path}: cannot be read ({error.strerror})") from error
        lines = _lines(path, text)
        kind = _kind(path, text)
        if kind == "actors":
            _read_actors(lines, imported)
        elif kind == "agents":
            _read_agents(lines, imported)
        else:
            _read_discards(lines, imported)
    return imported


@dataclass(frozen=True, slots=True)
class _Line:
    place: str
    text: str


def _kind(path: Path, text: str) -> str:
    name = path.name.lower()
    for kind in ("actors", "agents", "discards"):
        if kind[:-1] in name:
            return kind
    if "verb" in name or "issue" in name or re.search(r"^---", text, re.MULTILINE):
        raise UsageError(f"{path}: verb and issue files cannot be imported, only actors, agents and discards")
    if "~" in text:
        return "agents"
    return "actors" if "[" in text else "discards"


def _lines(path: Path, text: str) -> Iterator[_Line]:
    """Lines without comments (`#` and `;` to the end, `<!-- -->` over lines)."""
    hidden = False
    for number, line in enumerate(text.split("\n"), 1):
        if "<!--" in line:
            hidden = True
        if hidden:
            hidden = "-->" not in line
            continue
        bare = re.split(r"[#;]", line)[0].rstrip()
        if bare.strip():
            yield _Line(f"{path.name}:{number}", bare)


@dataclass(slots=True)
class _Actor:
    """An entry as its lines give it: names and codes, each with its own line."""

    names: list[_Line] = field(default_factory=list)
    codes: list[_Line] = field(default_factory=list)


def _read_actors(lines: Iterable[_Line], imported: Imported) -> None:
    entry = _Actor()
    for line in lines:
        text = line.text
        name = _BRACKET.sub("", text).strip()
        begins = bool(name) and not text.lstrip().startswith("+")
        if begins and (entry.names or entry.codes):
            _finish(entry, imported)
            entry = _Actor()
        if name:
            entry.names.append(_Line(line.place, name.lstrip("+")))
        entry.codes += [_Line(line.place, code.strip()) for code in _BRACKET.findall(text)]
    if entry.names or entry.codes:
        _finish(entry, imported)


def _finish(entry: _Actor, imported: Imported) -> None:
    imported.entries += 1
    names = []
    for line in entry.names:
        shown = _actor_name(line.text)
        if shown:
            names.append(shown)
        else:
            imported.left_out.append((line.place, "a name without letters", line.text))
    rows = 0
    for line in entry.codes:
        row = _term(line, imported)
        if row is not None and names:
            imported.actors.append(("|".join(dict.fromkeys(names)), *row, ""))
            rows += 1
    if names and not entry.codes:
        imported.left_out.append((entry.names[0].place, "an actor without a code", entry.names[0].text))


def _term(line: _Line, imported: Imported) -> tuple[str, str, str] | None:
    """Code, first and last day of `CODE`, `CODE <day`, `CODE >day`, `CODE day-day`."""
    code, _, dates = line.text.partition(" ")
    code = code.upper()
    if not _CODE.match(code):
        imported.left_out.append((line.place, f"`{code}` is no code of groups of three letters", line.text))
        return None
    dates = dates.replace(" ", "")
    try:
        if not dates:
            return code, "", ""
        if dates[0] in "<>":
            day = _day(dates[1:])
            return (code, "", day) if dates[0] == "<" else (code, day, "")
        first, dash, last = dates.partition("-")
        if not dash:
            raise ValueError("a single day; expected <day, >day or day-day")
        bounds = _day(first), _day(last)
        if bounds[0] > bounds[1]:
            raise ValueError("the first day lies after the last")
    except ValueError as error:
        imported.left_out.append((line.place, f"`{dates}`: {error}", line.text))
        return None
    return code, *bounds


def _day(digits: str) -> str:
    if not digits.isdecimal() or len(digits) not in (6, 8):
        raise ValueError(f"`{digits}` is no day of six or eight digits")
    if len(digits) == 6:
        century = "20" if int(digits[:2]) <= _LATEST_SHORT_YEAR else "19"
        digits = century + digits
    return date(int(digits[:4]), int(digits[4:6]), int(digits[6:])).isoformat()


def _actor_name(name: str) -> str:
    """`UNITED_NATIONS_` is United Nations; short names and those with full stops stay in capitals (UN, U.N.)."""
    words = [
        word
        for word in name.replace("_", " ").replace("|", " ").replace("\ufffd", "").split()
        if any(c.isalnum() for c in word)
    ]
    acronym = len(words) == 1 and (len(words[0]) <= _LONGEST_ACRONYM or "." in words[0][:-1])
    return " ".join(words) if acronym else " ".join(word[:1].upper() + word[1:].lower() for word in words)


def _read_agents(lines: Iterable[_Line], imported: Imported) -> None:
    markers: dict[str, list[str]] = {}
    for line in lines:
        if marker := re.match(r"!([A-Z]+)!\s*=\s*(.+)", line.text.strip()):
            markers[marker[1]] = [word.strip().strip("_") for word in marker[2].split(",") if word.strip()]
            continue
        imported.entries += 1
        codes = _BRACKET.findall(line.text)
        code = codes[0].strip().strip("~").strip().upper() if len(codes) == 1 else ""
        if not _CODE.match(code):
            imported.left_out.append((line.place, "expected one role such as [~GOV]", line.text))
            continue
        rest = _BRACKET.sub("", line.text)
        plural = _BRACES.findall(rest)
        written = [_BRACES.sub("", rest), *plural]
        unknown = [name for text in written for name in _MARKER.findall(text) if name not in markers]
        if unknown:
            imported.left_out.append((line.place, f"`!{unknown[0]}!` is not defined before", line.text))
            continue
        names = [name for text in written for name in _expanded(text, markers) if name]
        if not names:
            imported.left_out.append((line.place, "a name without letters", line.text))
            continue
        imported.agents.append(("|".join(dict.fromkeys(names)), code, ""))


def _expanded(text: str, markers: dict[str, list[str]]) -> Iterator[str]:
    """A text with each marker replaced by each of its words, in lower case."""
    pieces = _MARKER.split(text)
    choices = [markers[piece] if i % 2 else [piece] for i, piece in enumerate(pieces)]
    for choice in product(*choices):
        yield " ".join("".join(choice).replace("_", " ").replace("|", " ").lower().split())


def _read_discards(lines: Iterable[_Line], imported: Imported) -> None:
    for line in lines:
        imported.entries += 1
        text = line.text.strip()
        scope = "story" if text.startswith("+") else "sentence"
        phrase = " ".join(text.lstrip("+").replace("_", " ").lower().split())
        if any(c.isalnum() for c in phrase):
            imported.discards.append((phrase, scope, ""))
        else:
            imported.left_out.append((line.place, "a phrase without letters", line.text))

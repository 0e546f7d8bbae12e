"""Reads parses made elsewhere, in CoNLL-U: any parser of Universal Dependencies can feed the coder.

The format is that of universaldependencies.org/format: a line a word with ten columns between tabs, a blank line behind each
sentence, comments that begin with `#`. Of these, `# newdoc id = ...` begins a story, `# date = 2023-07-11` dates it, and
`# text = ...` gives the sentence as it was written.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from coder.language.parse import Parse
from coder.language.universal import coding_features
from coder.stories.dates import DateReader
from coder.stories.story import ParsedSentence, Reject, Story
from coder.stories.streams import utf8_lines

__all__ = ["read_conllu"]

COLUMNS = 10
DEPTH = 200  # of a tree, in words: far more than sentences have, and the coder goes down a tree by calls within calls
COMMENT = re.compile(r"#\s*(newdoc id|newdoc|date|text)(?:\s*=\s*(.*))?")
NUMBER = re.compile(r"[1-9]\d{0,6}", re.ASCII)
RANGE = re.compile(r"([1-9]\d{0,6})-([1-9]\d{0,6})", re.ASCII)  # one written word, several words of syntax: "don't"
EMPTY_NODE = re.compile(r"\d{1,7}\.\d{1,7}", re.ASCII)  # a word that is not written


def read_conllu(stream: io.BufferedReader, name: str) -> Iterator[Story | Reject]:
    """Yield the stories of a CoNLL-U file, and a Reject with its line for every sentence or story that is wrong.

    A wrong sentence is left out of its story; a story with an unreadable date is rejected whole. Sentences before the first
    `# newdoc` are stories of their own. A story without an id is called `file:line`. Where `# text` is missing or differs
    from the words, the text is put together from the words.
    """
    dates = DateReader()
    document: _Document | None = None
    for block in _blocks(stream):
        comments = _comments(block)
        first_line = block[0].number
        newdoc = "newdoc" in comments or "newdoc id" in comments
        if document is None or newdoc or not document.announced:
            if document is not None:
                yield from document.finish(name)
            document = _Document(comments.get("newdoc id") or f"{name}:{first_line}", first_line, newdoc)
        if "date" in comments:
            try:
                document.date = dates.read(comments["date"])
            except ValueError as error:
                document.faulty = True
                yield Reject(name, first_line, str(error), comments["date"])
        rows = [line for line in block if not line.text.startswith("#")]
        if rows and not document.faulty:
            try:
                document.sentences.append(_sentence(rows, comments.get("text", "")))
            except _RowError as error:
                document.rejected = True
                yield Reject(name, error.line.number, error.reason, error.line.text[:200])
    if document is not None:
        yield from document.finish(name)


@dataclass(frozen=True, slots=True)
class _Line:
    number: int
    text: str


@dataclass(frozen=True, slots=True)
class _Written:
    """A word as it is written: its form, the first of its words of syntax and the one behind the last, a blank behind it."""

    form: str
    start: int
    end: int
    blank: bool


class _RowError(ValueError):
    def __init__(self, line: _Line, reason: str) -> None:
        self.line, self.reason = line, reason
        super().__init__(reason)


@dataclass(slots=True)
class _Document:
    """A story on the way; `announced` by a `# newdoc`, else it is one sentence."""

    id: str
    line: int
    announced: bool
    date: date | None = None
    faulty: bool = False
    rejected: bool = False
    sentences: list[tuple[str, Parse]] = field(default_factory=list)

    def finish(self, name: str) -> Iterator[Story | Reject]:
        if self.faulty:
            return
        if self.sentences:
            sentences, start = [], 0
            for text, parse in self.sentences:
                sentences.append(ParsedSentence(start, text, parse))
                start += len(text) + 1
            whole = "\n".join(text for text, _ in self.sentences)
            yield Story(self.id, whole, self.date, parsed=tuple(sentences), line=self.line)
        elif not self.rejected:
            yield Reject(name, self.line, "the story has no sentence", self.id)


def _blocks(stream: io.BufferedReader) -> Iterator[list[_Line]]:
    """Yield the runs of lines that are not blank."""
    block: list[_Line] = []
    for number, line in enumerate(utf8_lines(stream), 1):
        text = line.decode("utf-8", "replace").rstrip("\r\n")
        if text.strip():
            block.append(_Line(number, text))
        elif block:
            yield block
            block = []
    if block:
        yield block


def _comments(block: Sequence[_Line]) -> dict[str, str]:
    matches = (COMMENT.fullmatch(line.text) for line in block if line.text.startswith("#"))
    return {match[1]: (match[2] or "").strip() for match in matches if match}


def _sentence(rows: Sequence[_Line], text: str) -> tuple[str, Parse]:
    words: list[list[str]] = []
    lines: list[_Line] = []
    written: list[_Written] = []
    for line in rows:
        columns = line.text.split("\t")
        _check(line, columns)
        if EMPTY_NODE.fullmatch(columns[0]):
            continue
        blank = "SpaceAfter=No" not in columns[9].split("|")
        inside = len(words) < (written[-1].end if written else 0)
        number = len(words) + 1
        if match := RANGE.fullmatch(columns[0]):
            if inside or int(match[1]) != number or int(match[2]) < number:
                raise _RowError(line, f"the range {columns[0]} does not begin with the next word, {number}")
            written.append(_Written(columns[1], number - 1, int(match[2]), blank))
            continue
        if columns[0] != str(number):
            raise _RowError(line, f"the ID is {columns[0][:20]!r}, expected {number}")
        words.append(columns)
        lines.append(line)
        if not inside:
            written.append(_Written(columns[1], number - 1, number, blank))
    if not words or len(words) < written[-1].end:
        raise _RowError(rows[-1], "the sentence has no words" if not words else "the last range lacks words")
    heads = _heads(words, lines)
    forms = [word[1] for word in words]
    starts = _align(text, [unit.form for unit in written])
    if starts is None:
        text = "".join(unit.form + " " * unit.blank for unit in written).strip()
        starts = _align(text, [unit.form for unit in written]) or []
    units = zip(starts, written, strict=True)
    return text, Parse(
        forms=tuple(forms),
        lemmas=tuple((word[2] if word[2] != "_" else word[1]).lower() for word in words),
        pos=tuple(word[3] if word[3] != "_" else "X" for word in words),
        features=tuple(coding_features(word[5]) for word in words),
        heads=heads,
        relations=tuple("root" if head < 0 else word[7] for word, head in zip(words, heads, strict=True)),
        offsets=tuple(
            offset for start, unit in units for offset in _offsets(start, unit.form, forms[unit.start : unit.end])
        ),
    )


def _check(line: _Line, columns: Sequence[str]) -> None:
    if len(columns) != COLUMNS:
        raise _RowError(line, f"{len(columns)} columns between tabs, expected {COLUMNS}")
    if "\ufffd" in line.text:
        raise _RowError(line, "the line is not UTF-8")
    if not columns[1] or columns[1] != columns[1].strip():
        raise _RowError(line, "the FORM is empty or has blanks around it")


def _heads(words: Sequence[Sequence[str]], lines: Sequence[_Line]) -> tuple[int, ...]:
    """Return the heads as indices, once they are known to make one tree."""
    heads = []
    for word, line in zip(words, lines, strict=True):
        if not (word[6] == "0" or (NUMBER.fullmatch(word[6]) and int(word[6]) <= len(words))):
            raise _RowError(line, f"the HEAD is {word[6][:20]!r}, expected a number from 0 to {len(words)}")
        heads.append(int(word[6]) - 1)
    roots = [line for line, head in zip(lines, heads, strict=True) if head < 0]
    if len(roots) > 1:
        raise _RowError(roots[1], "a second root (HEAD 0); a sentence has one")
    depths = {-1: 0}
    safe: set[int] = {-1}
    for start in range(len(heads)):
        path, token = [], start
        while token not in safe:
            safe.add(token)
            path.append(token)
            token = heads[token]
        if token in path:
            raise _RowError(lines[token], "the heads run in a circle here")
        for token in reversed(path):
            depths[token] = depths[heads[token]] + 1
            if depths[token] > DEPTH:
                raise _RowError(lines[token], f"the tree is deeper than {DEPTH} words here, as that of no sentence is")
    return tuple(heads)


def _align(text: str, forms: Sequence[str]) -> list[int] | None:
    """Return where the forms begin in the text, None if the text is not made of them and blanks."""
    starts, position = [], 0
    for form in forms:
        while text[position : position + 1].isspace():
            position += 1
        if not text.startswith(form, position):
            return None
        starts.append(position)
        position += len(form)
    return None if text[position:].strip() else starts


def _offsets(start: int, written: str, forms: Sequence[str]) -> list[int]:
    """Return where the words of one written word begin: all at its start where they are not its parts ("du" = "de", "le")."""
    if "".join(forms) != written:
        return [start] * len(forms)
    return [start + sum(map(len, forms[:number])) for number in range(len(forms))]

"""Kept parses: one row a record of the input, with all that is needed to code it again without a parser.

The tokens of all sentences of a story stand in one flat list a column; strings are dictionary-encoded, so that reading makes
each different word once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import accumulate, chain, pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from coder.errors import CoderError
from coder.language.parse import Parse
from coder.store.parquet import read_parquet
from coder.stories.story import Duplicate, GivenMention, ParsedStory, Reject, Story

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["Kept", "Outline", "Touches", "outline", "parses_table", "read_parses"]

Kept = ParsedStory | Duplicate | Reject
Touches = Callable[[Sequence[str], Sequence[str], Sequence[str], Sequence[str]], bool]
"""Is given the texts of a story (its own, dateline, publisher; others within), and parts of speech, lemmas and forms of its tokens."""

_KINDS = {ParsedStory: "parsed", Duplicate: "duplicate", Reject: "reject"}
_NOT_PARSED = -1
_NOTHING = ParsedStory(Story("", ""), (), ())
_TEXTS = ("story_id", "story_date", "text", "title", "publisher", "url", "dateline_place")
_TOKENS = ("forms", "lemmas", "pos", "features", "heads", "relations", "offsets")  # as in Parse
_NUMBERS = ("heads", "offsets")
_ASKED = ("kind", "story_id", "text", "dateline_place", "publisher")  # by an outline
_ASKED_TOKENS = ("pos", "lemmas", "forms")


def parses_table(records: Sequence[Kept]) -> pa.Table:
    """The records as an Arrow table; a sentence that was not parsed has -1 tokens, a reject its start as its text."""
    import pyarrow as pa

    parsed = [record if isinstance(record, ParsedStory) else _NOTHING for record in records]
    stories = [_story(record) for record in records]
    reasons = [(record.line, record.reason) if isinstance(record, Reject) else (0, "") for record in records]
    parses = [[parse for parse in story.parses if parse is not None] for story in parsed]

    def texts(values: Iterable[str]) -> pa.Array:
        return pa.array(values, pa.string())

    def lists(values: Iterable[Sequence[object]], item: pa.DataType) -> pa.Array:
        kept = list(values)
        flat = pa.array(chain.from_iterable(kept), item)
        if item == pa.string():
            flat = flat.dictionary_encode()
        return pa.ListArray.from_arrays(pa.array(accumulate(map(len, kept), initial=0), pa.int32()), flat)

    def tokens(name: str) -> pa.Array:
        values = ([value for parse in each for value in getattr(parse, name)] for each in parses)
        return lists(values, pa.int32() if name in _NUMBERS else pa.string())

    return pa.table(
        {
            "kind": texts(_KINDS[type(record)] for record in records),
            "story_id": texts(story.id for story in stories),
            "story_date": pa.array((story.date for story in stories), pa.date32()),
            "text": texts(story.text for story in stories),
            "title": texts(story.title for story in stories),
            "publisher": texts(story.publisher for story in stories),
            "url": texts(story.url for story in stories),
            "dateline_place": texts(story.dateline_place for story in stories),
            "line": pa.array((line for line, _ in reasons), pa.int32()),
            "reason": texts(reason for _, reason in reasons),
            "mention_starts": lists(([mark.start for mark in story.mentions] for story in stories), pa.int32()),
            "mention_ends": lists(([mark.end for mark in story.mentions] for story in stories), pa.int32()),
            "mention_codes": lists(([mark.code for mark in story.mentions] for story in stories), pa.string()),
            "screened": pa.array((story.screened for story in parsed), pa.bool_()),
            "sentence_starts": lists(([start for start, _ in story.spans] for story in parsed), pa.int32()),
            "sentence_ends": lists(([end for _, end in story.spans] for story in parsed), pa.int32()),
            "sentence_tokens": lists(([_size(parse) for parse in story.parses] for story in parsed), pa.int32()),
            **{name: tokens(name) for name in _TOKENS},
        }
    )


class Outline(NamedTuple):
    """What a file of kept parses holds: kind ("parsed", "duplicate" or "reject") and story id of each record, and who is touched."""

    kinds: Sequence[str]
    story_ids: Sequence[str]
    touched: Sequence[int]


def outline(path: Path | str, touches: Touches) -> Outline:
    """Say what a file (or URL) of kept parses holds; raises CoderError for one that cannot be read."""
    import pyarrow as pa

    try:
        table = read_parquet(path, [*_ASKED, *_ASKED_TOKENS, "sentence_starts", "sentence_ends"])
        kinds, ids, *texts = (table.column(name).to_pylist() for name in _ASKED)
        tokens = [_flat(table, name) for name in _ASKED_TOKENS]
        starts = _values(table.column("forms").combine_chunks().offsets)
        spans = _groups(table, "sentence_starts", "sentence_ends")
    except (OSError, KeyError, pa.ArrowException) as error:
        raise _unread(path, error) from error
    touched = [
        number
        for number, (kind, start, end) in enumerate(zip(kinds, starts, starts[1:], strict=False))
        if kind == "parsed"
        and touches(
            [*(column[number] for column in texts), *_close(texts[0][number], spans(number))],
            *(column[start:end] for column in tokens),
        )
    ]
    return Outline(kinds, ids, touched)


def _close(text: str, spans: Iterable[tuple[int, int]]) -> Iterator[str]:
    """Sentences without a blank between them ("It rained.Mali's president left."), of which one word would be made."""
    for (start, end), (next_start, next_end) in pairwise(spans):
        if end == next_start:
            yield from (text[start:end], text[next_start:next_end])


def read_parses(path: Path | str, file: str, numbers: Sequence[int] | None = None) -> Iterator[Kept]:
    """The records of a file (or URL) of kept parses, in their order; `file` is the input that they came from.

    With `numbers`, which rise, those only. Raises CoderError for a file that cannot be read.
    """
    import pyarrow as pa

    try:
        table = read_parquet(path)
        if numbers is not None:
            table = table.take(pa.array(numbers, pa.int32()))
        kinds, lines, reasons, screened = (
            table.column(name).to_pylist() for name in ("kind", "line", "reason", "screened")
        )
        stories = list(zip(*(table.column(name).to_pylist() for name in _TEXTS), strict=True))
        marks = _groups(table, "mention_starts", "mention_ends", "mention_codes")
        sentences = _groups(table, "sentence_starts", "sentence_ends", "sentence_tokens")
        columns = [_flat(table, name) for name in _TOKENS]
    except (OSError, KeyError, pa.ArrowException) as error:
        raise _unread(path, error) from error
    token = 0
    for number, kind in enumerate(kinds):
        if kind == "reject":
            yield Reject(file, lines[number], reasons[number], stories[number][2])
            continue
        story_id, day, text, title, publisher, url, place = stories[number]
        mentions = tuple(GivenMention(*mark) for mark in marks(number))
        story = Story(story_id, text, day, title, publisher, url, place, mentions)
        if kind == "duplicate":
            yield Duplicate(story)
            continue
        spans: list[tuple[int, int]] = []
        parses: list[Parse | None] = []
        for start, end, size in sentences(number):
            spans.append((start, end))
            if size == _NOT_PARSED:
                parses.append(None)
            else:
                behind = token + size
                parses.append(Parse(*[column[token:behind] for column in columns]))
                token = behind
        yield ParsedStory(story, spans, parses, screened[number])


def _unread(path: Path | str, error: Exception) -> CoderError:
    return CoderError(f"{path}: holds no parses that this version of coder reads ({error}); code the stories again")


def _story(record: Kept) -> Story:
    return Story("", record.raw) if isinstance(record, Reject) else record.story


def _size(parse: Parse | None) -> int:
    return _NOT_PARSED if parse is None else len(parse)


def _groups(table: pa.Table, *names: str) -> Callable[[int], Iterator[tuple[Any, ...]]]:
    """Of list columns with lists of the same lengths, the values of a row side by side."""
    starts = _values(table.column(names[0]).combine_chunks().offsets)
    columns = [_flat(table, name) for name in names]

    def row(number: int) -> Iterator[tuple[Any, ...]]:
        return zip(*(column[starts[number] : starts[number + 1]] for column in columns), strict=True)

    return row


def _flat(table: pa.Table, name: str) -> tuple[Any, ...]:
    """The values of all lists of a column one after the other; each different string is made once."""
    values = table.column(name).combine_chunks().values
    if not hasattr(values, "dictionary"):
        return _values(values)
    words = values.dictionary.to_pylist()
    return tuple(map(words.__getitem__, _values(values.indices)))


def _values(numbers: pa.Array) -> tuple[int, ...]:
    """The values of an array of 32-bit integers, many times faster than by Arrow's own way to Python."""
    if not len(numbers):
        return ()
    return tuple(memoryview(numbers.buffers()[1]).cast("i")[numbers.offset : numbers.offset + len(numbers)])

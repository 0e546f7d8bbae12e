"""Kept parses: one row a record of the input, with all that is needed to code it again without a parser.

The tokens of all sentences of a story stand in one flat list a column; strings are dictionary-encoded, so that reading makes
each different word once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate, chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from coder.errors import CoderError
from coder.language.parse import Parse
from coder.stories.story import GivenMention, ParsedStory, Reject, Story

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["Kept", "parses_table", "read_parses"]

Kept = ParsedStory | Story | Reject
"""A parsed story, a duplicate of one that came before, or a reject."""

NOT_PARSED = -1
_KINDS = {ParsedStory: "parsed", Story: "duplicate", Reject: "reject"}
_WORDS = ("forms", "lemmas", "pos", "features", "relations")
_NUMBERS = ("heads", "offsets")
_EMPTY = Story("", "")
Item = TypeVar("Item")


def parses_table(records: Sequence[Kept]) -> pa.Table:
    """The records as an Arrow table; `sentence_tokens` is -1 for a sentence that was not parsed."""
    import pyarrow as pa

    stories = [record.story if isinstance(record, ParsedStory) else record for record in records]
    known = [story if isinstance(story, Story) else _EMPTY for story in stories]
    rejects = [record if isinstance(record, Reject) else None for record in records]
    parsed = [record if isinstance(record, ParsedStory) else ParsedStory(_EMPTY, (), ()) for record in records]
    columns = {
        "kind": pa.array([_KINDS[type(record)] for record in records], pa.string()),
        "story_id": pa.array([story.id for story in known], pa.string()),
        "story_date": pa.array([story.date for story in known], pa.date32()),
        "title": pa.array([story.title for story in known], pa.string()),
        "publisher": pa.array([story.publisher for story in known], pa.string()),
        "url": pa.array([story.url for story in known], pa.string()),
        "dateline_place": pa.array([story.dateline_place for story in known], pa.string()),
        "text": pa.array([reject.raw if reject else story.text for story, reject in zip(known, rejects, strict=True)]),
        "line": pa.array([reject.line if reject else None for reject in rejects], pa.int32()),
        "reason": pa.array([reject.reason if reject else None for reject in rejects], pa.string()),
        "mention_starts": _lists([[mark.start for mark in story.mentions] for story in known], pa.int32()),
        "mention_ends": _lists([[mark.end for mark in story.mentions] for story in known], pa.int32()),
        "mention_codes": _lists([[mark.code for mark in story.mentions] for story in known], pa.string()),
        "screened": pa.array([story.screened for story in parsed], pa.bool_()),
        "sentence_starts": _lists([[start for start, _ in story.spans] for story in parsed], pa.int32()),
        "sentence_ends": _lists([[end for _, end in story.spans] for story in parsed], pa.int32()),
        "sentence_tokens": _lists(
            [[NOT_PARSED if parse is None else len(parse) for parse in story.parses] for story in parsed], pa.int32()
        ),
    }
    parses = [[parse for parse in story.parses if parse is not None] for story in parsed]
    for name in _WORDS:
        columns[name] = _lists([list(chain.from_iterable(getattr(p, name) for p in each)) for each in parses], None)
    for name in _NUMBERS:
        columns[name] = _lists(
            [list(chain.from_iterable(getattr(p, name) for p in each)) for each in parses], pa.int32()
        )
    return pa.table(columns)


def read_parses(path: Path, file: str) -> Iterator[Kept]:
    """The records of a file of kept parses, in their order; `file` is the input that they came from.

    Raises CoderError for a file that cannot be read.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        table = pq.read_table(path, partitioning=None)
        column = {name: table.column(name).combine_chunks() for name in table.column_names}
        flat = {name: _flat(column[name].values) for name in (*_WORDS, *_NUMBERS, "mention_codes")}
        token = _starts(column["forms"])
        rows = {
            name: column[name].to_pylist()
            for name in ("kind", "story_id", "story_date", "title", "publisher", "url", "dateline_place", "text")
        }
        numbers = {name: column[name].to_pylist() for name in ("line", "reason", "screened")}
        lists = {
            name: _sliced(_flat(column[name].values), _starts(column[name]))
            for name in ("mention_starts", "mention_ends", "sentence_starts", "sentence_ends", "sentence_tokens")
        }
        codes = _sliced(flat["mention_codes"], _starts(column["mention_codes"]))
    except (OSError, KeyError, pa.ArrowInvalid) as error:
        raise CoderError(
            f"{path}: holds no parses that this version of coder reads ({error}); code the stories again"
        ) from error
    words = [flat[name] for name in ("forms", "lemmas", "pos", "features", "heads", "relations", "offsets")]
    for number, (kind, *fields) in enumerate(zip(*rows.values(), strict=True)):
        story_id, day, title, publisher, url, place, text = fields
        if kind == "reject":
            yield Reject(file, numbers["line"][number], numbers["reason"][number], text)
            continue
        marks = zip(lists["mention_starts"](number), lists["mention_ends"](number), codes(number), strict=True)
        mentions = tuple(GivenMention(start, end, code) for start, end, code in marks)
        story = Story(story_id, text, day, title, publisher, url, place, mentions)
        if kind == "duplicate":
            yield story
            continue
        sizes = lists["sentence_tokens"](number)
        ends = list(accumulate((max(size, 0) for size in sizes), initial=token[number]))
        parses = [
            None if size < 0 else Parse(*[column[start:end] for column in words])
            for size, start, end in zip(sizes, ends, ends[1:], strict=False)
        ]
        spans = list(zip(lists["sentence_starts"](number), lists["sentence_ends"](number), strict=True))
        yield ParsedStory(story, spans, parses, numbers["screened"][number])


def _lists(values: Sequence[Sequence[object]], item: pa.DataType | None) -> pa.Array:
    """A list column; of strings, dictionary-encoded, where no type is given."""
    import pyarrow as pa

    offsets = pa.array(accumulate(map(len, values), initial=0), pa.int32())
    flat = pa.array(chain.from_iterable(values), item or pa.string())
    return pa.ListArray.from_arrays(offsets, flat if item else flat.dictionary_encode())


def _flat(values: pa.Array) -> tuple[Any, ...]:
    """All values of a flat array; of a dictionary-encoded one each different string is made once."""
    import pyarrow as pa

    if pa.types.is_dictionary(values.type):
        words = values.dictionary.to_pylist()
        return tuple(map(words.__getitem__, _flat(values.indices)))
    if pa.types.is_int32(values.type):
        numbers = memoryview(values.buffers()[1]).cast("i") if len(values) else ()
        return tuple(numbers[values.offset : values.offset + len(values)])
    return tuple(values.to_pylist())


def _starts(lists: pa.ListArray) -> tuple[int, ...]:
    """Where each list begins among the flat values, and where the last ends."""
    return _flat(lists.offsets)


def _sliced(flat: Sequence[Item], starts: Sequence[int]) -> Callable[[int], Sequence[Item]]:
    return lambda number: flat[starts[number] : starts[number + 1]]

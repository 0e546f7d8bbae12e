"""Reads news stories from files, folders and standard input; what cannot be read becomes a reject with its reason."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import chain, islice
from pathlib import Path
from types import MappingProxyType

from coder.stories import delimited, json_file, jsonl, text
from coder.stories.inputs import InputFile, find_inputs
from coder.stories.position import Position
from coder.stories.records import Record, StoryBuilder, check_columns, check_field_map
from coder.stories.stdin import told_format
from coder.stories.story import GivenMention, Reject, Story
from coder.stories.streams import open_stream

__all__ = ["GivenMention", "InputFile", "Position", "Reject", "Story", "find_inputs", "read_file", "read_stories"]

NO_FIELD_MAP: Mapping[str, str] = MappingProxyType({})

# A field that a field map names may be left out of some JSON records, but not of all of the first.
FIRST_RECORDS = 100


def read_stories(
    inputs: Sequence[str | Path], *, field_map: Mapping[str, str] = NO_FIELD_MAP, default_date: date | None = None
) -> Iterator[Story | Reject]:
    """The stories of all inputs (see find_inputs) and the rejects, in the order of the files and records.

    `field_map` names the fields of the input that hold those of the story (`{"text": "body"}`); the others are guessed
    by their names (FIELD_NAMES in records.py). `default_date` is for stories that have no date of their own.
    Raises UsageError for inputs that cannot be found, and for a field map that does not fit a file, once it is reached.
    """
    check_field_map(field_map)
    files = find_inputs(inputs)
    return chain.from_iterable(read_file(file, field_map=field_map, default_date=default_date) for file in files)


def read_file(
    file: InputFile,
    *,
    field_map: Mapping[str, str] = NO_FIELD_MAP,
    default_date: date | None = None,
    position: Position | None = None,
) -> Iterator[Story | Reject]:
    """The stories and rejects of one file, one at a time; see read_stories. `position` is told how far it is."""
    check_field_map(field_map)
    try:
        with open_stream(file, position) as stream:
            if file.format == "stdin":
                told, stream = told_format(stream, field_map)
                file = replace(file, format=told)
            if file.format == "conllu":
                from coder.stories.conllu import read_conllu

                for parsed in read_conllu(stream, file.name):
                    if isinstance(parsed, Story) and parsed.date is None:
                        parsed = replace(parsed, date=default_date)
                    yield parsed
                return
            if file.format in ("text", "petrarch"):
                field_map = NO_FIELD_MAP
            builder = StoryBuilder(file.name, field_map, default_date)
            for record in _records(file, stream, field_map):
                yield record if isinstance(record, Reject) else builder.build(record)
    except OSError as error:
        yield Reject(file.name, 0, error.strerror or str(error))


def _records(file: InputFile, stream: io.BufferedReader, field_map: Mapping[str, str]) -> Iterator[Record | Reject]:
    # lxml and pyarrow take long to import, so that only the files that need them pay for it.
    if file.format == "petrarch":
        from coder.stories import petrarch

        return petrarch.read(stream, file.name)
    if file.format == "parquet":
        from coder.stories import parquet

        return parquet.read(stream, file.name, field_map)
    if file.format in ("csv", "tsv"):
        return delimited.read(stream, file.name, field_map, delimiter="\t" if file.format == "tsv" else "")
    if file.format == "json":
        return _checked(json_file.read(stream, file.name), field_map, file.name)
    if file.format == "jsonl":
        return _checked(jsonl.read(stream, file.name), field_map, file.name)
    return text.read(stream, file.name)


def _checked(records: Iterator[Record | Reject], field_map: Mapping[str, str], name: str) -> Iterator[Record | Reject]:
    """The same records; UsageError if none of the first has a field that the field map names."""
    first = list(islice(records, FIRST_RECORDS if field_map else 0))
    if fields := {field: None for record in first if isinstance(record, Record) for field in record.fields}:
        check_columns(fields, field_map, name)
    return chain(first, records)

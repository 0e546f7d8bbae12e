"""A data set to publish: the events, a codebook, how to cite it, its licence, checksums."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from coder import __version__
from coder.errors import UsageError
from coder.events.formats.csv import ORDER, columns
from coder.events.formats.exporting import export_events
from coder.events.schema import EVENTS, SCHEMA_VERSION
from coder.files import written_whole

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

__all__ = ["LICENCES", "make_release"]

_LICENCE_PAGES = {
    "CC-BY-4.0": "https://creativecommons.org/licenses/by/4.0/legalcode",
    "CC-BY-SA-4.0": "https://creativecommons.org/licenses/by-sa/4.0/legalcode",
    "CC0-1.0": "https://creativecommons.org/publicdomain/zero/1.0/legalcode",
}
LICENCES = tuple(_LICENCE_PAGES)


def make_release(
    connection: DuckDBPyConnection,
    folder: Path,
    *,
    title: str,
    authors: Sequence[str],
    licence: str = LICENCES[0],
    text: bool = False,
) -> None:
    """Make `folder` with events.parquet, events.csv, codebook.md, CITATION.cff, LICENSE.txt and SHA256SUMS.

    Sentences of the stories are in it only where `text` is true; the same events make the same files, byte for byte.
    Raises UsageError for a folder that is there already, or a licence not in LICENCES; CoderError where it cannot be made.
    """
    if folder.exists():
        raise UsageError(f"{folder}: is there already; name a new folder for the data set")
    if licence not in _LICENCE_PAGES:
        raise UsageError(
            f"{licence}: not one of {', '.join(_LICENCE_PAGES)}; choose one of these and edit LICENSE.txt for another"
        )
    with written_whole(folder) as aside:
        aside.mkdir()
        _write_parquet(connection, aside / "events.parquet", text=text)
        export_events(connection, "csv", aside / "events.csv", text=text)
        written = {
            "codebook.md": _codebook(connection, title, text=text),
            "CITATION.cff": _citation(title, authors, licence),
            "LICENSE.txt": _licence(title, licence, text=text),
        }
        for name, lines in written.items():
            (aside / name).write_text("".join(f"{line}\n" for line in lines), encoding="utf-8", newline="\n")
        sums = [f"{_sum(path)}  {path.name}\n" for path in sorted(aside.iterdir())]
        (aside / "SHA256SUMS").write_text("".join(sums), encoding="utf-8", newline="\n")


def _write_parquet(connection: DuckDBPyConnection, path: Path, *, text: bool) -> None:
    import pyarrow.parquet as pq

    names = ", ".join(columns(text=text))
    reader = connection.sql(f"select {names} from events {ORDER}").to_arrow_reader()  # noqa: S608  # names of our own columns
    with pq.ParquetWriter(path, reader.schema, compression="zstd") as writer:
        for batch in reader:
            writer.write_batch(batch)


def _codebook(connection: DuckDBPyConnection, title: str, *, text: bool) -> Iterator[str]:
    ((events, first, last),) = connection.execute(
        "select count(*), min(event_date), max(event_date) from events"
    ).fetchall()
    yield f"# {_cell(title)}: codebook"
    yield ""
    yield f"{events:,} political events from {first} to {last}, coded by coder {__version__} (tables of version {SCHEMA_VERSION})."
    yield f"{EVENTS.comment}. `events.parquet` and `events.csv` hold the same rows."
    yield "In the CSV file lists are joined by semicolons, and text that begins like a formula has an apostrophe before it."
    yield "Codes are text: read them as such, or 010 becomes 10."
    yield ""
    yield "## Columns"
    yield ""
    yield "| column | type | what it says |"
    yield "| --- | --- | --- |"
    wanted = columns(text=text)
    for column in EVENTS.columns:
        if column.name in wanted:
            yield f"| `{column.name}` | {column.type} | {_cell(column.comment)}{'; may be empty' if column.null else ''} |"
    yield ""
    yield "## CAMEO codes"
    yield ""
    yield "| code | name | Goldstein | quad class | PLOVER | events |"
    yield "| --- | --- | ---: | ---: | --- | ---: |"
    for row in connection.execute(
        """select cameo_codes.code, cameo_codes.name, cameo_codes.goldstein, cameo_codes.quad_class, coalesce(cameo_codes.plover, ''),
            count(event_id)
        from cameo_codes left join events on cameo_code = code
        group by all
        order by 1"""
    ).fetchall():
        yield f"| {' | '.join(_cell(str(value)) for value in row)} |"
    yield ""
    yield "## Runs"
    yield ""
    yield "| run | dictionaries | model | options | events |"
    yield "| --- | --- | --- | --- | ---: |"
    for row in connection.execute(
        "select run_id, dictionaries, model, options, events from runs where events > 0 order by run_id"
    ).fetchall():
        yield f"| {' | '.join(_cell(str(value)) for value in row)} |"


def _citation(title: str, authors: Sequence[str], licence: str) -> Iterator[str]:
    # Strings of JSON are strings of YAML.
    yield "cff-version: 1.2.0"
    yield "type: dataset"
    yield "message: If you use these data, please cite them as below."
    yield f"title: {json.dumps(title)}"
    yield "authors:"
    for author in authors:
        family, comma, given = author.partition(",")
        if comma:
            yield f"  - family-names: {json.dumps(family.strip())}"
            yield f"    given-names: {json.dumps(given.strip())}"
        else:
            yield f"  - name: {json.dumps(author)}"
    yield f"license: {licence}"
    yield "references:"
    yield "  - type: software"
    yield "    title: cameo-coder"
    yield f"    version: {json.dumps(__version__)}"
    yield "    authors:"
    yield "      - name: The coder developers"


def _licence(title: str, licence: str, *, text: bool) -> Iterator[str]:
    yield _cell(title)
    yield ""
    yield f"These data may be used under the terms of {licence}:"
    yield _LICENCE_PAGES[licence]
    yield ""
    if text:
        yield "The column `sentence` quotes news stories, whose rights lie with their publishers; the licence does not cover it."
    else:
        yield "No text of the stories is part of the data; `source_text`, `target_text` and `trigger` quote single words."


def _cell(text: str) -> str:
    return " ".join(text.replace("|", "\\|").replace("<", "&lt;").split())


def _sum(path: Path) -> str:
    made = sha256()
    with path.open("rb") as file:
        while chunk := file.read(2**20):
            made.update(chunk)
    return made.hexdigest()

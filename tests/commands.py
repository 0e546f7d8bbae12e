"""Runs `coder` for the tests: within this process, or as a process of its own where environment, pipes or imports matter."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple
from unittest.mock import patch

import pytest
from click.testing import CliRunner

from coder.cli import main

__all__ = ["Done", "coder", "coder_process", "hundred_stories", "write_long_news", "write_stories"]

COMMAND = (sys.executable, "-m", "coder.cli")


class Done(NamedTuple):
    """What a command left: its exit status, stdout and stderr."""

    status: int
    out: str
    err: str

    @property
    def rows(self) -> list[dict[str, object]]:
        """Stdout as JSON lines."""
        return [json.loads(line) for line in self.out.splitlines()]


def coder(*arguments: object, stdin: bytes = b"") -> Done:
    """Run the command line within this process, where it also codes unless an option says where."""
    words = ["coder", *map(str, arguments)]
    where = {"--workers", "--engine", "--scheduler", "--cluster", "--jsonl"}
    if words[1] in ("code", "recode") and not where & set(words):
        words += ["--workers", "0"]
    buffered = io.BufferedReader(io.BytesIO(stdin))
    with CliRunner().isolation(input=buffered) as streams, patch.object(sys, "argv", words):
        with pytest.raises(SystemExit) as ended:
            main()
        out, err = (stream.getvalue().decode() for stream in streams[:2])
    assert "Traceback" not in err
    return Done(ended.value.code or 0, out, err)  # type: ignore[arg-type]


def coder_process(
    *arguments: object, stdin: bytes = b"", env: dict[str, str] | None = None, cwd: Path | None = None
) -> Done:
    """Run the command line as a process of its own."""
    done = subprocess.run(
        [*COMMAND, *map(str, arguments)], input=stdin, capture_output=True, env=env, cwd=cwd, check=False
    )
    assert b"Traceback" not in done.stderr, done.stderr.decode()
    return Done(done.returncode, done.stdout.decode(), done.stderr.decode())


_TEXTS = (
    "Norway's president met with officials of Sudan on Monday. The two countries signed an agreement.",
    "Chad praised Libya for report {}.",
    "Soldiers of Mali clashed with militants near Gao.",
)


def hundred_stories(name: object) -> list[dict[str, object]]:
    """Stories with events, each with an id that begins with a name; as many as make a shard."""
    return [
        {"id": f"{name} {number}", "date": "2024-05-14", "text": _TEXTS[number % 3].format(number)}
        for number in range(100)
    ]


def write_long_news(folder: Path, files: int) -> Path:
    """A folder of so many files, with more stories than can be coded before a signal comes."""
    folder.mkdir(exist_ok=True)
    text = "Norway met with Sudan in place {}. " * 4
    for file in range(files):
        stories = [
            {"id": f"{file} {n}", "date": "2024-05-14", "text": text.format(n, file, n + file, n * file)}
            for n in range(100)
        ]
        write_stories(folder / f"{file:02}.jsonl", stories)
    return folder


def write_stories(path: Path, stories: Sequence[Mapping[str, object]]) -> Path:
    """Write JSON lines."""
    path.write_text("".join(json.dumps(story) + "\n" for story in stories), encoding="utf-8")
    return path

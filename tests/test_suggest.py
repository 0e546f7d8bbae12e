"""`coder dictionary suggest` lists names that stood where an actor was needed and none was known."""

from __future__ import annotations

import csv
import io
import json

from click.testing import CliRunner

from coder.cli.dictionary import command


def test_an_unknown_name_is_suggested_with_its_country(tmp_path):
    path = tmp_path / "news.jsonl"
    texts = ["Zarkovia attacked Norway on Monday.", "Norway condemned Zarkovia.", "Zarkovia met Iceland once."]
    stories = [{"id": str(n), "date": "2024-05-14", "text": text} for n, text in enumerate(texts)]
    path.write_text("".join(json.dumps(story) + "\n" for story in stories), encoding="utf-8")
    result = CliRunner().invoke(command, ["suggest", str(path)])
    assert result.exit_code == 0, result.output
    [row] = csv.DictReader(io.StringIO(result.output))
    assert (row["name"], row["code"]) == ("Zarkovia", "NOR")
    assert row["note"].startswith("3 times: Zarkovia attacked Norway on Monday.")


def test_nothing_is_suggested_where_all_actors_are_known(tmp_path):
    path = tmp_path / "news.jsonl"
    path.write_text('{"id": "1", "date": "2024-05-14", "text": "Norway attacked Iceland."}\n', encoding="utf-8")
    result = CliRunner().invoke(command, ["suggest", str(path), "--least", "1"])
    assert result.output.strip() == "name,code,from,to,note"

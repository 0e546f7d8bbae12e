"""The gold standard: stories with the events that a careful person finds in them, one JSON object a line.

    {"id": "g1", "date": "2023-07-11", "text": "Ghana signed an agreement with Togo.",
     "events": [{"source": "GHA", "target": "TGO", "cameo": "057", "alt": ["030"], "reciprocal": true}]}

`source` and `target` are actor codes, of which evaluation compares the country (the first three letters); `cameo` is the best
code, `alt` lists codes that are right too. An `optional` event need not be found, and is no fault where it is. A `reciprocal`
event, which both sides do, stands for both directions. A story without events has an empty list.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from coder.errors import UsageError
from coder.stories import Reject, Story
from coder.stories.records import Record, StoryBuilder

__all__ = ["GoldEvent", "GoldStory", "read_gold"]

_ACTOR = re.compile(r"[A-Z]{3,}\Z")
_CODE = re.compile(r"(0[1-9]|1[0-9]|20)[0-9]{0,2}\Z")


@dataclass(frozen=True, slots=True)
class GoldEvent:
    """An event that should be found; see the module for the fields."""

    source: str
    target: str
    cameo: str
    alt: tuple[str, ...] = ()
    optional: bool = False
    reciprocal: bool = False


@dataclass(frozen=True, slots=True)
class GoldStory:
    """A story and all its events."""

    story: Story
    events: tuple[GoldEvent, ...]


def read_gold(path: Path) -> list[GoldStory]:
    """All stories of a gold file; raises UsageError with all wrong lines, each as `file:line: what is wrong`."""
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except OSError as error:
        raise UsageError(f"{path}: cannot be read ({error.strerror})") from error
    except UnicodeDecodeError as error:
        raise UsageError(f"{path}: cannot be read ({error}); save it in UTF-8") from error
    stories, problems, seen = [], [], set()
    builder = StoryBuilder(path.name, {}, None)
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            gold = _story(line, number, builder)
            if gold.story.id in seen:
                raise ValueError(f"the id `{gold.story.id}` stood before; give each story its own")
            seen.add(gold.story.id)
            stories.append(gold)
        except ValueError as error:
            problems.append(f"{path}:{number}: {error}")
    if problems:
        raise UsageError("\n".join(problems))
    if not stories:
        raise UsageError(f"{path}: no stories in it")
    return stories


def _story(line: str, number: int, builder: StoryBuilder) -> GoldStory:
    try:
        fields = json.loads(line)
    except json.JSONDecodeError as error:
        raise ValueError(f"broken JSON at column {error.colno}: {error.msg}") from error
    if not isinstance(fields, dict) or not isinstance(fields.get("events"), list):
        raise ValueError("expected a JSON object with id, date, text and a list of events")
    story = builder.build(Record(number, fields))
    if isinstance(story, Reject):
        raise ValueError(story.reason)
    return GoldStory(story, tuple(_event(event) for event in fields["events"]))


def _event(fields: object) -> GoldEvent:
    if not isinstance(fields, Mapping):
        raise ValueError("an event is no JSON object")
    alternatives = fields.get("alt") or []
    if not isinstance(alternatives, list):
        raise ValueError(f"alt {alternatives!r}: expected a list of CAMEO codes")
    codes = [fields.get("cameo"), *alternatives]
    if not all(isinstance(code, str) and _CODE.match(code) for code in codes):
        raise ValueError(
            f"event codes {codes}: expected CAMEO codes of a root from 01 to 20 as strings (010 is not 10)"
        )
    sides = [fields.get("source"), fields.get("target")]
    if not all(isinstance(side, str) and _ACTOR.match(side) for side in sides):
        raise ValueError(f"actors {sides}: expected actor codes of three capitals or more as source and target (GHA)")
    source, target = map(str, sides)
    cameo, *alt = map(str, codes)
    return GoldEvent(source, target, cameo, tuple(alt), bool(fields.get("optional")), bool(fields.get("reciprocal")))

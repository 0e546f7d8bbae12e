"""What many tests share: our dictionaries, the parser, and a short way from a text to its events."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from coder.coding.pipeline import Pipeline
from coder.events.event import Event
from coder.language.parser import Parser
from coder.lexicon import Lexicon, load_lexicon
from coder.stories.story import GivenMention, Story

DAY = date(2024, 5, 14)  # a Tuesday


@pytest.fixture(scope="session")
def lexicon() -> Lexicon:
    return load_lexicon()


@pytest.fixture(scope="session")
def parser() -> Parser:
    return Parser()


@pytest.fixture(scope="session")
def pipeline(lexicon: Lexicon, parser: Parser) -> Pipeline:
    return Pipeline(lexicon, parser)


@pytest.fixture(scope="session")
def code(pipeline: Pipeline) -> Callable[..., list[Event]]:
    """Code a text as a story of `DAY` (or of another day, or none)."""

    def run(
        text: str,
        day: date | None = DAY,
        *,
        place: str = "",
        publisher: str = "",
        mentions: tuple[GivenMention, ...] = (),
    ) -> list[Event]:
        story = Story("story", text, day, publisher=publisher, dateline_place=place, mentions=mentions)
        return pipeline.code([story])[0].events

    return run


@pytest.fixture(scope="session")
def triples(code: Callable[..., list[Event]]) -> Callable[..., set[tuple[str, str, str]]]:
    """Code a text and show each event as (source, CAMEO code, target)."""

    def run(text: str, *args: object, **options: object) -> set[tuple[str, str, str]]:
        return {(event.source_code, event.cameo_code, event.target_code) for event in code(text, *args, **options)}

    return run

"""What many tests share: our dictionaries, the parser, a short way from a text to its events, an object store."""

from __future__ import annotations

import gc
import logging
import os
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

import fsspec
import pytest

from coder import lexicon as lexicon_package
from coder.cli import dictionary
from coder.coding.pipeline import Pipeline
from coder.engines import worker
from coder.events.event import Event
from coder.language import parser as parser_module
from coder.language.parser import Parser
from coder.lexicon import Lexicon, load_lexicon
from coder.lexicon import lexicon as lexicon_module
from coder.stories.story import GivenMention, Story

if TYPE_CHECKING:
    from spacy.language import Language

DAY = date(2024, 5, 14)  # a Tuesday


@pytest.fixture(scope="session", autouse=True)
def load_once() -> Iterator[Callable[..., Lexicon]]:
    """Commands that run within this process share the model, and the dictionaries as long as their files stay the same.

    Both are kept out of the sight of the garbage collector, which would go through all their words again and again.
    """
    load_model = parser_module._load

    @cache
    def model(name: str | None) -> Language:
        loaded = load_model(name)
        gc.freeze()
        return loaded

    @lru_cache(maxsize=3)
    def dictionaries(folders: tuple[Path, ...], content: str) -> Lexicon:
        loaded = load_lexicon(folders)
        gc.freeze()
        return loaded

    def load(folders: Sequence[Path] = ()) -> Lexicon:
        return dictionaries(tuple(folders), lexicon_module._digest(lexicon_module.dictionary_folders(folders)))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(parser_module, "_load", model)
        for module in (lexicon_package, dictionary, worker):
            patch.setattr(module, "load_lexicon", load)
        yield load
    gc.unfreeze()


@pytest.fixture(scope="session")
def lexicon(load_once: Callable[..., Lexicon]) -> Lexicon:
    return load_once()


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


@pytest.fixture(scope="session")
def object_store() -> Iterator[str]:
    """The address of an S3 server on this machine, which the environment names for the length of the session."""
    from moto.server import ThreadedMotoServer  # takes a second, which only the tests of object stores should pay

    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    address = f"http://{host}:{port}"
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith(("AWS_", "FSSPEC_"))]:
            patch.delenv(name)
        patch.setenv("AWS_ENDPOINT_URL", address)
        patch.setenv("AWS_ACCESS_KEY_ID", "tester")
        patch.setenv("AWS_SECRET_ACCESS_KEY", "the key of the tester")
        patch.setenv("AWS_DEFAULT_REGION", "us-east-1")
        patch.setenv("AWS_EC2_METADATA_DISABLED", "true")
        patch.setenv("AWS_CONFIG_FILE", os.devnull)
        patch.setenv("AWS_SHARED_CREDENTIALS_FILE", os.devnull)
        yield address
    server.stop()


@pytest.fixture
def bucket(object_store: str) -> str:
    """The URL of a new bucket."""
    url = f"s3://bucket-{uuid4().hex}"
    fsspec.filesystem("s3").mkdir(url)
    return url

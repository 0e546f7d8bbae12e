"""`coder report` and `coder dyads --chart`: pages and pictures that open offline and carry nothing but text from news."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from coder.cli.dyads import command as dyads
from coder.cli.report import command as report
from coder.errors import UsageError
from coder.events.event import CodedStory
from coder.report.page import build_page
from coder.store import Output
from coder.store.output import Shard
from coder.stories.story import Reject
from tests.sample_events import event as sample_event

CHROMIUM = Path("/usr/bin/chromium")
EVIL = "</script><script>document.title='taken'</script><b>Norway</b>"


def event(name, source, code, target, day, **more):
    return sample_event(name, day, source, code, target, story_id="story", source_text=EVIL, sentence=EVIL, **more)


@pytest.fixture(scope="module")
def output(tmp_path_factory):
    folder = tmp_path_factory.mktemp("report") / "out"
    events = [
        event("1", "NOR", "040", "ISL", date(2024, 3, 5), latitude=64.1, longitude=-21.9, place_name="Reykjavik"),
        event("2", "NOR", "190", "ISL", date(2024, 5, 7), quad=4, goldstein=-10.0),
        event("3", "CHL", "051", "PER", date(2024, 4, 1), goldstein=3.4),
        event("4", "PER", "051", "CHL", date(2024, 4, 2), goldstein=3.4),
    ]
    stories = [CodedStory(story_id="story", story_date=date(2024, 3, 5), publisher="Demo", events=4, file="news.jsonl")]
    with Output(folder).run(dictionaries_digest="d", model="m", options={}) as run:
        run.write(Shard("news.jsonl", 0, "x"), events=events, stories=stories, rejects=[Reject("news.jsonl", 2, EVIL)])
    return folder


@pytest.fixture(scope="module")
def page(output, tmp_path_factory):
    path = tmp_path_factory.mktemp("page") / "report.html"
    result = CliRunner().invoke(report, [str(output), "-o", str(path)])
    assert result.exit_code == 0, result.output
    return path


def test_the_page_is_whole_in_itself(page):
    text = page.read_text(encoding="utf-8")
    assert not re.search(r"<(script|link|img)[^>]+(src|href)=[\"']?(https?:)?//", text)
    [embedded] = re.findall(r'id="data">(.*?)</script>', text, re.DOTALL)
    data = json.loads(embedded)
    assert {(row["first"], row["second"]) for row in data["dyads"]} == {("ISL", "NOR"), ("CHL", "PER")}
    assert len(data["events"]) == 4
    assert "places" in data["specs"]


def test_text_from_news_stays_text(page):
    text = page.read_text(encoding="utf-8")
    assert EVIL not in text
    assert "&lt;/script&gt;&lt;script&gt;document.title" in text  # the reason of the reject
    assert "\\u003c/script\\u003e\\u003cscript\\u003edocument.title" in text  # the sentences behind the points


def test_a_page_without_sentences_says_how_to_have_them(page, tmp_path):
    bare = sample_event("1", date(2024, 3, 5), "NOR", "040", "ISL")
    with Output(tmp_path / "out").run(dictionaries_digest="d", model="m", options={}) as run:
        run.write(Shard("news.jsonl", 0, "x"), events=[bare])
    assert CliRunner().invoke(report, [str(tmp_path / "out"), "-o", str(tmp_path / "bare.html")]).exit_code == 0
    assert "--keep-text" in (tmp_path / "bare.html").read_text(encoding="utf-8")
    assert "--keep-text" not in page.read_text(encoding="utf-8")


def test_the_same_output_gives_the_same_page(output, page, tmp_path):
    again = tmp_path / "again.html"
    CliRunner().invoke(report, [str(output), "-o", str(again)])
    assert again.read_bytes() == page.read_bytes()


@pytest.mark.parametrize(
    ("name", "begins"), [("d.svg", b"<svg"), ("d.png", b"\x89PNG"), ("d.html", b"<!DOCTYPE html>")]
)
def test_a_dyad_is_drawn_into_a_file(output, tmp_path, name, begins):
    path = tmp_path / name
    result = CliRunner().invoke(dyads, ["NOR", "ISL", "-o", str(output), "--chart", str(path)])
    assert result.exit_code == 0, result.output
    assert path.read_bytes().startswith(begins)


def test_an_unknown_picture_is_a_usage_error(output, tmp_path):
    result = CliRunner().invoke(dyads, ["NOR", "ISL", "-o", str(output), "--chart", str(tmp_path / "d.gif")])
    assert isinstance(result.exception, UsageError)


def test_where_not_all_events_fit_each_point_has_one(output, monkeypatch):
    monkeypatch.setattr("coder.report.page.SHOWN_EVENTS", 2)
    [embedded] = re.findall(r'id="data">(.*?)</script>', build_page(output), re.DOTALL)
    months = {(event["first"], event["event_date"][:7]) for event in json.loads(embedded)["events"]}
    assert months == {("ISL", "2024-05"), ("CHL", "2024-04")}


@pytest.mark.skipif(not CHROMIUM.exists(), reason="needs Chromium, which .ci/run installs")
@pytest.mark.parametrize("width", [390, 1000])
def test_in_a_browser_the_page_draws_and_the_explorer_reacts(page, width):
    from playwright.sync_api import sync_playwright

    flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=str(CHROMIUM), args=flags)
        tab = browser.new_page(viewport={"width": width, "height": 800})
        said: list[str] = []
        tab.on("console", lambda message: said.append(message.text))
        tab.on("pageerror", lambda error: said.append(str(error)))
        tab.goto(page.as_uri())
        for name in ("coverage", "quad", "dyad", "busiest", "heat", "places"):
            tab.wait_for_selector(f"#{name} svg")
        assert tab.title() == "Events report"
        assert tab.locator("#events tr").count() == 2
        assert EVIL in tab.locator("#events tr").first.inner_text()
        tab.select_option("#first", "CHL")
        tab.wait_for_function("document.querySelectorAll('#events tr')[0].innerText.includes('PER')")
        assert tab.input_value("#second") == "PER"
        assert tab.locator("#note").inner_text().startswith("2 events. ")
        assert "CHL and PER" in tab.locator("#dyad svg").inner_html()
        assert tab.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        browser.close()
    assert said == []

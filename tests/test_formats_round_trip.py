"""What was written in a format of others and read again is the same, as far as the format holds it."""

import tempfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coder.events.formats import EventReader, export_events
from coder.query import connect
from tests.commands import coder
from tests.sample_events import EVENTS, MEETING, event, store

PLACE = ("place_name", "place_country", "place_admin1", "latitude", "longitude")
WHO = ("source_code", "source_country", "source_sectors", "target_code", "target_country", "target_sectors")
WHAT = ("event_date", "cameo_code", "cameo_root", "quad_class", "reciprocal")
HELD = {
    "icews": (*WHO, *WHAT, *PLACE, "sentence_number", "publisher"),
    "gdelt": (*WHO, *WHAT, *PLACE, "story_date", "url", "goldstein"),
    "plover": (
        *WHO,
        *WHAT,
        *PLACE,
        "goldstein",
        "plover",
        "story_id",
        "sentence_number",
        "publisher",
        "url",
        "rule",
        "trigger",
    ),
}
# ICEWS has no code for an actor: what a country and roles do not say is lost where the dictionaries do not know the name.
CODES = ["GHA", "GHAGOV", "TGOMIL", "BENCOP", "EGYOPP", "SDNREB", "NGAGOVMIL"]


def in_order(events, form):
    """Events as the values that a format holds, in any one order; with the names of actors as any format has them."""
    people = [tuple(row[f"{side}_name"] or row[f"{side}_text"] for side in ("source", "target")) for row in events]
    return sorted(
        ((*name, *(row[column] for column in HELD[form])) for name, row in zip(people, events, strict=True)), key=repr
    )


def held(connection, form):
    """The events of an output that a format can hold."""
    typed = "and plover is not null" if form == "plover" else ""
    events = connection.sql(f"from events where event_date_precision = 'day' {typed}").to_arrow_table().to_pylist()
    return in_order(events, form)


def there_and_back(folder, form):
    first, second = folder / "first", folder / "second"
    assert coder("export", folder / "output", "--format", form, "-o", first).status == 0
    assert coder("import", form, first, "-o", folder / "imported").status == 0
    assert coder("export", folder / "imported", "--format", form, "-o", second).status == 0
    return first.read_bytes(), second.read_bytes()


@pytest.mark.parametrize("form", HELD)
def test_a_file_of_ours_reads_back_to_the_same_events(tmp_path, form):
    clean = [one for one in EVENTS if "\x1b" not in one.source_text]
    store(tmp_path / "output", clean + MEETING)
    first, second = there_and_back(tmp_path, form)
    with connect(tmp_path / "imported") as imported, connect(tmp_path / "output") as output:
        assert held(imported, form) == held(output, form)
    assert second == first


@pytest.mark.parametrize("form", HELD)
def test_pairs_stay_pairs(tmp_path, form):
    store(tmp_path / "output", EVENTS + MEETING)
    there_and_back(tmp_path, form)
    with connect(tmp_path / "imported") as connection:
        pairs = connection.execute("select count(*) from events where reciprocal group by pair_id").fetchall()
    assert pairs == [(2,)] * 4


def test_what_actors_of_one_code_do_to_each_other_stays(tmp_path):
    attack = {"plover": "ASSAULT", "quad": 4, "goldstein": -10.0, "source_name": "Ghana", "target_name": "Ghana"}
    store(tmp_path / "output", [event("a", date(2020, 1, 1), "GHA", "190", "GHA", **attack)])
    there_and_back(tmp_path, "plover")
    with connect(tmp_path / "imported") as connection:
        assert connection.execute("select source_code, target_code from events").fetchall() == [("GHA", "GHA")]


def test_imported_ids_are_exported_again_and_new_events_come_after_them(tmp_path):
    old = event("icews:500", date(2020, 1, 2), "GHA", "173", "TGO", quad=4, goldstein=-5.0, story_id="icews:77")
    store(tmp_path / "output", [old, event("ours", date(2020, 1, 1), "GHA", "173", "TGO", quad=4, goldstein=-5.0)])
    coder("export", tmp_path / "output", "--format", "icews", "-o", tmp_path / "file")
    lines = [line.split("\t") for line in (tmp_path / "file").read_text().splitlines()[1:]]
    assert [(line[0], line[11]) for line in lines] == [("501", "78"), ("500", "77")]


TEXT = st.text(st.characters(exclude_categories=["C", "Z"], exclude_characters='"'), min_size=5, max_size=30)
CODED = st.builds(
    lambda source, target, day, name, other, sentence, place, far: event(
        "", day, source, "173", target, plover="COERCE.arrest", quad=4, goldstein=-5.0,
        title="Arrest, detain, or charge with legal action",
        source_name=f"x{name}", target_name=f"y{other}", sentence_number=sentence, latitude=place, longitude=far,
        publisher=f"p{name}", url=f"http://news.example/{sentence}",
    ),
    st.sampled_from(CODES), st.sampled_from(CODES), st.dates(date(1900, 1, 1), date(2099, 12, 31)), TEXT, TEXT,
    st.integers(1, 99), st.none() | st.floats(-90, 90, width=32), st.none() | st.floats(-180, 180, width=32),
)  # fmt: skip


@pytest.mark.parametrize("form", HELD)
@settings(max_examples=3, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(coded=st.lists(CODED, min_size=5, max_size=30))
def test_any_events_read_back_to_the_same(form, coded):
    named = [replace(one, event_id=str(n), story_id=f"s{n}") for n, one in enumerate(coded)]
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "file")
        with connect(store(Path(folder), named)) as connection:
            export_events(connection, form, file)
            written = held(connection, form)
        with EventReader(form) as reader:
            reader.open("file")
            made = reader.read(file.read_bytes())
    assert made.rejects.to_pylist() == []
    assert in_order(made.events.to_pylist(), form) == written

"""Events that several tests store, and a short way to store them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from coder.events import CodedStory, Event
from coder.store import Output, Shard


def event(name, day, source, code, target, *, plover=None, goldstein=1.0, quad=1, precision="day", title="", **rest):
    """An event with the fields that matter; everything else is as the coder would fill it."""
    roles = ("GOV", "MIL", "COP", "OPP", "IGO", "REB")
    sides = {}
    for side, actor in (("source", source), ("target", target)):
        parts = [actor[i : i + 3] for i in range(0, len(actor), 3)]
        sides[f"{side}_text"] = rest.pop(f"{side}_text", f"the {actor}")
        sides[f"{side}_code"] = actor
        sides[f"{side}_country"] = None if parts[0] in roles else parts[0]
        sides[f"{side}_sectors"] = tuple(part for part in parts if part in roles)
    given = {
        "story_date": date(2023, 7, 11),
        "rule": "verbs/04_consult.csv:2",
        "trigger": "met",
        "story_id": "s1",
        "sentence_number": 1,
        **rest,
    }
    return Event(
        event_id=name,
        event_date=day,
        event_date_precision=precision if day else None,
        cameo_code=code,
        cameo_name=title or "name",
        cameo_root=code[:2],
        quad_class=quad,
        goldstein=goldstein,
        plover=plover,
        **sides,
        **given,
    )


def store(folder: Path, events: Sequence[Event], stories: Sequence[CodedStory] = ()) -> Path:
    """Store the events as one shard of one run."""
    with Output(folder).run(dictionaries_digest="d", model="m", options={}) as run:
        run.write(Shard("news.jsonl", 0, "x"), events=events, stories=stories)
    return folder


JULY = date(2023, 7, 11)
CAIRO = {
    "place_name": "Cairo",
    "place_country": "EGY",
    "place_admin1": "Cairo Governorate",
    "latitude": 30.06263,
    "longitude": 31.24967,
    "url": "https://news.example/1",
    "publisher": "Agency",
}
CONSULT = {"plover": "CONSULT", "title": "Consult, not specified below", "reciprocal": True}
EVENTS = [
    event(
        "v1",
        JULY,
        "IRNGOV",
        "042",
        "EGY",
        plover="CONSULT.visit",
        goldstein=1.9,
        title="Make a visit",
        reciprocal=True,
        pair_id="v1",
        source_name="Iranian foreign minister",
        sentence="=HYPERLINK(1)",
        **CAIRO,
    ),
    event(
        "v2",
        JULY,
        "EGY",
        "043",
        "IRNGOV",
        plover="CONSULT.visit",
        goldstein=2.8,
        title="Host a visit",
        reciprocal=True,
        pair_id="v1",
        target_name="Iranian foreign minister",
        **CAIRO,
    ),
    event(
        "a1",
        date(2023, 7, 9),
        "EGYCOP",
        "173",
        "EGYOPP",
        plover="COERCE.arrest",
        goldstein=-5.0,
        quad=4,
        title="Arrest, detain, or charge with legal action",
        source_text="-police\x1b[31m\tof\nEgypt\u202e",
        sentence_number=3,
        story_id="s2",
        rule="verbs/17_coerce.csv:9",
        trigger="arrested",
    ),
    event(
        "u1",
        date(2023, 7, 10),
        "IGOUNO",
        "073",
        "SDN",
        plover="AID",
        goldstein=7.4,
        quad=2,
        title="Provide humanitarian aid",
        source_name="United Nations",
        source_text="U.N.",
        place_country="SDN",
        place_name="Sudan",
        latitude=15.5,
        longitude=32.5,
        story_id="s3",
        trigger="sent",
        rule="verbs/07_provide_aid.csv:3",
    ),
    event("y1", date(1979, 1, 1), "IRN", "161", "EGY", precision="year", historical=True, quad=4, goldstein=-4.0),
    event("n1", None, "IRN", "016", "EGY", goldstein=-2.0, title="Deny responsibility"),
    event(
        "d1",
        JULY,
        "IRN",
        "016",
        "EGY",
        goldstein=-2.0,
        title="Deny responsibility",
        sentence_number=2,
        trigger="denied",
    ),
]
"""An event of both sides, a domestic one, one of an actor without a country, one with an own ICEWS intensity, and two whose
day is not known; with words that would command a terminal, break a row or run a formula."""
# Ghana, Togo and Benin met: every pair in both directions.
MEETING = [
    event(f"m{n}", JULY, source, "040", target, pair_id=f"m{n - n % 2}", **CONSULT)
    for n, (source, target) in enumerate(
        pair for two in (("GHA", "TGO"), ("GHA", "BEN"), ("TGO", "BEN")) for pair in (two, two[::-1])
    )
]
__all__ = ["CAIRO", "EVENTS", "JULY", "MEETING", "event", "store"]

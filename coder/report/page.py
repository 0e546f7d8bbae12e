"""One self-contained page about an output: it works offline, without a server, on a phone and in print."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from coder.errors import UsageError, install_extra
from coder.query import connect
from coder.report import charts

if TYPE_CHECKING:
    import duckdb

__all__ = ["build_page"]

BUSIEST = 15
EXPLORED = 200  # dyads that the explorer offers
MEMORY = "500MB"  # for the queries; what they need besides goes to the disk
LISTED = 100  # events of a dyad's month at most, as many as the explorer lists
SHOWN_EVENTS = 5000  # events that stand behind the explorer's points

_COUNTS = """
select
    (select count(*) from stories) as stories,
    (select count(*) from events) as events,
    (select count(*) from rejects) as rejects,
    (select min(event_date) from events) as first_day,
    (select max(event_date) from events) as last_day
"""
_QUAD = """
select date_trunc('month', event_date)::date as period, unnest(tally(quad_class, goldstein))
from events where event_date is not null and not historical and event_date_precision <> 'year'
group by 1 order by 1
"""
_COVERAGE = """
with named as (select coalesce(publisher, 'unknown') as publisher, date_trunc('month', story_date)::date as period from stories),
large as (select publisher from named group by publisher order by count(*) desc, publisher limit 8)
select period, case when publisher in (from large) then publisher else 'others' end as publisher, count(*) as stories
from named where period is not null group by all order by period, publisher
"""
_PAIR = """
        least(coalesce(source_country, source_code), coalesce(target_country, target_code)) as first,
        greatest(coalesce(source_country, source_code), coalesce(target_country, target_code)) as second,
"""
_SIDES = f"""
with sides as not materialized (
    select
        event_id, event_date, quad_class, goldstein,
        {_PAIR}
        date_trunc('month', event_date)::date as period
    from events
    where event_date is not null and event_date_precision <> 'year'
      and (pair_id is null or pair_id = event_id)
),
large as (
    select first, second, count(*) as total from sides group by all order by total desc, first, second limit $dyads
)
"""  # noqa: S608  # put together from constants
_DYADS = f"""{_SIDES}
select first, second, period, total, unnest(tally(quad_class, goldstein))
from sides join large using (first, second)
group by first, second, period, total order by total desc, first, second, period
"""  # noqa: S608  # put together from constants
# Of each dyad's months its last events in turn, until the page is full: behind as many points as can be there is one.
_CHOSEN = f"""
create or replace temp table chosen as {_SIDES},
points as (
    select first, second, period
    from sides join large using (first, second)
    group by all
    order by period desc, first, second
    limit $events
),
latest as (
    select first, second, period, max(event_date || event_id, $each) as events
    from sides join points using (first, second, period)
    group by all
),
turns as (
    select generate_subscripts(events, 1) as turn, period, unnest(events)[11:] as event_id from latest
)
select event_id from turns order by turn, period desc, event_id limit $events
"""  # noqa: S608  # put together from constants
_EVENTS = f"""
select
    {_PAIR}
    event_date, source_text, source_code, cameo_code, cameo_name, target_text, target_code, sentence
from events where event_id in (select event_id from chosen)
order by event_date desc, event_id
"""  # noqa: S608  # put together from constants
_PLACES = """
select
    place_name || coalesce(', ' || place_country, '') as place, latitude, longitude, count(*) as events,
    round(avg(goldstein), 2) as goldstein_mean
from events where latitude is not null and longitude is not null
group by all order by events desc, place limit 500
"""
_REJECTS = "select reason, count(*) as records from rejects group by reason order by records desc, reason limit 20"


def build_page(folder: str | Path) -> str:
    """The report on an output folder as HTML.

    Raises UsageError where there is no output, or where the extra `charts` is not installed.
    """
    try:
        import jinja2
        import vl_convert
    except ImportError as error:
        raise UsageError(f"reports need the extra `charts`: {install_extra('charts')}") from error
    with TemporaryDirectory() as spill, connect(folder, read_only=False) as connection:
        connection.execute("set temp_directory = ?", [spill])
        connection.execute("set memory_limit = ?", [MEMORY])
        [counts] = _rows(connection, _COUNTS)
        dyads = _rows(connection, _DYADS, {"dyads": EXPLORED})
        connection.execute(_CHOSEN, {"dyads": EXPLORED, "events": SHOWN_EVENTS, "each": LISTED})
        events = _rows(connection, _EVENTS)
        found_places = _rows(connection, _PLACES)
        specs = {
            "coverage": charts.coverage(_rows(connection, _COVERAGE)),
            "quad": charts.quad_classes(_rows(connection, _QUAD)),
            "busiest": charts.busiest(_totals(dyads)),
            "heat": charts.heat_map(_heat(dyads)),
            "dyad": charts.dyad([], ""),
        }
        if found_places:
            specs["places"] = charts.places(found_places)
        rejects = _rows(connection, _REJECTS)
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(Path(__file__).parent), autoescape=True, undefined=jinja2.StrictUndefined
    )
    return environment.get_template("page.html").render(
        counts=counts,
        rejects=rejects,
        has_places=bool(found_places),
        has_sentences=any(event["sentence"] for event in events),
        explored=len({(row["first"], row["second"]) for row in dyads}),
        # The library is ours to trust; everything that comes from news goes through _script.
        library=vl_convert.javascript_bundle(),  # type: ignore[call-arg]  # its stub forgets the default
        data=_script({"specs": specs, "dyads": dyads, "events": events}),
        explorer=(Path(__file__).parent / "explorer.js").read_text(encoding="utf-8"),
    )


def _rows(
    connection: duckdb.DuckDBPyConnection, sql: str, values: Mapping[str, object] | None = None
) -> list[dict[str, Any]]:
    cursor = connection.execute(sql, values)
    columns = [column[0] for column in cursor.description or ()]
    return [
        {
            name: value.isoformat() if isinstance(value, date) else value
            for name, value in zip(columns, row, strict=True)
        }
        for row in cursor.fetchall()
    ]


def _totals(dyads: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The busiest dyads over all months."""
    totals: dict[str, dict[str, Any]] = {}
    for row in dyads:
        name = f"{row['first']} - {row['second']}"
        total = totals.setdefault(name, {"dyad": name, "events": 0, "sum": 0.0})
        total["events"] += row["events"]
        total["sum"] += row["goldstein_sum"]
    for total in totals.values():
        total["goldstein_mean"] = round(total.pop("sum") / total["events"], 2)
    return list(totals.values())[:BUSIEST]


def _heat(dyads: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    names = [total["dyad"] for total in _totals(dyads)]
    rows = ({**row, "dyad": f"{row['first']} - {row['second']}"} for row in dyads)
    wanted = ("dyad", "period", "events", "goldstein_mean")
    return [{name: row[name] for name in wanted} for row in rows if row["dyad"] in names]


def _script(data: object) -> str:
    """JSON that may stand inside a <script>: nothing in it can end the element or begin another."""
    text = json.dumps(data, ensure_ascii=False, sort_keys=True, allow_nan=False)
    for character in ("<", ">", "&", "\u2028", "\u2029"):
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text

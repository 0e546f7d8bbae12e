"""Charts as Vega-Lite specifications, made with Altair from rows of the views."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from importlib import resources
from pathlib import Path
from types import ModuleType
from typing import Any, Protocol

from coder.errors import UsageError, install_extra
from coder.files import written_whole

__all__ = ["busiest", "coverage", "dyad", "heat_map", "places", "quad_classes", "save"]


class _Chart(Protocol):
    def to_dict(self) -> dict[str, Any]: ...


Rows = Sequence[Mapping[str, Any]]

COOPERATION, CONFLICT, TONE = "#4477aa", "#cc6677", "#333333"
_QUAD = {
    "verbal_cooperation": "#77aadd",
    "material_cooperation": "#4477aa",
    "verbal_conflict": "#ee99aa",
    "material_conflict": "#994455",
}
_NAMES = {name: name.replace("_", " ") for name in _QUAD}
_WIDTH = 640
_UNITS = {
    "day": "utcyearmonthdate",
    "week": "utcyearweek",
    "month": "utcyearmonth",
    "quarter": "utcyearquarter",
    "year": "utcyear",
}


def _altair() -> ModuleType:
    try:
        import altair
    except ImportError as error:
        raise UsageError(f"charts need the extra `charts`: {install_extra('charts')}") from error
    altair.data_transformers.disable_max_rows()
    return altair


def _long(rows: Rows, *keep: str) -> list[dict[str, Any]]:
    """One row a quad class; conflict counts downwards."""
    return [
        {
            **{name: row[name] for name in keep},
            "quad class": _NAMES[name],
            "order": place,
            "events": (-1 if "conflict" in name else 1) * row[name],
        }
        for row in rows
        for place, name in enumerate(_QUAD)
    ]


def dyad(rows: Rows, title: str, period: str = "month") -> dict[str, Any]:
    """Events of a dyad over time: cooperation up, conflict down, and the mean Goldstein value as a line.

    `rows` have period (ISO date), the four quad classes and goldstein_mean (None where there are no events: the line breaks).
    """
    alt = _altair()
    when = f"{_UNITS[period]}(period):T"
    scale = alt.Scale(domain=list(_NAMES.values()), range=list(_QUAD.values()))
    bars = (
        alt.Chart(alt.Data(values=_long(rows, "period")))
        .mark_bar()
        .encode(
            x=alt.X(when, title=None),
            y=alt.Y("events:Q", title="events: conflict below, cooperation above", axis=alt.Axis(tickMinStep=1)),
            color=alt.Color("quad class:N", scale=scale, legend=alt.Legend(orient="bottom", title=None)),
            order=alt.Order("order:O"),
            tooltip=["period:T", "quad class:N", "events:Q"],
        )
    )
    tone = [{"period": row["period"], "Goldstein": row["goldstein_mean"]} for row in rows]
    line = (
        alt.Chart(alt.Data(values=tone))
        .mark_line(color=TONE, point=alt.OverlayMarkDef(color=TONE, size=18), invalid="break-paths-show-domains")
        .encode(
            x=alt.X(when, bandPosition=0.5),
            y=alt.Y("Goldstein:Q", title="mean Goldstein value", scale=alt.Scale(domain=[-10, 10])),
            tooltip=["period:T", "Goldstein:Q"],
        )
    )
    chart = alt.layer(bars, line).resolve_scale(y="independent").properties(title=title, width=_WIDTH, height=280)
    return _spec(chart)


def quad_classes(rows: Rows) -> dict[str, Any]:
    """All events over time by quad class; `rows` as for `dyad`."""
    alt = _altair()
    scale = alt.Scale(domain=list(_NAMES.values()), range=list(_QUAD.values()))
    chart = (
        alt.Chart(alt.Data(values=_long(rows, "period")))
        .mark_bar()
        .encode(
            x=alt.X("utcyearmonth(period):T", title=None),
            y=alt.Y("events:Q", title="events", axis=alt.Axis(tickMinStep=1)),
            color=alt.Color("quad class:N", scale=scale, legend=alt.Legend(orient="bottom", title=None)),
            order=alt.Order("order:O"),
            tooltip=["period:T", "quad class:N", "events:Q"],
        )
    )
    return _spec(chart.properties(width=_WIDTH, height=240))


def coverage(rows: Rows) -> dict[str, Any]:
    """Stories by month and publisher; `rows` have period, publisher, stories."""
    alt = _altair()
    chart = (
        alt.Chart(alt.Data(values=list(rows)))
        .mark_bar()
        .encode(
            x=alt.X("utcyearmonth(period):T", title=None),
            y=alt.Y("stories:Q", title="stories", axis=alt.Axis(tickMinStep=1)),
            color=alt.Color("publisher:N", legend=alt.Legend(orient="bottom", title=None)),
            tooltip=["period:T", "publisher:N", "stories:Q"],
        )
    )
    return _spec(chart.properties(width=_WIDTH, height=200))


def busiest(rows: Rows) -> dict[str, Any]:
    """The dyads with the most events; `rows` have dyad, events and goldstein_mean, the busiest first."""
    alt = _altair()
    chart = (
        alt.Chart(alt.Data(values=list(rows)))
        .mark_bar()
        .encode(
            x=alt.X("events:Q", title="events", axis=alt.Axis(tickMinStep=1)),
            y=alt.Y("dyad:N", title=None, sort=None),
            color=alt.Color("goldstein_mean:Q", title="Goldstein", scale=_diverging(alt)),
            tooltip=["dyad:N", "events:Q", "goldstein_mean:Q"],
        )
    )
    return _spec(chart.properties(width=_WIDTH - 60))


def heat_map(rows: Rows) -> dict[str, Any]:
    """Dyads by month, coloured by tone; `rows` have dyad, period, events, goldstein_mean."""
    alt = _altair()
    chart = (
        alt.Chart(alt.Data(values=list(rows)))
        .mark_rect()
        .encode(
            x=alt.X("utcyearmonth(period):O", title=None),
            y=alt.Y("dyad:N", title=None, sort=None),
            color=alt.Color("goldstein_mean:Q", title="Goldstein", scale=_diverging(alt)),
            tooltip=["dyad:N", "utcyearmonth(period):T", "events:Q", "goldstein_mean:Q"],
        )
    )
    return _spec(chart.properties(width=_WIDTH - 60))


def places(rows: Rows) -> dict[str, Any]:
    """Where events happened; `rows` have place, latitude, longitude, events, goldstein_mean.

    The coasts, to a tenth of a degree, are those of Natural Earth (1:110 million, public domain).
    """
    alt = _altair()
    coasts = json.loads(resources.files("coder.report").joinpath("land.json").read_text(encoding="utf-8"))
    land = alt.Chart(alt.Data(values=coasts)).mark_geoshape(fill="#f4f4f4", stroke="#cccccc", strokeWidth=0.5)
    points = (
        alt.Chart(alt.Data(values=list(rows)))
        .mark_circle(opacity=0.8, stroke="#555555", strokeWidth=0.5)
        .encode(
            longitude="longitude:Q",
            latitude="latitude:Q",
            size=alt.Size("events:Q", title="events"),
            color=alt.Color("goldstein_mean:Q", title="Goldstein", scale=_diverging(alt)),
            tooltip=["place:N", "events:Q", "goldstein_mean:Q"],
        )
    )
    return _spec((land + points).project(type="equalEarth").properties(width=_WIDTH, height=320))


def _diverging(alt: ModuleType) -> object:
    return alt.Scale(domain=[-10, 0, 10], range=[CONFLICT, "#eeeeee", COOPERATION])


def _spec(chart: _Chart) -> dict[str, Any]:
    return chart.to_dict()


def save(spec: Mapping[str, Any], path: Path) -> None:
    """Write a chart as .html (its scripts inside, no network), .svg or .png.

    Raises UsageError for another ending, CoderError where the file cannot be written.
    """
    _altair()
    import vl_convert

    if path.suffix == ".html":
        drawn = vl_convert.vegalite_to_html(dict(spec), bundle=True).encode()
    elif path.suffix == ".svg":
        drawn = vl_convert.vegalite_to_svg(dict(spec)).encode()
    elif path.suffix == ".png":
        drawn = vl_convert.vegalite_to_png(dict(spec), scale=2)
    else:
        raise UsageError(f"{path}: a chart is an .html, .svg or .png file")
    with written_whole(path) as whole:
        whole.write_bytes(drawn)

"""Phoenix events, way in: the pipeline's 26 tab-separated columns without header, or a historical file with its header."""

from __future__ import annotations

__all__ = ["COLUMNS", "IMPORT", "MORE_COLUMNS"]


def _actor(side: str) -> list[str]:
    return [side, f"{side}_root", f"{side}_agent", f"{side}_others"]


COLUMNS = (
    *(
        "eid",
        "story_date",
        "year",
        "month",
        "day",
        *_actor("source"),
        *_actor("target"),
        "code",
        "root_code",
        "quad_class",
    ),
    *("goldstein", "joined_issues", "lat", "lon", "placename", "statename", "countryname", "ids", "urls", "sources"),
)
MORE_COLUMNS = ("aid", "process")

IMPORT = r"""
select
    line,
    eid as id,
    story_date as day,
    story_date as story_day,
    source as source_code,
    source_root as source_country,
    target as target_code,
    target_root as target_country,
    cells.code as cameo_code,
    placename as place_name,
    coalesce(if(countryname in (select code from country_codes), countryname, null), country_names.code, countryname) as place_country,
    statename as place_admin1,
    lat as latitude,
    lon as longitude,
    'phoenix:' || coalesce(ids, aid, eid) as story_id,
    sources as publisher,
    urls as url
from cells
left join country_names on key = name_key(countryname)
"""

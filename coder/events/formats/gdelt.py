r"""GDELT's tab-separated events: 61 columns without header (version 2.0); on the way in also the 57 and 58 of version 1.0.

GDELT's place codes are FIPS, which we do not know: only names and coordinates of places are written. What GDELT counts
and we do not (mentions, sources, articles, tone) is empty. Event codes go through as they are: GDELT's own list gives 101
to 108 another meaning than CAMEO 1.1b3.
"""

from __future__ import annotations

__all__ = ["COLUMNS", "EXPORT", "IMPORT", "OLD_COLUMNS"]


def _actor(number: int) -> list[str]:
    parts = "Code Name CountryCode KnownGroupCode EthnicCode Religion1Code Religion2Code Type1Code Type2Code Type3Code".split()
    return [f"Actor{number}{part}" for part in parts]


def _geo(what: str, *, old: bool = False) -> list[str]:
    parts = ["Type", "Fullname", "CountryCode", "ADM1Code", *([] if old else ["ADM2Code"]), "Lat", "Long", "FeatureID"]
    return [f"{what}Geo_{part}" for part in parts]


_HEAD = (
    *("GlobalEventID", "Day", "MonthYear", "Year", "FractionDate", *_actor(1), *_actor(2), "IsRootEvent", "EventCode"),
    *(
        "EventBaseCode",
        "EventRootCode",
        "QuadClass",
        "GoldsteinScale",
        "NumMentions",
        "NumSources",
        "NumArticles",
        "AvgTone",
    ),
)
_TAIL = ("DATEADDED", "SOURCEURL")
COLUMNS = (*_HEAD, *_geo("Actor1"), *_geo("Actor2"), *_geo("Action"), *_TAIL)
OLD_COLUMNS = (*_HEAD, *_geo("Actor1", old=True), *_geo("Actor2", old=True), *_geo("Action", old=True), *_TAIL)

# FractionDate is GDELT's own formula (codebook 2.0): the part of the year is (month * 30 + day) / 365.
EXPORT = r"""
select concat_ws(
    E'\t',
    number,
    strftime(event_date, '%Y%m%d'),
    strftime(event_date, '%Y%m'),
    strftime(event_date, '%Y'),
    printf('%.4f', year(event_date) + (month(event_date) * 30 + day(event_date)) / 365),
    clean(source_code),
    coalesce(clean(coalesce(source_name, source_text)), ''),
    coalesce(source_country, ''),
    '', '', '', '',
    coalesce(source_sectors[1], ''),
    coalesce(source_sectors[2], ''),
    coalesce(source_sectors[3], ''),
    clean(target_code),
    coalesce(clean(coalesce(target_name, target_text)), ''),
    coalesce(target_country, ''),
    '', '', '', '',
    coalesce(target_sectors[1], ''),
    coalesce(target_sectors[2], ''),
    coalesce(target_sectors[3], ''),
    '',
    cameo_code,
    cameo_code[1:3],
    cameo_root,
    quad_class,
    goldstein,
    '', '', '', '',
    '', '', '', '', '', '', '', '',
    '', '', '', '', '', '', '', '',
    '',
    coalesce(clean(array_to_string(
        list_filter(
            [
                if(place_name = place_admin1 or place_name = land.name, null, place_name),
                if(place_admin1 = land.name, null, place_admin1),
                land.name
            ],
            lambda part: part is not null
        ),
        ', '
    )), ''),
    '', '', '',
    coalesce(latitude::varchar, ''),
    coalesce(longitude::varchar, ''),
    '',
    coalesce(strftime(story_date, '%Y%m%d') || '000000', ''),
    coalesce(clean(url), '')
) as line
from numbered_events('gdelt')
left join country_codes as land on land.code = place_country
order by event_date, number
"""

IMPORT = r"""
with places as (
    select
        fullname,
        string_split(fullname, ', ') as parts,
        (select any_value(code) from country_names where key = name_key(string_split(fullname, ', ')[-1])) as country
    from (select distinct actiongeo_fullname as fullname from cells where actiongeo_fullname is not null)
)

select
    line,
    globaleventid as id,
    day,
    dateadded[1:8] as story_day,
    actor1name as source_name,
    actor1code as source_code,
    actor1countrycode as source_country,
    actor2name as target_name,
    actor2code as target_code,
    actor2countrycode as target_country,
    eventcode as cameo_code,
    goldsteinscale as goldstein,
    if(places.country is null, actiongeo_fullname, parts[1]) as place_name,
    places.country as place_country,
    if(places.country is null or len(parts) < 3, null, parts[2]) as place_admin1,
    actiongeo_lat as latitude,
    actiongeo_long as longitude,
    'gdelt:' || sourceurl as story_id,
    sourceurl as url
from cells
left join places on places.fullname = actiongeo_fullname
"""

r"""ICEWS's tab-separated events: 20 columns with a header, nothing quoted, dates as YYYY-MM-DD.

The order and the types of the columns are those that R's icews::read_events_tsv reads, where ids are whole numbers.
"""

from __future__ import annotations

__all__ = ["COLUMNS", "EXPORT", "IMPORT"]

COLUMNS = (
    "Event ID",
    "Event Date",
    "Source Name",
    "Source Sectors",
    "Source Country",
    "Event Text",
    "CAMEO Code",
    "Intensity",
    "Target Name",
    "Target Sectors",
    "Target Country",
    "Story ID",
    "Sentence Number",
    "Publisher",
    "City",
    "District",
    "Province",
    "Country",
    "Latitude",
    "Longitude",
)

EXPORT = r"""
with

sectors as (
    select roles, string_agg(sector, ',' order by position) as names
    from (
        select roles, unnest(roles) as role, generate_subscripts(roles, 1) as position
        from (select source_sectors as roles from events union select target_sectors from events)
    )
    join sector_names using (role)
    group by roles
)

select concat_ws(
    E'\t',
    number,
    event_date,
    coalesce(clean(coalesce(source_name, source_text)), ''),
    coalesce(source_roles.names, ''),
    coalesce(source_land.name, ''),
    cameo_name,
    cameo_code,
    coalesce(cameo_codes.intensity, numbered.goldstein),
    coalesce(clean(coalesce(target_name, target_text)), ''),
    coalesce(target_roles.names, ''),
    coalesce(target_land.name, ''),
    story_number,
    sentence_number,
    coalesce(clean(publisher), ''),
    coalesce(clean(place_name), ''),
    '',
    coalesce(clean(place_admin1), ''),
    coalesce(place_land.name, place_country, ''),
    coalesce(latitude::varchar, ''),
    coalesce(longitude::varchar, '')
) as line
from numbered_events('icews') as numbered
left join cameo_codes on cameo_codes.code = cameo_code
left join sectors as source_roles on source_roles.roles = source_sectors
left join sectors as target_roles on target_roles.roles = target_sectors
left join country_codes as source_land on source_land.code = source_country
left join country_codes as target_land on target_land.code = target_country
left join country_codes as place_land on place_land.code = place_country
order by event_date, number
"""

IMPORT = r"""
with sectors as (
    select cell, list(role order by first) as roles
    from (
        select cell, role, min(position) as first
        from (
            select cell, unnest(string_split(cell, ',')) as sector, generate_subscripts(string_split(cell, ','), 1) as position
            from (select source_sectors as cell from cells union select target_sectors from cells)
            where cell is not null
        )
        join sector_roles on key = name_key(sector)
        group by cell, role
    )
    group by cell
),

names as (
    select distinct cell, country_names.code
    from (
        select source_country as cell from cells
        union select target_country from cells
        union select country from cells
    )
    left join country_names on key = name_key(cell)
    where cell is not null
),

actors as (
    select name, code
    from (
        select source_name as name from cells where source_country is null
        union select target_name from cells where target_country is null
    )
    join actor_names on key = name_key(name)
)

select
    line,
    event_id as id,
    event_date as day,
    source_name,
    coalesce(source_actor.code, coalesce(source_land.code, '') || coalesce(array_to_string(source_roles.roles, ''), '')) as source_code,
    source_land.code as source_country,
    target_name,
    coalesce(target_actor.code, coalesce(target_land.code, '') || coalesce(array_to_string(target_roles.roles, ''), '')) as target_code,
    target_land.code as target_country,
    coalesce(cells.cameo_code, named.code) as cameo_code,
    coalesce(city, district) as place_name,
    coalesce(place_land.code, country) as place_country,
    province as place_admin1,
    cells.latitude,
    cells.longitude,
    'icews:' || story_id as story_id,
    sentence_number,
    publisher,
    list_filter([
        if(cells.cameo_code is null and named.code is not null, 'CAMEO code taken from the event''s text', null),
        if(source_country is not null and source_land.code is null, 'country not known: ' || source_country, null),
        if(target_country is not null and target_land.code is null, 'country not known: ' || target_country, null),
        if(
            cells.source_sectors is not null and source_roles.roles is null,
            'no role known for the sectors: ' || cells.source_sectors,
            null
        ),
        if(
            cells.target_sectors is not null and target_roles.roles is null,
            'no role known for the sectors: ' || cells.target_sectors,
            null
        )
    ], lambda note: note is not null) as notes
from cells
left join (select name_key(name) as key, max(code) as code from cameo_codes group by all) as named
    on cells.cameo_code is null and named.key = name_key(event_text)
left join sectors as source_roles on source_roles.cell = source_sectors
left join sectors as target_roles on target_roles.cell = target_sectors
left join names as source_land on source_land.cell = source_country
left join names as target_land on target_land.cell = target_country
left join names as place_land on place_land.cell = country
left join actors as source_actor on source_country is null and source_actor.name = source_name
left join actors as target_actor on target_country is null and target_actor.name = target_name
"""

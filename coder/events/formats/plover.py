"""PLOVER records as JSON lines, with lists of actors and recipients; and POLECAT's tab-separated files of them (way in).

The pairs of one act (same sentence, rule, word, code, day and place) are one record where every actor acts on every
recipient; where three or more do something all with all, they are both actors and recipients. `cameo` and `reciprocal` are our own
additions, so that our records can be read back. PLOVER has no type for CAMEO's roots 01 and 02.
"""

from __future__ import annotations

__all__ = ["PLOVER_COLUMNS", "PLOVER_IMPORT", "POLECAT_COLUMNS", "POLECAT_IMPORT", "export"]

_EXPORT = r"""
with once as (
    select
        *,
        {'code': source_code, 'name': clean(coalesce(source_name, source_text))} as source,
        {'code': target_code, 'name': clean(coalesce(target_name, target_text))} as target,
        {
            'story_id': story_id, 'sentence_number': sentence_number, 'rule': rule, 'trigger': trigger, 'cameo': cameo_code,
            'day': event_date, 'reciprocal': reciprocal, 'place': place_name, 'country': place_country,
            'admin1': place_admin1, 'latitude': latitude, 'longitude': longitude
        } as act
    from events
    where event_date_precision = 'day' and plover is not null
    qualify row_number() over (partition by coalesce(pair_id, event_id) order by event_id <> pair_id, event_id) = 1
),

acts as (
    select
        act, any_value(plover order by event_id) as plover, any_value(quad_class) as quad_class, any_value(goldstein) as goldstein,
        any_value(clean(url)) as url, any_value(clean(publisher)) as publisher, any_value(clean(sentence)) as sentence
    from once
    group by act
),

everyone as (
    select act, list(distinct actor order by actor) as actors, count(distinct list_sort([source, target])) as pairs, min(event_id) as id
    from (select act, source, target, event_id, unnest([source, target]) as actor from once where reciprocal)
    group by act
    having len(actors) > 2 and pairs = len(actors) * (len(actors) - 1) // 2
),

recipients as (
    select act, source, list(distinct target order by target) as recipients, min(event_id) as id
    from once
    where act not in (select act from everyone)
    group by act, source
),

records as (
    select act, actors, actors as recipients, id from everyone
    union all
    select act, list(source order by source), recipients, min(id) from recipients group by act, recipients
)

select to_json({
    'id': regexp_replace(id, '^plover:', ''),
    'has_event': true,
    'date': act.day,
    'actor': [actor.code for actor in actors],
    'actor_name': [actor.name for actor in actors],
    'recipient': [recipient.code for recipient in recipients],
    'recipient_name': [recipient.name for recipient in recipients],
    'event': string_split(plover, '.')[1],
    'mode': string_split(plover, '.')[2],
    'context': []::varchar[],
    'quad_code': ['VERBAL COOPERATION', 'MATERIAL COOPERATION', 'VERBAL CONFLICT', 'MATERIAL CONFLICT'][quad_class],
    'event_scale': goldstein,
    'event_text': clean(act.trigger),
    'event_loc': if(
        coalesce(act.place, act.admin1, act.country, act.latitude::varchar, act.longitude::varchar) is null,
        null,
        {
            'name': clean(act.place), 'admin1': clean(act.admin1), 'country': act.country,
            'latitude': act.latitude, 'longitude': act.longitude
        }
    ),
    'text': $text,
    'link': url,
    'cite_info': publisher,
    'coder': clean(act.rule),
    'story_id': clean(act.story_id),
    'sentence_number': act.sentence_number,
    'cameo': act.cameo,
    'reciprocal': act.reciprocal
}) as line
from records
join acts using (act)
order by act.day, act.story_id, act.sentence_number, id
"""


def export(*, text: bool) -> str:
    """The SQL that gives each record as one line of JSON; with the sentence only where `text` is true."""
    return _EXPORT.replace("$text", "sentence" if text else "null")


PLOVER_COLUMNS = (
    *("id", "date", "actor", "actor_name", "recipient", "recipient_name", "event", "mode", "event_scale", "event_loc"),
    *("text", "link", "cite_info", "coder", "event_text", "story_id", "sentence_number", "cameo", "reciprocal"),
)
PLOVER_IMPORT = """
with pairs as (
    select
        *,
        row_number() over (partition by line order by source.number, target.number) as number
    from (
        select *, unnest(recipients) as target
        from (
            select
                *,
                unnest([
                    {'number': i, 'code': actors[i], 'name': names[i]} for i in range(1, len(actors) + 1)
                ]) as source,
                [
                    {'number': i, 'code': others[i], 'name': other_names[i]} for i in range(1, len(others) + 1)
                ] as recipients
            from (
                select
                    *,
                    listed(actor) as actors,
                    listed(coalesce(actor_name, actor)) as names,
                    listed(coalesce(recipient, '---')) as others,
                    listed(coalesce(recipient_name, recipient)) as other_names
                from cells
            )
        )
    )
    where case
        when actor is distinct from recipient or actor_name is distinct from recipient_name then true
        -- Who does something with everyone does it once with each, and never with itself.
        when reciprocal = 'true' and len(actors) > 2 then source.number < target.number
        when reciprocal is null and len(actors) > 1 then source.number <> target.number
        else true
    end
)

select
    line,
    id || if(number = 1, '', '-' || number) as id,
    date as day,
    source.name as source_name,
    source.code as source_code,
    source.code[1:3] as source_country,
    target.name as target_name,
    target.code as target_code,
    target.code[1:3] as target_country,
    coalesce(cameo, precise.code, general.code) as cameo_code,
    event_scale as goldstein,
    coalesce(json_extract_string(event_loc, '$.name'), if(starts_with(event_loc, '{'), null, event_loc)) as place_name,
    json_extract_string(if(starts_with(event_loc, '{'), event_loc, null), '$.country') as place_country,
    json_extract_string(if(starts_with(event_loc, '{'), event_loc, null), '$.admin1') as place_admin1,
    json_extract_string(if(starts_with(event_loc, '{'), event_loc, null), '$.latitude') as latitude,
    json_extract_string(if(starts_with(event_loc, '{'), event_loc, null), '$.longitude') as longitude,
    coalesce(story_id, 'plover:' || id) as story_id,
    sentence_number,
    cite_info as publisher,
    link as url,
    if(cameo is null, ['CAMEO code taken from the PLOVER type'], []) as notes,
    coalesce(reciprocal = 'true', false) as mutual,
    coder as rule,
    event_text as trigger
from pairs
left join plover_codes as precise on precise.plover = event || '.' || mode
left join plover_codes as general on general.plover = event
"""

POLECAT_COLUMNS = (
    *("Event ID", "Event Date", "Event Type", "Event Mode", "Intensity", "Quad Code", "Contexts"),
    *("Actor Name", "Actor Country", "Actor COW", "Primary Actor Sector", "Actor Sectors", "Actor Title"),
    *("Actor Name Raw", "Wikipedia Actor ID"),
    *("Recipient Name", "Recipient Country", "Recipient COW", "Primary Recipient Sector", "Recipient Sectors"),
    *("Recipient Title", "Recipient Name Raw", "Wikipedia Recipient ID"),
    *("Placename", "City", "District", "Province", "Country", "Latitude", "Longitude", "GeoNames ID", "Raw Placename"),
    *(
        "Feature Type",
        "Source",
        "Publication Date",
        "Story People",
        "Story Organizations",
        "Story Locations",
        "Language",
    ),
    "Version",
)


POLECAT_IMPORT = """
with pairs as (
    select *, unnest(polecat_actors(recipient_name, recipient_country, primary_recipient_sector)) as recipient
    from (select *, unnest(polecat_actors(actor_name, actor_country, primary_actor_sector)) as actor from cells)
),

lands as (
    select cell, coalesce(any_value(country_codes.code), any_value(country_names.code)) as code
    from (
        select distinct unnest([actor.country, recipient.country, country]) as cell from pairs
    )
    left join country_codes on country_codes.code = cell
    left join country_names on key = name_key(cell)
    where cell is not null
    group by cell
)

select
    line,
    event_id || if(row_number() over these = 1, '', '-' || row_number() over these) as id,
    event_date as day,
    publication_date as story_day,
    actor.name as source_name,
    coalesce(source_land.code, '') || coalesce(source_role.role, '') as source_code,
    source_land.code as source_country,
    recipient.name as target_name,
    coalesce(target_land.code, '') || coalesce(target_role.role, '') as target_code,
    target_land.code as target_country,
    coalesce(precise.code, general.code) as cameo_code,
    intensity as goldstein,
    coalesce(city, placename) as place_name,
    coalesce(place_land.code, country) as place_country,
    province as place_admin1,
    pairs.latitude,
    pairs.longitude,
    'polecat:' || event_id as story_id,
    pairs.source as publisher,
    list_filter([
        'CAMEO code taken from the PLOVER type',
        if(actor.country is not null and source_land.code is null, 'country not known: ' || actor.country, null),
        if(recipient.country is not null and target_land.code is null, 'country not known: ' || recipient.country, null)
    ], lambda note: note is not null) as notes
from pairs
left join lands as source_land on source_land.cell = actor.country
left join lands as target_land on target_land.cell = recipient.country
left join lands as place_land on place_land.cell = pairs.country
left join sector_roles as source_role on source_role.key = name_key(actor.sector)
left join sector_roles as target_role on target_role.key = name_key(recipient.sector)
left join plover_codes as precise on precise.plover = upper(event_type) || '.' || lower(event_mode)
left join plover_codes as general on general.plover = upper(event_type)
window these as (partition by line order by actor.name, actor.country, recipient.name, recipient.country)
"""

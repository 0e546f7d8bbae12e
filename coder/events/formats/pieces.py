"""The SQL that turns what a format's own SQL has found (the table `mapped`) into events, rejects and notes of our schema."""

from __future__ import annotations

from coder.events.schema import EVENTS

__all__ = ["SETUP", "STEPS"]

SETUP = r"""
create temp macro unquoted(cell) as
    if(length(cell) > 1 and starts_with(cell, '"') and ends_with(cell, '"'), replace(replace(cell[2:-2], '\"', '"'), '""', '"'), cell);
create temp macro day_of(written) as try_strptime(regexp_extract(written, '^[^ T]*'), ['%Y-%m-%d', '%Y%m%d', '%m/%d/%Y'])::date;
create temp macro is_sound(day) as year(day) between 1800 and 2100;
create temp macro listed(cell) as if(starts_with(cell, '['), from_json(cell, '["VARCHAR"]'), [cell]);
-- Lists run side by side; a single country or sector is that of all names, any other number of them that of none.
create temp macro at_place(cell, place, places) as
    case len(string_split(cell, '; ')) when places then string_split(cell, '; ')[place] when 1 then cell end;
create temp macro polecat_actors(name, country, sector) as [
    {
        'name': string_split(name, '; ')[i],
        'country': at_place(country, i, len(string_split(coalesce(name, country), '; '))),
        'sector': at_place(sector, i, len(string_split(coalesce(name, country), '; ')))
    }
    for i in range(1, len(string_split(coalesce(name, country, '---'), '; ')) + 1)
];
create temp table seen (event uhugeint);
create temp table mapped (
    line integer, id varchar, day varchar, story_day varchar,
    source_name varchar, source_code varchar, source_country varchar,
    target_name varchar, target_code varchar, target_country varchar,
    cameo_code varchar, goldstein varchar, place_name varchar, place_country varchar, place_admin1 varchar,
    latitude varchar, longitude varchar, story_id varchar, sentence_number varchar, publisher varchar, url varchar,
    mutual boolean, rule varchar, trigger varchar, notes varchar[]
);
"""

# Every code once, with its country and its roles.
_ACTORS = """
create or replace temp table actors as
select
    code,
    if(code[1:3] in (select code from country_codes), code[1:3], null) as country,
    [part for part in [code[i:i + 2] for i in range(1, length(code) + 1, 3)] if list_contains(known.roles, part)] as roles
from (select source_code as code from mapped union select target_code from mapped)
cross join (select list(role) as roles from sector_names) as known
"""

_CHECKED = """
create or replace temp table checked as
select
    mapped.* replace (
        if(trim(mapped.cameo_code) = '', null, mapped.cameo_code) as cameo_code,
        day_of(day) as day,
        day_of(story_day) as story_day,
        coalesce(nullif(source_code, ''), '---') as source_code,
        coalesce(nullif(target_code, ''), '---') as target_code
    ),
    $form || ':' || id as event_id,
    md5_number(concat_ws(' ', $form || ':' || id, day_of(day))) as event,
    try_cast(mapped.latitude as double) as north,
    try_cast(mapped.longitude as double) as east,
    case
        when id is null then 'no event id'
        when mapped.day is null then 'no date'
        when contains(mapped.day, '/') and (
            select bool_or(try_cast(split_part(day, '/', 1) as integer) > 12) from mapped where contains(day, '/')
        ) then 'date is not month/day/year; write it as YYYY-MM-DD'
        when not coalesce(is_sound(day_of(mapped.day)), false)
            then 'no date where it should be; expected YYYY-MM-DD, YYYYMMDD or month/day/year'
        when mapped.cameo_code is null then 'no CAMEO code'
        when cameo_codes.code is null then 'no CAMEO code where it should be: ' || mapped.cameo_code[1:20]
        when mapped.goldstein is not null and not coalesce(abs(try_cast(mapped.goldstein as double)) <= 10, false)
            then 'no Goldstein value where it should be; expected -10 to 10'
        when mapped.latitude is not null and not coalesce(abs(north) <= 90, false) then 'no latitude where it should be; expected -90 to 90'
        when mapped.longitude is not null and not coalesce(abs(east) <= 180, false)
            then 'no longitude where it should be; expected -180 to 180'
        when mapped.sentence_number is not null and try_cast(mapped.sentence_number as integer) is null
            then 'no sentence number where it should be; expected a whole number'
    end as fault
from mapped
left join cameo_codes on cameo_codes.code = mapped.cameo_code
"""

_DUPLICATES = """
create or replace temp table kept as
select *, row_number() over (partition by event order by line) > 1 or event in (from seen) as duplicate
from checked
where fault is null
"""

_SEEN = "insert into seen select event from kept where not duplicate"

# The two rows of what both sides do stand one after the other, with the sides exchanged.
_PAIRS = """
create or replace temp table pairs as
with follows as (
    select second.line as line, first.event_id as pair_id
    from kept as first
    join kept as second
        on second.line = first.line + 1
        and second.source_code = first.target_code
        and second.target_code = first.source_code
        and second.source_name is not distinct from first.target_name
        and second.target_name is not distinct from first.source_name
        and second.day = first.day
        and second.story_id is not distinct from first.story_id
        and second.sentence_number is not distinct from first.sentence_number
    join cameo_codes on cameo_codes.code = first.cameo_code and coalesce(mirror, code) = second.cameo_code
    where not first.duplicate and not second.duplicate and first.mutual is null
        and (first.source_code <> first.target_code or first.source_name is distinct from first.target_name)
)

-- Of three that follow each other, the third begins anew.
select * from follows where line - 1 not in (select line from follows)
"""

_PAIRED = """
create or replace temp table paired as
select kept.*, coalesce(ends.pair_id, begins.pair_id, if(mutual, event_id, null)) as pair_id
from kept
left join pairs as ends on ends.line = kept.line
left join pairs as begins on begins.line = kept.line + 1
where not duplicate
union all by name
select kept.* replace (
    event_id || '-mirror' as event_id, mirror as cameo_code,
    if(mirror = cameo_code, kept.goldstein, null) as goldstein,
    target_code as source_code, source_code as target_code, target_name as source_name, source_name as target_name,
    target_country as source_country, source_country as target_country
), event_id as pair_id
from kept
join (select code, coalesce(mirror, code) as mirror from cameo_codes) as mirrors on mirrors.code = cameo_code
where mutual and not duplicate
"""

_MADE = {
    "event_id": "event_id",
    "event_date": "day",
    "event_date_precision": "'day'",
    "story_date": "story_day",
    "historical": "false",
    "cameo_code": "cameo_code",
    "cameo_name": "cameo_codes.name",
    "cameo_root": "cameo_code[1:2]",
    "quad_class": "cameo_codes.quad_class",
    "goldstein": "coalesce(try_cast(made.goldstein as double), cameo_codes.goldstein)",
    "plover": "cameo_codes.plover",
    "reciprocal": "pair_id is not null",
    "pair_id": "pair_id",
    "source_resolved": "'named'",
    "target_resolved": "'named'",
    "place_name": "clean(place_name)",
    "place_country": "place_country",
    "place_admin1": "clean(place_admin1)",
    "latitude": "north",
    "longitude": "east",
    "rule": "coalesce(rule, $form)",
    "trigger": "coalesce(trigger, '')",
    "story_id": "coalesce(story_id, event_id)",
    "sentence_number": "coalesce(try_cast(sentence_number as integer), 0)",
    "publisher": "clean(publisher)",
    "url": "clean(url)",
    "run_id": "null",
    "sentence": "null",
}
for _side in ("source", "target"):
    _MADE |= {
        f"{_side}_text": f"coalesce({_side}_name, {_side}_code)",
        f"{_side}_name": f"{_side}_name",
        f"{_side}_code": f"{_side}_code",
        f"{_side}_country": f"coalesce({_side}_land.code, {_side}.country)",
        f"{_side}_sectors": f"coalesce({_side}.roles, [])",
    }

_EVENTS = """
create or replace temp table made_events as
select $columns
from paired as made
left join cameo_codes on cameo_codes.code = cameo_code
left join actors as source on source.code = source_code
left join actors as target on target.code = target_code
left join country_codes as source_land on source_land.code = source_country
left join country_codes as target_land on target_land.code = target_country
order by line, event_id
""".replace(
    "$columns", ", ".join(f"({_MADE[column.name]})::{column.type} as {column.name}" for column in EVENTS.columns)
)

_REJECTS = """
create or replace temp table made_rejects as
select ''::varchar as file, line, reason, text[:200] as raw
from (
    select line, text, if(width = 0, 'no JSON object', len(parts) || ' fields, expected ' || width) as reason
    from split
    where len(parts) <> width
    union all
    select line, text, any_value(fault) from checked join split using (line) where fault is not null group by all
    union all
    select line, text, 'duplicate: an event with this id and date stood before it' from kept join split using (line) where duplicate
    group by all
)
order by line
"""

_NOTES = """
create or replace temp table made_notes as
select note, count(distinct line) as number
from (
    select line, unnest(notes) as note from mapped
    union all
    select line, 'date written month/day/year' from mapped where contains(day, '/')
    union all
    select line, 'stray separators at the end of the row' from split where stray
    union all
    select line, 'no source' from mapped where coalesce(source_code, '') = ''
    union all
    select line, 'no target' from mapped where coalesce(target_code, '') = ''
)
where line not in (select line from made_rejects)
group by note
"""

STEPS = (_ACTORS, _CHECKED, _DUPLICATES, _SEEN, _PAIRS, _PAIRED, _EVENTS, _REJECTS, _NOTES)

-- Repeats of one event: in other sentences, in other stories, on the next day.

-- As in the column `mirror` of the dictionary cameo.csv.
create or replace macro mirror_of(code) as
    case
        when code in ('040', '041', '044', '046', '057') then code
        when code = '042' then '043'
        when code = '043' then '042'
    end;
comment on macro mirror_of is 'CAMEO code of the same event from the other side: 042 of 043, 040 of 040; null for what one side does';

-- `_key` holds what rows of one event have in common besides the day, `_backward` tells the two rows of a pair apart: each stands for
-- its own repeats. The parts that are read more than once are not materialized, so that only the columns needed are read again.
create or replace macro deduplicated(rule) as table
with sides as not materialized (
    select
        *,
        if(rule = 'default', coalesce(source_country, source_code), source_code) as _source,
        if(rule = 'default', coalesce(target_country, target_code), target_code) as _target,
        if(rule = 'default', mirror_of(cameo_code), null) as _mirror,
        rule = 'default' and coalesce(_mirror = cameo_code, pair_id is not null) as _mutual,
        coalesce(_mirror < cameo_code, false) or (_mutual and _source > _target) as _turned,
        coalesce(event_date_precision, 'day') as _precision,
        coalesce(pair_id, event_id) as _pair
    from events
    where if(rule in ('default', 'one-a-day'), true, error('no rule ' || rule || ': it is default or one-a-day'))
),

keys as not materialized (
    select
        *,
        concat_ws(
            '|',
            if(_turned, _target, _source),
            if(_turned, _source, _target),
            least(cameo_code, coalesce(_mirror, cameo_code)),
            _mutual,
            _precision,
            -- Without a day nobody knows whether two stories tell of one event.
            if(event_date is null, coalesce(story_id, event_id), null)
        ) as _key,
        if(_source = _target, event_id <> _pair, _turned) as _backward,
        -- The day of an act may be told one off; a month or a year is itself.
        if(rule = 'default' and _precision = 'day', 1, 0) as _apart
    from sides
),

days as (
    select
        _key,
        event_date,
        coalesce(event_date - lag(event_date) over (partition by _key order by event_date) <= _apart, false) as _goes_on
    from (select distinct _key, _apart, event_date from keys where event_date is not null)
),

chains as (
    select _key, event_date, max(if(_goes_on, null, event_date)) over (partition by _key order by event_date) as _begin
    from days
),

-- What goes on for months is not one event: a chain is cut every seven days.
grouped as not materialized (
    select keys.*, concat_ws('|', _key, _begin, (keys.event_date - _begin) // 7) as _group
    from keys
    left join chains using (_key, event_date)
),

groups as (
    select
        _group,
        min(struct_pack(
            event_date, story_date := coalesce(story_date, 'infinity'::date), pair := _pair, event_id
        )) as _first,
        list_sort(list(distinct story_id) filter (story_id is not null)) as story_ids,
        list_sort(list(distinct publisher) filter (publisher is not null)) as publishers,
        list_sort(list(distinct url) filter (url is not null)) as urls
    from grouped
    group by _group
),

kept as (
    select _group, _backward, min(event_id) as _kept
    from grouped
    join groups using (_group)
    where _pair = _first.pair
    group by _group, _backward
),

marked as (
    select
        grouped.*,
        groups.* exclude (_group),
        _kept,
        _pair = _first.pair
            and row_number() over (partition by event_id order by story_id, sentence_number) = 1 as _is_kept
    from grouped
    join groups using (_group)
    left join kept using (_group, _backward)
)

select
    * exclude (
        _source, _target, _mirror, _mutual, _turned, _precision, _pair, _key, _backward, _apart, _group, _first, _kept, _is_kept,
        story_ids, publishers, urls
    ),
    if(_is_kept, null, coalesce(_kept, _first.event_id)) as duplicate_of,
    if(_is_kept, story_ids, null) as story_ids,
    if(_is_kept, publishers, null) as publishers,
    if(_is_kept, urls, null) as urls
from marked;
comment on macro table deduplicated is
    'All events with repeats marked by a rule, default or one-a-day, as in the view events_unique: deduplicated(''one-a-day'')';

create or replace view events_unique as from deduplicated('default');

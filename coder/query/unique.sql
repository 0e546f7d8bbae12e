-- Repeats of one event: in other sentences, in other stories, on the next day.

-- As in the column `mirror` of the dictionary cameo.csv.
create or replace macro mirror_of(code) as
    case
        when code in ('040', '041', '044', '046', '057') then code
        when code = '042' then '043'
        when code = '043' then '042'
    end;
comment on macro mirror_of is 'CAMEO code of the same event from the other side: 042 of 043, 040 of 040; null for what one side does';

-- Newspapers say Iran, Tehran and the Iranian foreign ministry for one actor, but the rebels of a state are never the state.
create or replace macro party_of(code, country) as
    case
        when country is null then code
        when regexp_matches(code, '^...(...)*(REB|INS|SEP)') then country || 'REB'
        else country
    end;
comment on macro party_of is
    'Whose act it is, whatever the role: a country, its rebels (SYRREB), or the whole code of an actor without a country';

-- Stories that share a band are linked, directly or by others; each gets to know the first of those that it is linked with.
create or replace view copies as
with recursive bands as (
    select distinct story_id, unnest(minhash_bands) as band from stories
),

links as materialized (
    select * from bands semi join (select band from bands group by band having count(*) > 1) using (band)
),

firsts as (
    select story_id, row(coalesce(min(story_date), 'infinity'::date), story_id) as first
    from stories semi join links using (story_id)
    group by story_id
    union
    select links.story_id, min(near.first)
    from (select band, min(first) as first from firsts join links using (story_id) group by band) as near
    join links using (band)
    group by links.story_id
)

select story_id, min(first)[2] as copy_of
from firsts
group by story_id
having min(first)[2] <> story_id;

-- `_key` holds what the rows of one event have in common besides the day, `_backward` tells the two rows of a pair apart: each stands
-- for its own repeats.
create or replace macro deduplicated(by_rule) as table
with sides as (
    select
        events.*,
        coalesce(copies.copy_of, story_id, event_id) as _text,
        case when by_rule = 'default' then party_of(source_code, source_country) else source_code end as _source,
        case when by_rule = 'default' then party_of(target_code, target_country) else target_code end as _target,
        case when by_rule = 'default' then mirror_of(cameo_code) end as _mirror,
        by_rule = 'default' and coalesce(_mirror = cameo_code, pair_id is not null) as _mutual,
        coalesce(_mirror < cameo_code, false) or (_mutual and _source > _target) as _turned,
        coalesce(event_date_precision, 'day') as _precision,
        coalesce(pair_id, event_id) as _pair
    from events
    left join (from copies where by_rule = 'default') as copies using (story_id)
    where case when by_rule in ('default', 'one-a-day') then true else error('no rule ' || by_rule || ': it is default or one-a-day') end
),

keys as (
    select
        *,
        concat_ws(
            '|',
            case when _turned then _target else _source end,
            case when _turned then _source else _target end,
            least(cameo_code, coalesce(_mirror, cameo_code)),
            _mutual,
            _precision,
            -- Without a day nobody knows whether two stories tell of one event, unless they copy each other.
            case when event_date is null then _text end
        ) as _key,
        case when _source = _target then event_id <> _pair else _turned end as _backward,
        -- The day of an act may be told one off; a month or a year is itself.
        case when by_rule = 'default' and _precision = 'day' then 1 else 0 end as _apart
    from sides
),

-- A copy that comes some days later tells of the same days, though it may call them others ("on Monday"): the first, second, ...
-- day of a key in one text is the first, second, ... in all its copies.
ordinals as (
    select *, dense_rank() over (partition by _key, story_id order by event_date) as _nth from keys
),

tellings as (
    select
        *,
        event_date - lag(event_date) over (partition by _key, _text, _nth order by event_date) <= 7 as _told_again
    from ordinals
),

days as (
    select
        *,
        max(case when coalesce(_told_again, false) then null else event_date end) over (partition by _key, _text, _nth order by event_date) as _day
    from tellings
),

steps as (
    select
        *,
        _day - lag(_day) over (partition by _key order by _day) <= _apart as _goes_on
    from days
),

chains as (
    select
        *,
        max(case when coalesce(_goes_on, false) then null else _day end) over (partition by _key order by _day) as _begin
    from steps
),

-- What goes on for months is not one event: a chain is cut every seven days.
ranks as (
    select
        *,
        first_value(_pair) over ranked as _first_pair,
        first_value(event_id) over ranked as _first,
        first_value(case when _backward then null else row(_pair, event_id) end ignore nulls) over ranked as _forwards,
        first_value(case when _backward then row(_pair, event_id) end ignore nulls) over ranked as _backwards,
        lag(event_id) over ranked as _before
    from chains
    window ranked as (
        partition by _key, _begin, (_day - _begin) // 7
        order by event_date, coalesce(story_date, 'infinity'::date), _pair, event_id, story_id, sentence_number
        rows between unbounded preceding and unbounded following
    )
),

marks as (
    select
        *,
        case when _backward then _backwards else _forwards end as _same_side,
        _pair = _first_pair and event_id is distinct from _before as _kept
    from ranks
),

carriers as (
    select
        _first,
        list_sort(list(distinct story_id) filter (story_id is not null)) as story_ids,
        list_sort(list(distinct publisher) filter (publisher is not null)) as publishers,
        list_sort(list(distinct url) filter (url is not null)) as urls
    from marks
    group by _first
)

select
    marks.* exclude (
        _text, _source, _target, _mirror, _mutual, _turned, _precision, _pair, _key, _backward, _apart, _nth, _told_again, _day, _goes_on,
        _begin, _first_pair, _first, _forwards, _backwards, _before, _same_side, _kept
    ),
    case when _kept then null when _same_side[1] = _first_pair then _same_side[2] else _first end as duplicate_of,
    case when _kept then carriers.story_ids end as story_ids,
    case when _kept then carriers.publishers end as publishers,
    case when _kept then carriers.urls end as urls
from marks
left join carriers using (_first);
comment on macro table deduplicated is
    'All events with repeats marked by a rule, default or one-a-day, as in the view events_unique: deduplicated(''one-a-day'')';

create or replace view events_unique as from deduplicated('default');

-- Pairs of actors. The two rows of an event that both sides do (pair_id) are one event where direction does not matter.

create macro events_between(a, b) as table
from events
where
    (is_actor(source_code, source_country, a) and is_actor(target_code, target_country, b))
    or (is_actor(source_code, source_country, b) and is_actor(target_code, target_country, a))
order by event_date, story_id, sentence_number, event_id;
comment on macro table events_between is 'All events between two actors, in either direction: events_between(''IRN'', ''EGY'')';

create macro dyad(a, b, period) as table
with matched as materialized (
    select
        period_of(event_date, event_date_precision, period) as start,
        is_actor(source_code, source_country, a) and is_actor(target_code, target_country, b) as forward,
        is_actor(source_code, source_country, b) and is_actor(target_code, target_country, a) as backward,
        row_number() over (partition by coalesce(pair_id, event_id) order by cameo_code, event_id) = 1 as once,
        quad_class,
        goldstein
    from events
    where forward or backward
),

starts as (
    from calendar(period)
    union
    select start from matched where start is not null
),

directions as (
    select * from (values
        (1, upper(a) || '>' || upper(b)),
        (2, upper(b) || '>' || upper(a)),
        (3, 'both')
    ) as listed (number, direction)
    where number <> 2 or upper(a) <> upper(b)
)

select starts.start as period, directions.direction, unnest(tally(matched.quad_class, matched.goldstein))
from starts
cross join directions
left join matched
    on matched.start = starts.start
    and case directions.number when 1 then matched.forward when 2 then matched.backward else matched.once end
group by starts.start, directions.number, directions.direction
order by starts.start, directions.number;
comment on macro table dyad is
    'Two actors over time, zero-filled: one row for each period and direction (IRN>EGY, EGY>IRN, both); in both, an event that the two do together counts once: dyad(''IRN'', ''EGY'', ''month'')';

create macro dyads(period) as table
select
    period_of(event_date, event_date_precision, period) as period,
    coalesce(source_country, source_code) as source,
    coalesce(target_country, target_code) as target,
    unnest(tally(quad_class, goldstein))
from events
where period_of(event_date, event_date_precision, period) is not null
group by 1, 2, 3
order by 1, 2, 3;
comment on macro table dyads is
    'All directed dyads by period, without zeros: one row for each period and pair of countries (or codes without one): dyads(''month'')';

create view dyad_day as from dyads('day');
create view dyad_month as from dyads('month');
create view dyad_year as from dyads('year');

create macro network(from_date, to_date) as table
select
    coalesce(source_country, source_code) as source,
    coalesce(target_country, target_code) as target,
    unnest(tally(quad_class, goldstein))
from events
where
    (from_date is null or event_date >= from_date::date)
    and (to_date is null or date_end(event_date, event_date_precision) <= to_date::date)
group by 1, 2
order by 3 desc, 1, 2;
comment on macro table network is
    'Who acted on whom from one day to another, both included, null for open: one row for each directed dyad: network(''2023-07-01'', ''2023-07-31'')';

-- What changes: by root, between two spells of time.

create macro roots(period) as table
select
    period_of(event_date, event_date_precision, period) as period,
    cameo_root,
    unnest(tally(quad_class, goldstein))
from events
where period_of(event_date, event_date_precision, period) is not null
group by 1, 2
order by 1, 2;
comment on macro table roots is
    'Events by period and CAMEO root, without zeros: roots(''year'')';

create macro escalation(a, b, days) as table
with daily as (
    select
        period as day,
        events,
        sum(events) over now as events_now,
        sum(goldstein_sum::decimal(18, 4)) over now as sum_now,
        sum(events) over before as events_before,
        sum(goldstein_sum::decimal(18, 4)) over before as sum_before,
        sum(verbal_conflict + material_conflict) over now as conflict_now,
        sum(verbal_conflict + material_conflict) over before as conflict_before
    from dyad(a, b, 'day')
    where direction = 'both'
    window
        now as (order by period range between to_days(days - 1) preceding and current row),
        before as (order by period range between to_days(2 * days - 1) preceding and to_days(days) preceding)
)

select
    day,
    events_now::bigint as events,
    coalesce(events_before, 0)::bigint as events_before,
    conflict_now::bigint as conflict,
    coalesce(conflict_before, 0)::bigint as conflict_before,
    round(sum_now::double / nullif(events_now, 0), 4) as goldstein,
    round(sum_before::double / nullif(events_before, 0), 4) as goldstein_before,
    round(goldstein - goldstein_before, 4) as change
from daily
where events > 0
order by day;
comment on macro table escalation is
    'Days with events between two actors: the days up to it against as many days before those, in number of events, conflict events (quad classes 3 and 4) and mean Goldstein value; change below zero is escalation: escalation(''IRN'', ''EGY'', 30)';

-- What one run has and another has not. It asks only `events` and `story_runs`, which coder/query/differences.py defines for two outputs.

create macro compare(run_a, run_b) as table
with sides as (
    select 'a' as side, * from events where starts_with(run_id, run_a)
    union all
    select 'b' as side, * from events where starts_with(run_id, run_b)
),

-- `nth` tells apart the events of one sentence that have the same actors and code.
numbered as (
    select
        *,
        row_number() over (
            partition by side, story_id, sentence_number, source_code, target_code, cameo_code order by rule, event_id
        ) as nth
    from sides
    where
        story_id in (select story_id from story_runs where starts_with(run_id, run_a))
        and story_id in (select story_id from story_runs where starts_with(run_id, run_b))
),

-- Of the events that the other side does not have, those of the same sentence and actors are changed; `place` pairs them.
alone as (
    select
        *,
        row_number() over (
            partition by side, story_id, sentence_number, source_code, target_code order by cameo_code, rule, event_id
        ) as place
    from numbered as one
    where not exists (
        from numbered as other
        where
            other.side <> one.side
            and (other.story_id, other.sentence_number, other.source_code, other.target_code, other.cameo_code, other.nth)
            = (one.story_id, one.sentence_number, one.source_code, one.target_code, one.cameo_code, one.nth)
    )
)

select
    case when b.side is null then 'lost' when a.side is null then 'gained' else 'changed' end as change,
    story_id, sentence_number, source_code, target_code,
    a.cameo_code as code_a, b.cameo_code as code_b, a.rule as rule_a, b.rule as rule_b,
    coalesce(b.trigger, a.trigger) as trigger, coalesce(b.sentence, a.sentence) as sentence
from (from alone where side = 'a') as a
full join (from alone where side = 'b') as b using (story_id, sentence_number, source_code, target_code, place)
order by all;
comment on macro table compare is
    'What run b has gained, lost and changed (another code in the same sentence, with the same actors) against run a, in the stories that both have coded; a run is named by the start of its run_id: compare(''3f9a'', ''b07c'')';

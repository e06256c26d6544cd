-- Who did what to whom, when and from where. Rows are added and never touched again.
create table platform.audit_events (
    -- UUID version 7: in order of time.
    id           uuid primary key,
    occurred_at  timestamptz  not null,
    action       varchar(60)  not null,
    actor_id     uuid,
    actor_role   varchar(20),
    subject_type varchar(40)  not null,
    subject_id   varchar(100),
    address      varchar(45),
    request_id   varchar(128),
    trace_id     varchar(32),
    details      jsonb        not null default '{}'
);
create index audit_events_by_actor on platform.audit_events (actor_id, id);
create index audit_events_by_subject on platform.audit_events (subject_id, id);
create index audit_events_by_action on platform.audit_events (action, id);
create index audit_events_by_time on platform.audit_events (occurred_at);

create function platform.refuse_change() returns trigger language plpgsql as $$
begin
    raise exception '% is append-only', tg_table_name using errcode = 'insufficient_privilege';
end $$;
create trigger audit_events_append_only before update or delete on platform.audit_events
    for each row execute function platform.refuse_change();
create trigger audit_events_no_truncate before truncate on platform.audit_events
    for each statement execute function platform.refuse_change();

-- Rows may go when the pruning says in its transaction from when on it keeps them; those of the last 30 days stay whatever it says.
create function platform.refuse_early_delete() returns trigger language plpgsql as $$
declare
    kept_from timestamptz := nullif(current_setting('tradepost.audit_kept_from', true), '')::timestamptz;
begin
    if kept_from is null or old.occurred_at >= least(kept_from, now() - interval '30 days') then
        raise exception '% is append-only', tg_table_name using errcode = 'insufficient_privilege';
    end if;
    return old;
end $$;
create trigger audit_events_kept before delete on platform.audit_events
    for each row execute function platform.refuse_early_delete();
drop trigger audit_events_append_only on platform.audit_events;
create trigger audit_events_append_only before update on platform.audit_events
    for each row execute function platform.refuse_change();

-- Work on many rows that somebody has uploaded, done in the background by whichever instance is free.
create table platform.jobs (
    -- UUID version 7: in order of time.
    id          uuid primary key,
    kind        varchar(60)  not null,
    owner_id    uuid         not null,
    parameters  jsonb        not null default '{}',
    -- UPLOADING is not a job yet: nobody sees it, and it goes when its lease has run out.
    status      varchar(20)  not null
        check (status in ('UPLOADING', 'QUEUED', 'RUNNING', 'SUCCEEDED', 'FAILED', 'CANCELLED')),
    rows_total  bigint,
    rows_done   bigint       not null default 0,
    rows_failed bigint       not null default 0,
    errors_kept integer      not null default 0,
    message     varchar(500),
    created_at  timestamptz  not null,
    started_at  timestamptz,
    finished_at timestamptz,
    -- Whose it is, and until when without a sign of life.
    lease_id    uuid,
    lease_until timestamptz,
    -- How often it was begun since it last got on.
    tries       integer      not null default 0,
    has_input   boolean      not null default true,
    constraint jobs_finished check ((status in ('SUCCEEDED', 'FAILED', 'CANCELLED')) = (finished_at is not null))
) with (fillfactor = 50);
create index jobs_by_owner on platform.jobs (owner_id, id);
create index jobs_to_do on platform.jobs (id) where finished_at is null;
create index jobs_finished_at on platform.jobs (finished_at) where finished_at is not null;
create index jobs_with_leftovers on platform.jobs (id) where has_input and finished_at is not null;

-- What was uploaded, in pieces of about a MiB.
create table platform.job_input (
    job_id   uuid    not null references platform.jobs (id) on delete cascade,
    position integer not null,
    content  bytea   not null,
    primary key (job_id, position)
);
-- Written once, read once: not worth being compressed.
alter table platform.job_input alter column content set storage external;

create table platform.job_errors (
    job_id     uuid         not null references platform.jobs (id) on delete cascade,
    position   integer      not null,
    row_number bigint       not null,
    field      varchar(200) not null,
    code       varchar(60)  not null,
    message    varchar(500) not null,
    primary key (job_id, position)
);

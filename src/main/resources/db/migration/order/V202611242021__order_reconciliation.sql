-- What should not be, from when it was first seen until it is seen no more.
create table orders.reconciliation_findings (
    id          uuid primary key,
    kind        varchar(50)  not null,
    -- An order or, where the kind says stock, a product.
    subject     uuid         not null,
    detail      varchar(500) not null,
    found_at    timestamptz  not null,
    seen_at     timestamptz  not null,
    repairs     integer      not null default 0,
    repaired_at timestamptz,
    resolved_at timestamptz
);
create unique index reconciliation_findings_open
    on orders.reconciliation_findings (kind, subject) where resolved_at is null;
create index reconciliation_findings_by_time on orders.reconciliation_findings (found_at, id);
create index reconciliation_findings_resolved
    on orders.reconciliation_findings (resolved_at) where resolved_at is not null;

create table orders.reconciliation_runs (
    id          uuid primary key,
    started_at  timestamptz not null,
    finished_at timestamptz not null,
    found       integer     not null,
    repaired    integer     not null,
    failed      integer     not null
);
create index reconciliation_runs_by_time on orders.reconciliation_runs (started_at);

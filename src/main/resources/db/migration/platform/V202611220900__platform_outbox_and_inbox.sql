-- Events that leave the process, and the ones that came in and had their effect.
create table platform.outbox_events (
    id           uuid primary key,
    position     bigint generated always as identity,
    exchange     varchar(100) not null,
    aggregate_id uuid         not null,
    type         varchar(100) not null,
    body         text         not null,
    created_at   timestamptz  not null,
    next_try_at  timestamptz  not null default now(),
    unroutable   integer      not null default 0,
    sent_at      timestamptz
);
-- Only what is still to be sent: the index stays as small as the backlog.
create unique index outbox_events_unsent on platform.outbox_events (position) where sent_at is null;
create index outbox_events_unsent_by_aggregate
    on platform.outbox_events (aggregate_id, exchange, position) where sent_at is null;
create index outbox_events_sent on platform.outbox_events (sent_at) where sent_at is not null;

create table platform.inbox_messages (
    consumer    varchar(100) not null,
    message_id  uuid         not null,
    received_at timestamptz  not null default now(),
    primary key (consumer, message_id)
);
create index inbox_messages_received on platform.inbox_messages (received_at);

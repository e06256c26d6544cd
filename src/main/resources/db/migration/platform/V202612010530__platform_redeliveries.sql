-- Messages that are to be delivered again: failed ones after a delay, and those that the broker has lost. A row goes when the inbox has the
-- message, or when it has become a dead letter.
create table platform.redeliveries (
    queue       varchar(100)  not null,
    message_id  uuid          not null,
    type        varchar(255)  not null,
    -- Null if the outbox has it.
    body        text,
    reason      varchar(1000) not null,
    -- Failed ones. 0 for a lost message.
    tries       integer       not null default 0,
    -- Published since the last failure.
    copies      integer       not null default 0,
    created_at  timestamptz   not null default now(),
    next_try_at timestamptz   not null default now(),
    primary key (queue, message_id)
);
create index redeliveries_due on platform.redeliveries (next_try_at);

-- Until when each queue was searched for events that were sent and had no effect.
create table platform.delivery_checks (
    queue         varchar(100) primary key,
    checked_until timestamptz  not null
);

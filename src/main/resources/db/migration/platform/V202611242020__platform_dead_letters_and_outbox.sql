-- What processing gave up on, taken over from the broker's dead-letter queues so that it can be listed, counted and given another try.
create table platform.dead_letters (
    -- Of this death: one message may die several times.
    id         uuid primary key,
    -- Where it was to be handled, and where another try goes.
    queue      varchar(255)  not null,
    message_id varchar(255),
    type       varchar(255),
    subject    varchar(255),
    -- As it was received: it need not be text.
    body       bytea         not null,
    reason     varchar(1000) not null,
    tries      integer       not null,
    died_at    timestamptz   not null,
    settled_at timestamptz,
    settled_by uuid,
    settled_as varchar(20) check (settled_as in ('REDRIVEN', 'DISCARDED')),
    constraint dead_letters_settled check ((settled_at is null) = (settled_as is null))
);
create index dead_letters_open on platform.dead_letters (queue, died_at) where settled_at is null;
create index dead_letters_by_time on platform.dead_letters (died_at, id);
create index dead_letters_settled on platform.dead_letters (settled_at) where settled_at is not null;

-- Events that no queue wanted hold up the later ones of their aggregate.
create index outbox_events_unroutable on platform.outbox_events (aggregate_id, exchange) where unroutable > 0;

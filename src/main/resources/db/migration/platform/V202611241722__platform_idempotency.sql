-- What was answered to a request with a key, for those who send it again.
create table platform.idempotency_keys (
    principal   uuid         not null,
    -- Method and path: a key means something to one address.
    route       varchar(200) not null,
    key         varchar(255) not null,
    -- SHA-256 of the request.
    fingerprint bytea        not null,
    status      integer      not null,
    -- The answer, or what it is made of when it is a problem.
    body        text         not null,
    location    varchar(200),
    created_at  timestamptz  not null,
    primary key (principal, route, key)
);
create index idempotency_keys_by_time on platform.idempotency_keys (created_at);

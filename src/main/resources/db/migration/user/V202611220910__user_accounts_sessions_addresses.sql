create table users.users (
    id            uuid primary key,
    email         varchar(255) not null,
    password_hash varchar(255) not null,
    first_name    varchar(100) not null,
    last_name     varchar(100) not null,
    phone         varchar(20),
    role          varchar(20)  not null default 'customer' check (role in ('customer', 'seller', 'admin')),
    is_verified   boolean      not null default false,
    is_active     boolean      not null default true,
    created_at    timestamptz  not null,
    updated_at    timestamptz  not null,
    last_login    timestamptz,
    version       integer      not null default 0,
    -- E-mail addresses are compared without regard to case: they are stored in lower case, and only so.
    constraint users_email_key unique (email),
    constraint users_email_lower check (email = lower(email))
);
create index idx_users_created_at on users.users (created_at, id);

create table users.sessions (
    id                 uuid primary key,
    user_id            uuid        not null references users.users (id) on delete cascade,
    -- SHA-256: the token itself is never stored.
    refresh_token_hash bytea       not null unique,
    created_at         timestamptz not null,
    expires_at         timestamptz not null
);
create index idx_sessions_user on users.sessions (user_id);

create table users.addresses (
    id             uuid primary key,
    user_id        uuid         not null references users.users (id) on delete cascade,
    address_type   varchar(50)  not null check (address_type in ('shipping', 'billing')),
    street_address varchar(255) not null,
    city           varchar(100) not null,
    state          varchar(100) not null,
    postal_code    varchar(20)  not null,
    country        varchar(100) not null,
    is_default     boolean      not null default false,
    created_at     timestamptz  not null,
    updated_at     timestamptz  not null,
    version        integer      not null default 0
);
create index idx_addresses_user on users.addresses (user_id, id);
create unique index addresses_one_default on users.addresses (user_id, address_type) where is_default;

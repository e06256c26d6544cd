-- Sealed texts are longer than what they hold. What is there already is sealed by the application, while it runs.
alter table users.users alter column phone type text;
alter table users.addresses alter column street_address type text;

alter table users.users
    -- Counts the passwords an account has had, so that a sign-in with the last one cannot overtake its change.
    add column password_version integer not null default 0,
    add column erased_at timestamptz;
-- For the administrators' list: newest first, found by a part of name or address.
create index users_by_role on users.users (role) where role <> 'customer';

alter table users.sessions
    add column device       varchar(255) not null default 'unknown',
    add column address      varchar(45)  not null default 'unknown',
    add column last_used_at timestamptz  not null default now(),
    add column revoked_at   timestamptz,
    add column revoked_because varchar(30),
    -- When Redis learned of the revocation.
    add column announced_at timestamptz,
    add constraint sessions_revoked_because check ((revoked_at is null) = (revoked_because is null));
create index sessions_unannounced on users.sessions (revoked_at) where revoked_at is not null and announced_at is null;
create index sessions_expiry on users.sessions (expires_at);

-- What is sent by mail to prove that its reader owns the address. Only hashes (SHA-256) are kept.
create table users.one_time_tokens (
    token_hash bytea primary key,
    user_id    uuid        not null references users.users (id) on delete cascade,
    purpose    varchar(20) not null check (purpose in ('VERIFY_EMAIL', 'RESET_PASSWORD')),
    created_at timestamptz not null,
    expires_at timestamptz not null
);
create index one_time_tokens_user on users.one_time_tokens (user_id, purpose);
create index one_time_tokens_expiry on users.one_time_tokens (expires_at);

-- Mails that are owed, and for a while those that were sent.
create table users.mail_jobs (
    id          uuid primary key,
    kind        varchar(30)  not null,
    -- May belong to nobody: whether it does is found out when the mail is written, not when it is asked for.
    recipient   varchar(255) not null,
    details     jsonb        not null default '{}',
    created_at  timestamptz  not null,
    -- Also the claim of whoever is sending it: it lies ahead while they do.
    next_try_at timestamptz  not null,
    tries       integer      not null default 0,
    finished_at timestamptz,
    outcome     varchar(10) check (outcome in ('SENT', 'DROPPED', 'GIVEN_UP')),
    constraint mail_jobs_finished check ((finished_at is null) = (outcome is null))
);
create index mail_jobs_owed on users.mail_jobs (next_try_at) where finished_at is null;
create index mail_jobs_recipient on users.mail_jobs (recipient, kind, created_at);
create index mail_jobs_finished_at on users.mail_jobs (finished_at) where finished_at is not null;

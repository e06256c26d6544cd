-- The refresh token that was exchanged last, and what it was exchanged for: who asks again within ten seconds gets the same pair.
alter table users.sessions
    add column spent_token_hash bytea,
    add column spent_at timestamptz,
    -- Encrypted, and null again after the ten seconds.
    add column successor text;
create index sessions_successors on users.sessions (spent_at) where successor is not null;

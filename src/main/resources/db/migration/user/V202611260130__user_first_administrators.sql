-- For which addresses a first administrator was made, so that none is made twice. Only hashes (SHA-256): the account may be erased.
create table users.first_administrators (
    email_hash bytea primary key,
    noted_at   timestamptz not null default now()
);

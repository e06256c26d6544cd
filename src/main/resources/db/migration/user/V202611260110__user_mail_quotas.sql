-- How many mails an address was sent on a day. Only its hash (SHA-256) is kept: the count has to outlive the account.
create table users.mail_quotas (
    recipient_hash bytea   not null,
    day            date    not null,
    mails          integer not null,
    verifications  integer not null,
    primary key (recipient_hash, day)
);
create index mail_quotas_day on users.mail_quotas (day);

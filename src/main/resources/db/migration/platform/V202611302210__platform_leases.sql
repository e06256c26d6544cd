-- Work that one instance does at a time: who does it, and until when without a sign of life.
create table platform.leases (
    name        varchar(60) primary key,
    holder      uuid        not null,
    lease_until timestamptz not null
);

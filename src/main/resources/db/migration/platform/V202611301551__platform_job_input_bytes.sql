-- What an upload takes or has announced, so that uploads that come at once are counted before they are stored.
alter table platform.jobs add column input_bytes bigint not null default 0 check (input_bytes >= 0);

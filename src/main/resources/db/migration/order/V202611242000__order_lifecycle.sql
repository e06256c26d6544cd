-- A mail tells of an order, or of one of its refunds: then it is about that one.
alter table orders.notifications
    add column about uuid not null default '00000000-0000-0000-0000-000000000000';
alter table orders.notifications drop constraint notifications_once;
alter table orders.notifications add constraint notifications_once unique (order_id, kind, about);

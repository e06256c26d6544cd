-- What was taken out for an order that was cancelled afterwards comes back.
alter table catalog.reservations drop constraint reservations_status_check;
alter table catalog.reservations add constraint reservations_status_check
    check (status in ('OPEN', 'COMMITTED', 'RELEASED', 'RETURNED'));

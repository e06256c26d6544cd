-- Sealed, as in the address book.
alter table orders.order_addresses alter column street_address type text;
-- When a customer is erased an order that is over keeps the country, which taxes depend on, and nothing else of its addresses.
alter table orders.order_addresses alter column street_address drop not null;
alter table orders.order_addresses alter column city drop not null;
alter table orders.order_addresses alter column state drop not null;
alter table orders.order_addresses alter column postal_code drop not null;
alter table orders.orders add column customer_erased boolean not null default false;

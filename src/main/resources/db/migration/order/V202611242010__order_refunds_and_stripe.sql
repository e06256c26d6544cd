-- What is promised back or went back of a payment. Raised by whoever asks for a refund, in the same transaction, and lowered when the
-- gateway refuses one for good: however many ask at once, no more can go back than came in.
alter table orders.payments
    add column refunded_amount numeric(12, 2) not null default 0,
    -- Hands the customer over to their bank; there only while the payment waits for them.
    add column client_secret   varchar(255),
    drop constraint payments_status_check,
    add constraint payments_status_check check (status in
        ('STARTED', 'ACTION_REQUIRED', 'CAPTURED', 'DECLINED', 'FAILED', 'REFUNDED')),
    add constraint payments_refund_within_payment check (refunded_amount between 0 and amount),
    add constraint payments_refund_of_captured check (refunded_amount = 0 or status in ('CAPTURED', 'REFUNDED')),
    add constraint payments_fully_refunded check (status <> 'REFUNDED' or refunded_amount = amount),
    add constraint payments_secret_only_while_needed check (client_secret is null or status = 'ACTION_REQUIRED');
create unique index payments_one_open on orders.payments (order_id) where status in ('STARTED', 'ACTION_REQUIRED');

create table orders.refunds (
    -- Also the idempotency key that the gateway is given.
    id                uuid primary key,
    order_id          uuid           not null references orders.orders (id),
    payment_id        uuid           not null references orders.payments (id),
    amount            numeric(12, 2) not null check (amount > 0),
    currency          char(3)        not null,
    reason            varchar(500)   not null,
    -- A user id, or the part of the system that did it.
    requested_by      varchar(100)   not null,
    status            varchar(20)    not null check (status in ('REQUESTED', 'STARTED', 'DONE', 'FAILED')),
    gateway_reference varchar(255),
    failure           varchar(255),
    -- How often the gateway was asked, always with the same key.
    tries             integer        not null default 0 check (tries >= 0),
    -- While a refund is STARTED nobody else works on it before this time.
    claimed_until     timestamptz    not null,
    created_at        timestamptz    not null,
    updated_at        timestamptz    not null,
    constraint refunds_gateway_reference unique (payment_id, gateway_reference),
    constraint refunds_done_has_reference check (status <> 'DONE' or gateway_reference is not null)
);
create index idx_refunds_order on orders.refunds (order_id, created_at);
create index idx_refunds_payment on orders.refunds (payment_id);
-- What is still owed: few, and looked for.
create index idx_refunds_open on orders.refunds (created_at) where status in ('REQUESTED', 'STARTED');

-- The books of the simulated gateway. `refunded` says that all of it went back.
alter table orders.simulated_charges
    -- Decides what becomes of its refunds.
    add column token           varchar(255),
    add column refunded_amount numeric(12, 2) not null default 0,
    add constraint simulated_charges_refund_within check (refunded_amount between 0 and amount);
create table orders.simulated_refunds (
    idempotency_key   uuid primary key,
    charge_key        uuid           not null references orders.simulated_charges (idempotency_key),
    gateway_reference varchar(255)   not null unique,
    amount            numeric(12, 2) not null check (amount > 0),
    created_at        timestamptz    not null default now()
);
create index idx_simulated_refunds_charge on orders.simulated_refunds (charge_key);

-- What Stripe has told us: each event has its effect once, in the transaction that leaves its row.
create table orders.stripe_events (
    id          varchar(255) primary key,
    type        varchar(100) not null,
    received_at timestamptz  not null
);
create index idx_stripe_events_received on orders.stripe_events (received_at);

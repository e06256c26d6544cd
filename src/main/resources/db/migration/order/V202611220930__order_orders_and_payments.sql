-- Numbers are drawn without a lock and never reused; a rolled back order leaves a gap.
create sequence orders.order_numbers;

create table orders.orders (
    id                   uuid primary key,
    -- Users, addresses and products live in other modules: ids, and a snapshot of what must not change. docs/adr/0002.
    user_id              uuid           not null,
    order_number         varchar(50)    not null constraint orders_order_number_key unique,
    status               varchar(50)    not null check (status in
        ('PENDING', 'CONFIRMED', 'PROCESSING', 'SHIPPED', 'DELIVERED', 'CANCELLED')),
    total_amount         numeric(12, 2) not null check (total_amount > 0),
    currency             char(3)        not null,
    shipping_address_id  uuid           not null,
    billing_address_id   uuid           not null,
    payment_method       varchar(50)    not null check (payment_method in ('credit_card', 'paypal', 'bank_transfer')),
    payment_status       varchar(50)    not null check (payment_status in
        ('PENDING', 'PAID', 'FAILED', 'REFUNDED', 'PARTIALLY_REFUNDED')),
    payment_token        varchar(255),
    tracking_number      varchar(100),
    created_at           timestamptz    not null,
    updated_at           timestamptz    not null,
    version              integer        not null default 0,
    -- Nothing is prepared or shipped that is not paid for.
    constraint orders_paid_before_work check (status not in ('CONFIRMED', 'PROCESSING', 'SHIPPED', 'DELIVERED')
        or payment_status in ('PAID', 'PARTIALLY_REFUNDED', 'REFUNDED'))
);
create index idx_orders_user on orders.orders (user_id, created_at desc, id desc);
create index idx_orders_newest on orders.orders (created_at desc, id desc);
create index idx_orders_status on orders.orders (status, created_at);

create table orders.order_items (
    id           uuid primary key,
    order_id     uuid           not null references orders.orders (id),
    line         integer        not null,
    product_id   uuid           not null,
    product_name varchar(255)   not null,
    sku          varchar(100)   not null,
    quantity     integer        not null check (quantity > 0),
    unit_price   numeric(12, 2) not null check (unit_price > 0),
    total_price  numeric(12, 2) not null,
    created_at   timestamptz    not null,
    constraint order_items_total check (total_price = unit_price * quantity),
    constraint order_items_line unique (order_id, line)
);
create index idx_order_items_order on orders.order_items (order_id);

create table orders.order_addresses (
    order_id       uuid         not null references orders.orders (id),
    address_type   varchar(50)  not null check (address_type in ('shipping', 'billing')),
    street_address varchar(255) not null,
    city           varchar(100) not null,
    state          varchar(100) not null,
    postal_code    varchar(20)  not null,
    country        varchar(100) not null,
    primary key (order_id, address_type)
);

create table orders.order_history (
    id         uuid primary key,
    order_id   uuid         not null references orders.orders (id),
    status     varchar(50)  not null,
    -- A user id, or the part of the system that did it.
    changed_by varchar(100) not null,
    reason     varchar(500),
    created_at timestamptz  not null,
    -- No state twice: the machine has no way back.
    constraint order_history_once unique (order_id, status)
);

create table orders.payments (
    -- Also the idempotency key that the gateway is given.
    id                uuid primary key,
    order_id          uuid           not null references orders.orders (id),
    attempt           integer        not null check (attempt > 0),
    -- How often the gateway was asked, always with the same key.
    tries             integer        not null check (tries > 0),
    status            varchar(20)    not null check (status in ('STARTED', 'CAPTURED', 'DECLINED', 'FAILED', 'REFUNDED')),
    amount            numeric(12, 2) not null check (amount > 0),
    currency          char(3)        not null,
    gateway           varchar(50)    not null,
    gateway_reference varchar(255),
    failure           varchar(255),
    -- While an attempt is STARTED nobody else works on it before this time.
    claimed_until     timestamptz    not null,
    created_at        timestamptz    not null,
    updated_at        timestamptz    not null,
    constraint payments_attempt unique (order_id, attempt),
    constraint payments_gateway_reference unique (gateway, gateway_reference)
);
-- Money moves once per order, and one attempt runs at a time: the database says so.
create unique index payments_one_capture on orders.payments (order_id) where status in ('CAPTURED', 'REFUNDED');
create unique index payments_one_started on orders.payments (order_id) where status = 'STARTED';

-- The books of the simulated gateway: another company's database, were it a real one.
create table orders.simulated_charges (
    idempotency_key   uuid primary key,
    gateway_reference varchar(255)   not null unique,
    amount            numeric(12, 2) not null,
    currency          char(3)        not null,
    refunded          boolean        not null default false,
    created_at        timestamptz    not null default now()
);

create table orders.notifications (
    id            uuid primary key,
    order_id      uuid        not null references orders.orders (id),
    kind          varchar(50) not null,
    -- While it is not sent nobody else works on it before this time.
    claimed_until timestamptz not null,
    created_at    timestamptz not null,
    sent_at       timestamptz,
    constraint notifications_once unique (order_id, kind)
);

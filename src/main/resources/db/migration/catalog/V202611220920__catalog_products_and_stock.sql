create table catalog.categories (
    id          uuid primary key,
    name        varchar(100)  not null,
    slug        varchar(100)  not null constraint categories_slug_key unique,
    parent_id   uuid references catalog.categories (id),
    description varchar(2000),
    created_at  timestamptz   not null,
    updated_at  timestamptz   not null,
    version     integer       not null default 0,
    constraint categories_not_own_parent check (parent_id <> id)
);
create index idx_categories_parent on catalog.categories (parent_id);

create table catalog.products (
    id             uuid primary key,
    name           varchar(255)   not null,
    description    text,
    sku            varchar(100)   not null constraint products_sku_key unique,
    price          numeric(12, 2) not null check (price > 0),
    currency       char(3)        not null,
    category_id    uuid           not null references catalog.categories (id),
    seller_id      uuid           not null,
    brand          varchar(100),
    image_url      varchar(500),
    specifications jsonb          not null default '{}',
    is_active      boolean        not null default true,
    created_at     timestamptz    not null,
    updated_at     timestamptz    not null,
    version        integer        not null default 0
);
-- The list's order, and the same within a category.
create index idx_products_newest on catalog.products (created_at desc, id desc) where is_active;
create index idx_products_category on catalog.products (category_id, created_at desc, id desc) where is_active;
create index idx_products_price on catalog.products (price, id) where is_active;

create table catalog.product_images (
    id            uuid primary key,
    product_id    uuid         not null references catalog.products (id) on delete cascade,
    image_url     varchar(500) not null,
    alt_text      varchar(255),
    display_order integer      not null,
    constraint product_images_order unique (product_id, display_order)
);

create table catalog.inventory (
    id                 uuid primary key,
    product_id         uuid        not null references catalog.products (id) on delete cascade,
    quantity           integer     not null default 0,
    reserved_quantity  integer     not null default 0,
    warehouse_location varchar(100),
    last_restocked     timestamptz,
    updated_at         timestamptz not null,
    constraint idx_inventory_product unique (product_id),
    constraint inventory_quantity_not_negative check (quantity >= 0),
    constraint inventory_reserved_within_quantity check (reserved_quantity between 0 and quantity)
);

-- Every change of quantity that is not a sale; with the reservations it explains each number in inventory.
create table catalog.inventory_adjustments (
    id         uuid primary key,
    product_id uuid         not null references catalog.products (id) on delete cascade,
    delta      integer      not null check (delta <> 0),
    reason     varchar(255) not null,
    made_by    uuid         not null,
    created_at timestamptz  not null
);
create index idx_inventory_adjustments_product on catalog.inventory_adjustments (product_id, created_at);

create table catalog.reservations (
    id         uuid primary key,
    order_id   uuid        not null,
    product_id uuid        not null references catalog.products (id),
    quantity   integer     not null check (quantity > 0),
    status     varchar(20) not null check (status in ('OPEN', 'COMMITTED', 'RELEASED')),
    expires_at timestamptz not null,
    created_at timestamptz not null,
    settled_at timestamptz,
    constraint reservations_one_per_line unique (order_id, product_id),
    constraint reservations_settled check ((status = 'OPEN') = (settled_at is null))
);
create index idx_reservations_open on catalog.reservations (expires_at) where status = 'OPEN';
create index idx_reservations_product on catalog.reservations (product_id);

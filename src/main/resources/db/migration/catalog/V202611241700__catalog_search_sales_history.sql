-- Similar words, for searches with typing errors. Comes with PostgreSQL and may be installed by whoever owns the database.
create extension if not exists pg_trgm with schema catalog;
set local search_path = catalog, public;

-- How text is compared: without case and accents.
create function catalog.folded(value text) returns text
    language sql immutable strict parallel safe
    return lower(case when octet_length(value) = length(value) then value -- has no accents
                      else regexp_replace(normalize(value, nfd), '[\u0300-\u036f]', '', 'g') end);

-- The same, as words: without the punctuation that would make numbers and compounds of them. A search is split in the same way.
create function catalog.words(value text) returns text
    language sql immutable strict parallel safe
    return regexp_replace(catalog.folded(value), '[\x21-\x2f\x3a-\x40\x5b-\x60\x7b-\x7e]+', ' ', 'g');

-- What a product is found by, the name before the brand before everything else; the sku as a whole.
create function catalog.search_document(name text, brand text, description text, specifications jsonb, sku text)
    returns tsvector language sql immutable parallel safe
    return setweight(to_tsvector('pg_catalog.english', catalog.words(name)), 'A')
        || setweight(to_tsvector('pg_catalog.english', catalog.words(coalesce(brand, ''))), 'B')
        || setweight(to_tsvector('pg_catalog.english', catalog.words(coalesce(description, ''))), 'C')
        || setweight(to_tsvector('pg_catalog.english', catalog.words(specifications::text)), 'D')
        || setweight(array_to_tsvector(array [lower(sku)]), 'A');

alter table catalog.products
    -- Base 2 logarithm of what was sold, each piece weighted by when (docs/adr/0018); 0 when nothing was.
    add column popularity double precision not null default 0,
    add column document   tsvector not null
        generated always as (catalog.search_document(name, brand, description, specifications, sku)) stored;

-- An id is made when its product is, and is in order of time: newest first is by id, backwards.
drop index catalog.idx_products_newest;
drop index catalog.idx_products_category;
create index idx_products_active on catalog.products (id) where is_active;
create index idx_products_category on catalog.products (category_id, id) where is_active;
create index idx_products_brand on catalog.products (lower(brand), id) where is_active;
create index idx_products_name on catalog.products (name, id) where is_active;
create index idx_products_popular on catalog.products (popularity, id) where is_active;
create index idx_products_seller on catalog.products (seller_id, id);
create index idx_products_document on catalog.products using gin (document) where is_active;

-- The words of names and brands, once each: what a mistyped word may have meant.
create table catalog.search_words (
    word text collate "C" primary key
);
create index idx_search_words_similar on catalog.search_words using gin (word gin_trgm_ops);

create function catalog.learn_words() returns trigger language plpgsql as $$
begin
    -- The known ones, which are nearly all, are not even tried: two writers wait for each other only over a new word.
    insert into catalog.search_words (word)
    select distinct spoken.word
      from written,
           unnest(tsvector_to_array(to_tsvector('pg_catalog.simple',
                   catalog.words(concat_ws(' ', written.name, written.brand))))) as spoken (word)
     where length(spoken.word) between 3 and 40 and spoken.word !~ '[0-9]'
       and not exists (select from catalog.search_words known where known.word = spoken.word)
     order by 1
        on conflict do nothing;
    return null;
end $$;
create trigger products_learn_words_of_new after insert on catalog.products
    referencing new table as written for each statement execute function catalog.learn_words();
create trigger products_learn_words_of_changed after update on catalog.products
    referencing new table as written for each statement execute function catalog.learn_words();

create function catalog.similar_words(meant text, most integer) returns table (word text, likeness real)
    language sql stable set search_path = catalog, public
    -- Letters that have changed places leave little alike; whoever asks looks at what comes back.
    set pg_trgm.similarity_threshold = 0.2 as $$
    select known.word, similarity(known.word, meant)
      from catalog.search_words known
     where known.word % meant
     order by 2 desc, 1
     limit most
$$;

insert into catalog.search_words (word)
select distinct spoken.word
  from catalog.products product,
       unnest(tsvector_to_array(to_tsvector('pg_catalog.simple',
               catalog.words(concat_ws(' ', product.name, product.brand))))) as spoken (word)
 where length(spoken.word) between 3 and 40 and spoken.word !~ '[0-9]';

-- What was sold of each product, as products.popularity counts it; copied there from time to time, because that column is indexed.
create table catalog.product_sales (
    product_id uuid primary key references catalog.products (id) on delete cascade,
    popularity double precision not null,
    pieces     bigint           not null check (pieces > 0),
    updated_at timestamptz      not null
) with (fillfactor = 80);
create index idx_product_sales_updated on catalog.product_sales (updated_at);

-- Adds two amounts of which the base 2 logarithms are given; neither can overflow.
create function catalog.log2_sum(one double precision, other double precision) returns double precision
    language sql immutable strict parallel safe
    return greatest(one, other) + ln(1 + exp(-least(abs(one - other), 100) * ln(2))) / ln(2);

-- Who changed what of a product: {"price": {"from": "9.99", "to": "12.50"}}.
create table catalog.product_changes (
    -- UUID version 7: in order of time.
    id         uuid primary key,
    product_id uuid        not null references catalog.products (id) on delete cascade,
    changed_by uuid        not null,
    changed_at timestamptz not null,
    changes    jsonb       not null
);
create index idx_product_changes_product on catalog.product_changes (product_id, id);

-- A category's products by price: a range is counted in the index alone, and the cheapest of many categories are the cheapest of each.
create index idx_products_category_price on catalog.products (category_id, price, id) where is_active;

-- What has to hold in a database that was restored: every count is 0. psql -f docs/operations/invariants.sql
-- In a shop that is running, single rows show up for a moment where the check reads more than one table.
select * from (
select 'stock in the house = booked in - taken out' as what, count(*) as violations from catalog.inventory i
 where quantity <> (select coalesce(sum(delta), 0) from catalog.inventory_adjustments a where a.product_id = i.product_id)
                 - (select coalesce(sum(quantity), 0) from catalog.reservations r where r.product_id = i.product_id and r.status = 'COMMITTED')
union all
select 'stock held = open reservations', count(*) from catalog.inventory i
 where reserved_quantity <> (select coalesce(sum(quantity), 0) from catalog.reservations r where r.product_id = i.product_id and r.status = 'OPEN')
union all
select 'orders whose lines do not add up', count(*) from orders.orders o
 where total_amount is distinct from (select sum(total_price) from orders.order_items where order_id = o.id)
union all
select 'orders without both addresses', count(*) from orders.orders o
 where 2 <> (select count(*) from orders.order_addresses where order_id = o.id)
union all
select 'orders without their first event', count(*) from orders.orders o -- sent events are kept for a week
 where o.created_at > now() - interval '6 days'
   and o.id not in (select aggregate_id from platform.outbox_events where type = 'order.created')
union all
select 'reservations of no order', count(*) from catalog.reservations r
 where not exists (select from orders.orders where id = r.order_id)
union all
select 'packed orders not paid exactly once', count(*) from orders.orders o
 where status in ('PROCESSING', 'SHIPPED', 'DELIVERED')
   and 1 <> (select count(*) from orders.payments p where p.order_id = o.id and p.status in ('CAPTURED', 'REFUNDED') and p.amount = o.total_amount)
union all
select 'packed orders whose stock is still held', count(*) from orders.orders o
 where status in ('PROCESSING', 'SHIPPED', 'DELIVERED')
   and exists (select from catalog.reservations r where r.order_id = o.id and r.status = 'OPEN')
) checks order by what;

package dev.tradepost.order.lifecycle;

import java.util.UUID;

import dev.tradepost.kernel.Ids;
import dev.tradepost.testsupport.Database;
import dev.tradepost.testsupport.Shop.Customer;

/** An order as it is placed, but without its event: nobody hears of it, and so it waits to be paid for as long as a test likes. */
final class UnheardOrder {

    private UnheardOrder() {}

    static UUID of(Customer customer, UUID product, int pieces) {
        UUID order = Ids.next();
        Database.update("""
                with wanted (order_id, user_id, address_id, product_id, pieces) as (
                    values (cast(? as uuid), cast(? as uuid), cast(? as uuid), cast(? as uuid), cast(? as int))),
                placed as (
                    insert into orders.orders (id, user_id, order_number, status, total_amount, currency,
                        shipping_address_id, billing_address_id, payment_method, payment_status, payment_token,
                        created_at, updated_at)
                    select order_id, user_id, 'UNHEARD-' || order_id, 'PENDING', p.price * pieces, p.currency, address_id,
                           address_id, 'credit_card', 'PENDING', 'tok_approved', now(), now()
                      from wanted join catalog.products p on p.id = wanted.product_id),
                lines as (
                    insert into orders.order_items (id, order_id, line, product_id, product_name, sku, quantity,
                        unit_price, total_price, created_at)
                    select gen_random_uuid(), order_id, 1, p.id, p.name, p.sku, pieces, p.price, p.price * pieces, now()
                      from wanted join catalog.products p on p.id = wanted.product_id),
                history as (
                    insert into orders.order_history (id, order_id, status, changed_by, created_at)
                    select gen_random_uuid(), order_id, 'PENDING', cast(user_id as text), now() from wanted),
                reservation as (
                    insert into catalog.reservations (id, order_id, product_id, quantity, status, expires_at, created_at)
                    select gen_random_uuid(), order_id, product_id, pieces, 'OPEN', now() + interval '1 day', now()
                      from wanted),
                held as (
                    update catalog.inventory i set reserved_quantity = i.reserved_quantity + pieces
                      from wanted where i.product_id = wanted.product_id)
                insert into orders.order_addresses (order_id, address_type, country)
                select order_id, type, 'US' from wanted, unnest(array['shipping', 'billing']) as type""", order,
                customer.userId(), customer.addressId(), product, pieces);
        return order;
    }
}

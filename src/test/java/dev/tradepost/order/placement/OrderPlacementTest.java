package dev.tradepost.order.placement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;

import dev.tradepost.catalog.api.InsufficientStock;
import dev.tradepost.kernel.FieldError;
import dev.tradepost.kernel.Ids;
import dev.tradepost.order.placement.PlacementResource.OrderRequest;
import dev.tradepost.order.placement.PlacementResource.OrderRequest.OrderedItem;
import dev.tradepost.platform.idempotency.Result;
import dev.tradepost.platform.tracing.Trace;
import dev.tradepost.testsupport.Database;
import dev.tradepost.testsupport.Held;
import dev.tradepost.testsupport.Shop;
import dev.tradepost.testsupport.Shop.Customer;

/** Carts that are placed together. */
@QuarkusTest
class OrderPlacementTest {

    @Inject
    OrderPlacement orderPlacement;
    @Inject
    ChangeablePlacement waits;

    @Test
    void each_cart_has_its_own_order_or_its_own_refusal() {
        Customer buyer = Shop.customer();
        Customer other = Shop.customer();
        UUID plenty = Shop.product("5.00", 100);
        UUID scarce = Shop.product("7.00", 3);
        UUID nowhere = UUID.randomUUID();
        List<Result<PlacedOrder>> outcomes = place(List.of(cart(buyer, buyer.addressId(), plenty, 2),
                cart(buyer, buyer.addressId(), nowhere, 1), cart(other, buyer.addressId(), plenty, 1),
                cart(other, other.addressId(), scarce, 2), cart(buyer, buyer.addressId(), scarce, 2),
                cart(buyer, buyer.addressId(), scarce, 1)));
        assertThat(outcomes.stream().flatMap(Result::stream).map(PlacedOrder::totalAmount)).extracting(Object::toString)
                .containsExactly("10.00", "14.00", "7.00");
        assertThat(errors(outcomes.get(1))).containsExactly(
                new FieldError("/items/0/productId", "not_found", "is not a product that is sold"));
        assertThat(errors(outcomes.get(2))).extracting(FieldError::pointer).containsExactly("/shippingAddressId",
                "/billingAddressId");
        assertThat(errors(outcomes.get(4))).containsExactly(
                new FieldError("/items/0/quantity", "insufficient_stock", "2 wanted, 1 available"));
        assertThat(buyer.orders()).isEqualTo(2);
        assertThat(other.orders()).isOne();
        assertThat(Shop.available(plenty)).isEqualTo(98);
        assertThat(Shop.available(scarce)).isZero();
        outcomes.stream().flatMap(Result::stream).forEach(order -> assertThat(Database.count("""
                select count(*) from orders.orders o
                  join orders.order_items i on i.order_id = o.id
                  join catalog.reservations r on r.order_id = o.id and r.product_id = i.product_id
                   and r.quantity = i.quantity
                  join platform.outbox_events e on e.aggregate_id = o.id and e.type = 'order.created'
                 where o.id = ? and o.total_amount = i.total_price
                   and 2 = (select count(*) from orders.order_addresses where order_id = o.id)
                   and 1 <= (select count(*) from orders.order_history where order_id = o.id)""", order.orderId()))
                .isOne());
    }

    @Test
    void what_somebody_else_takes_meanwhile_leaves_nothing_of_any() throws Exception {
        Customer buyer = Shop.customer();
        UUID plenty = Shop.product("5.00", 100);
        UUID scarce = Shop.product("7.00", 1);
        try (Held taken = Held.rows("update catalog.inventory set quantity = 0 where product_id = ?", scarce)) {
            CompletableFuture<List<Result<PlacedOrder>>> late = CompletableFuture
                    .supplyAsync(() -> place(List.of(cart(buyer, buyer.addressId(), plenty, 1),
                            cart(buyer, buyer.addressId(), scarce, 1))));
            taken.awaitWaiting(1);
            taken.commit();
            assertThatThrownBy(late::get).hasCauseInstanceOf(InsufficientStock.class);
        } finally {
            Database.update("update catalog.inventory set quantity = 1 where product_id = ?", scarce); // P1, for others
        }
        assertThat(buyer.orders()).isZero();
        assertThat(Shop.available(plenty)).isEqualTo(100);
    }

    @Test
    void P17_a_product_that_is_locked_holds_up_those_who_want_it_only() throws Exception {
        Customer buyer = Shop.customer();
        UUID locked = Shop.product("5.00", 100);
        UUID free = Shop.product("5.00", 100);
        List<CompletableFuture<Integer>> waiting = new ArrayList<>();
        waits.setMaxWait(Duration.ofMillis(1));
        try (Held stock = Held.rows("select from catalog.inventory where product_id = ? for update", locked);
                ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 1; i <= 6; i++) { // one after the other, so that none of them share a transaction
                waiting.add(CompletableFuture
                        .supplyAsync(() -> buyer.order("tok_declined", Map.of(locked, 1)).statusCode(), clients));
                stock.awaitWaiting(i);
            }
            assertThat(buyer.order("tok_declined", Map.of(free, 1)).statusCode()).isEqualTo(201);
            assertThat(waiting).noneMatch(CompletableFuture::isDone);
            stock.letGo();
            assertThat(waiting.stream().map(CompletableFuture::join)).containsOnly(201);
        } finally {
            waits.reset();
        }
    }

    private List<Result<PlacedOrder>> place(List<PlaceOrder> carts) {
        return QuarkusTransaction.requiringNew().call(() -> orderPlacement.place(carts));
    }

    private static PlaceOrder cart(Customer buyer, UUID address, UUID product, int quantity) {
        return new PlaceOrder(Ids.next(), buyer.userId(),
                new OrderRequest(List.of(new OrderedItem(product, quantity)), address, address,
                        "credit_card", "tok_approved"),
                Trace.current());
    }

    private static List<FieldError> errors(Result<PlacedOrder> result) {
        return result instanceof Result.Rejection<PlacedOrder>(var problem) ? problem.errors() : List.of();
    }
}

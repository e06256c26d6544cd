package dev.tradepost.order.placement;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.UUID;

import jakarta.inject.Inject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;

import dev.tradepost.order.lifecycle.LostCommits;
import dev.tradepost.testsupport.Database;
import dev.tradepost.testsupport.Shop;
import dev.tradepost.testsupport.Shop.Customer;
import dev.tradepost.testsupport.Together;

/** The database has committed, and the connection dies before it says so: the orders of that transaction are tried again, each alone. */
@QuarkusTest
class LostCommitTest {

    /** So many that some of them are placed in one transaction. */
    private static final int AT_ONCE = 12;

    @Inject
    LostCommits commits;

    @AfterEach
    void no_more() {
        commits.reset();
    }

    @Test
    void P9_orders_without_a_key_are_made_once_although_their_commit_was_not_heard_of() throws Exception {
        Customer customer = Shop.customer();
        UUID product = Shop.product("5.00", 10_000);
        untilOneIsLost(() -> {
            long before = customer.orders();
            List<Response> answers = Together.times(AT_ONCE, () -> order(customer, product));
            assertThat(answers).extracting(Response::statusCode).containsOnly(201);
            assertThat(answers.stream().map(answer -> answer.<String>path("data.orderId"))).doesNotHaveDuplicates()
                    .allSatisfy(order -> customer.readOrder(UUID.fromString(order)).then().statusCode(200));
            assertThat(customer.orders()).isEqualTo(before + AT_ONCE);
        });
        assertThat(Database.stockDiscrepancies(product)).isEmpty();
    }

    @Test
    void P9_orders_that_took_the_last_pieces_are_answered_and_not_refused() throws Exception {
        Customer customer = Shop.customer();
        untilOneIsLost(() -> {
            UUID product = Shop.product("5.00", AT_ONCE);
            assertThat(Together.times(AT_ONCE, () -> order(customer, product).statusCode())).containsOnly(201);
            assertThat(Shop.available(product)).isZero();
        });
    }

    private interface Round {
        void run() throws Exception;
    }

    /** Whether requests meet in one transaction is up to the machine; a round that goes wrong fails at once. */
    private void untilOneIsLost(Round round) throws Exception {
        commits.loseOne();
        for (int i = 0; i < 100 && !commits.hasLost(); i++) {
            round.run();
        }
        assertThat(commits.hasLost()).isTrue();
    }

    private static Response order(Customer customer, UUID product) {
        return customer.order("tok_approved", Map.of(product, 1));
    }
}

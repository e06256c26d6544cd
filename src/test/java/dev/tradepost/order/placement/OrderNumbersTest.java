package dev.tradepost.order.placement;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;

import dev.tradepost.testsupport.Database;

@QuarkusTest
class OrderNumbersTest {

    @Inject
    OrderNumbers numbers;

    @Test
    void none_comes_twice() {
        assertThat(Stream.generate(this::draw).limit(3).flatMap(List::stream).toList()).doesNotHaveDuplicates();
    }

    @Test
    void what_a_transaction_has_left_is_used_once_it_has_committed() {
        QuarkusTransaction.requiringNew().run(this::beginToUseADraw);
        long inAll = drawn();
        assertThat(draw()).first().matches(number -> number <= inAll, "at most " + inAll);
    }

    @Test
    void a_draw_that_a_killed_server_may_not_remember_is_used_by_nobody_else() {
        QuarkusTransaction.begin();
        beginToUseADraw();
        QuarkusTransaction.rollback();
        long forgotten = drawn();
        assertThat(draw()).allSatisfy(number -> assertThat(number).isGreaterThan(forgotten));
    }

    /** Uses up what is left of those before, and the first of a new one. */
    private void beginToUseADraw() {
        long before = drawn();
        assertThat(Stream.generate(this::next).anyMatch(number -> number > before)).isTrue();
    }

    /** More than are drawn at once. */
    private List<Long> draw() {
        return QuarkusTransaction.requiringNew().call(() -> Stream.generate(this::next).limit(25).toList());
    }

    private long next() {
        return number(numbers.next());
    }

    private static long number(String orderNumber) {
        return Long.parseLong(orderNumber.substring(orderNumber.lastIndexOf('-') + 1));
    }

    private static long drawn() {
        return Database.count("select last_value from orders.order_numbers");
    }
}

package dev.tradepost.order.checkout;

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

    /** More than are drawn at once. */
    private static final int SOME = 25;

    @Inject
    OrderNumbers numbers;

    @Test
    void none_comes_twice() {
        assertThat(Stream.generate(this::draw).limit(3).flatMap(List::stream).toList()).doesNotHaveDuplicates();
    }

    @Test
    void what_a_transaction_has_left_is_used_once_it_has_committed() {
        draw();
        long inAll = drawn();
        QuarkusTransaction.requiringNew().run(() -> assertThat(number(numbers.next())).isLessThanOrEqualTo(inAll));
    }

    @Test
    void a_draw_that_a_killed_server_may_not_remember_is_used_by_nobody_else() {
        QuarkusTransaction.begin();
        draw(SOME);
        QuarkusTransaction.rollback();
        long forgotten = drawn();
        assertThat(draw()).allSatisfy(number -> assertThat(number).isGreaterThan(forgotten));
    }

    private List<Long> draw() {
        return QuarkusTransaction.requiringNew().call(() -> draw(SOME));
    }

    private List<Long> draw(int many) {
        return Stream.generate(() -> number(numbers.next())).limit(many).toList();
    }

    private static long number(String orderNumber) {
        return Long.parseLong(orderNumber.substring(orderNumber.lastIndexOf('-') + 1));
    }

    private static long drawn() {
        return Database.count("select last_value from orders.order_numbers");
    }
}

package dev.tradepost.platform.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.sql.SQLException;
import java.util.Objects;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import dev.tradepost.kernel.Problem;
import dev.tradepost.platform.messaging.Subscription.UnknownMessage;

class FailureReasonTest {

    private static SQLException sql() {
        return new SQLException("ERROR: relation \"orders.orders\" does not exist");
    }

    @Test
    void P29_what_we_have_written_is_shown() {
        assertThat(FailureReason.of(new UnknownMessage("no such letter"))).isEqualTo("no such letter");
        assertThat(FailureReason.of(new IllegalStateException("the stock is not reserved")))
                .isEqualTo("the stock is not reserved");
        assertThat(FailureReason.of(new Problem.NotFound("Order"))).isEqualTo("Order not found");
        assertThat(FailureReason.of(new IllegalStateException("a query has failed", sql())))
                .isEqualTo("a query has failed");
        assertThat(FailureReason.of(new UnsupportedOperationException(new IllegalStateException("poison"))))
                .isEqualTo("poison");
    }

    static Stream<Throwable> others() {
        return Stream.of(sql(), new IllegalStateException(sql()), new IllegalStateException("wrapped: " + sql(), sql()),
                new IllegalStateException(), new NullPointerException("Cannot invoke \"dev.tradepost.Order.id()\""),
                catchThrowable(() -> Thread.sleep(-1)), catchThrowable(() -> Objects.requireNonNull(null)),
                catchThrowable(() -> ((Object) "").getClass().cast(1)), new LinkageError("dev/tradepost/Order"));
    }

    @ParameterizedTest
    @MethodSource("others")
    void P29_what_others_say_is_left_to_the_log(Throwable failure) {
        assertThat(FailureReason.of(failure))
                .isEqualTo("an unexpected failure; the log has it with the id of the message");
    }

    /** The text goes into a column. */
    @Test
    void P14_a_reason_is_short_and_has_no_zero_byte() {
        assertThat(FailureReason.of(new IllegalStateException("a\0b" + "c".repeat(5_000)))).hasSize(250)
                .startsWith("a bccc");
    }
}

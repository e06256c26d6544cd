package dev.tradepost.user.account;

import static dev.tradepost.testsupport.Shop.API;
import static dev.tradepost.testsupport.Shop.request;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.Header;
import io.restassured.response.Response;

import dev.tradepost.testsupport.Shop;

/** Responses do not reveal whether an account exists. Their times: {@code TimingIT}, which runs each night. */
@QuarkusTest
class UnknownAccountTest {

    @Inject
    MeterRegistry metrics;

    @Test
    void P20_an_unknown_address_and_a_wrong_password_cost_one_comparison_each_and_look_the_same() {
        String somebody = Shop.uniqueEmail();
        Shop.register(somebody);
        Seen known = seen(() -> signIn(somebody));
        Seen unknown = seen(() -> signIn(Shop.uniqueEmail()));
        assertThat(unknown).isEqualTo(known);
        assertThat(known.hashes()).isOne();
        assertThat(known.status()).isEqualTo(401);
    }

    @Test
    void P20_a_reset_for_an_unknown_address_and_for_a_known_one_cost_no_comparison_and_look_the_same() {
        String somebody = Shop.uniqueEmail();
        Shop.register(somebody);
        Seen known = seen(() -> reset(somebody));
        Seen unknown = seen(() -> reset(Shop.uniqueEmail()));
        assertThat(unknown).isEqualTo(known);
        assertThat(known.hashes()).isZero();
        assertThat(known.status()).isEqualTo(202);
    }

    /** @param hashes number of passwords that were hashed or compared */
    private record Seen(int status, Map<String, Object> body, List<String> headers, long hashes) {}

    private Seen seen(Supplier<Response> call) {
        long before = metrics.get("bcrypt").timer().count();
        Response answer = call.get();
        Map<String, Object> body = answer.jsonPath().getMap("$");
        body.remove("traceId");
        return new Seen(answer.statusCode(), body,
                answer.headers().asList().stream().map(Header::getName).sorted().toList(),
                metrics.get("bcrypt").timer().count() - before);
    }

    private static Response signIn(String email) {
        return request().body(Map.of("email", email, "password", "Wrong-Horse-1!")).post(API + "/users/login");
    }

    private static Response reset(String email) {
        return request().body(Map.of("email", email)).post(API + "/users/password-reset");
    }
}

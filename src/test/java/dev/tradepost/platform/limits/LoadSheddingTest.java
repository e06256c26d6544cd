package dev.tradepost.platform.limits;

import static dev.tradepost.testsupport.Shop.API;
import static dev.tradepost.testsupport.Shop.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import jakarta.inject.Inject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.junit.QuarkusTest;

import dev.tradepost.testsupport.Database;
import dev.tradepost.testsupport.Eventually;
import dev.tradepost.testsupport.Shop;
import dev.tradepost.testsupport.Shop.Customer;

/** Requests without a permit. Under real load: {@code deploy/bench/overload}. */
@QuarkusTest
class LoadSheddingTest {

    private static final int PLACES = 2;

    @Inject
    ChangeablePlaces places;
    @Inject
    MeterRegistry metrics;

    @AfterEach
    void resetConfiguration() {
        places.reset();
    }

    @Test
    void P18_without_a_place_a_request_is_refused_at_once_and_staff_and_other_kinds_are_served() throws Exception {
        String admin = Shop.adminToken();
        Customer customer = Shop.customer();
        List<CompletableFuture<Integer>> waiting = new ArrayList<>();
        try (Connection holder = Database.open()) {
            hold(holder, customer);
            for (int i = 0; i < PLACES; i++) {
                waiting.add(CompletableFuture.supplyAsync(() -> rename(customer.token()), Thread::startVirtualThread));
            }
            Eventually.holds(() -> assertThat(inFlight()).isEqualTo(PLACES));
            places.setAccounts(PLACES);
            request().body(Map.of("email", customer.email(), "password", Shop.PASSWORD)).post(API + "/users/login")
                    .then().statusCode(503).header("Retry-After", "1").body("code", equalTo("unavailable"));
            assertThat(rename(admin)).isEqualTo(200);
            request().get(API + "/categories").then().statusCode(200);
            holder.rollback();
        }
        assertThat(waiting.stream().map(CompletableFuture::join)).containsOnly(200);
        Eventually.holds(() -> assertThat(inFlight()).isZero());
        assertThat(rename(customer.token())).isEqualTo(200);
    }

    private static void hold(Connection holder, Customer customer) throws SQLException {
        holder.setAutoCommit(false);
        try (PreparedStatement lock = holder.prepareStatement("select 1 from users.users where id = ? for update")) {
            lock.setObject(1, customer.userId());
            lock.execute();
        }
    }

    private static int rename(String token) {
        return request(token).body(Map.of("firstName", "Robin")).patch(API + "/users/me").statusCode();
    }

    private double inFlight() {
        return metrics.get("requests_in_flight").tag("kind", "account").gauge().value();
    }
}

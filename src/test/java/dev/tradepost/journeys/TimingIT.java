package dev.tradepost.journeys;

import static dev.tradepost.testsupport.Shop.API;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import io.restassured.response.Response;

import dev.tradepost.testsupport.AsInProduction;
import dev.tradepost.testsupport.Instance;
import dev.tradepost.testsupport.Shop;

/** Whether two answers take as long as each other, with passwords as expensive as in production. How they look: {@code UnknownAccountTest}. */
@Tag("nightly")
class TimingIT {

    private static final int WARM_UP = 10;
    private static final int SAMPLES = 101;
    private static final String UNLIMITED = "1000000";

    private static Instance instance;

    @BeforeAll
    static void start() throws Exception {
        instance = Instance
                .start(AsInProduction.with(Map.of("TRADEPOST_ACCOUNT_BCRYPT_COST", AsInProduction.BCRYPT_COST,
                        "TRADEPOST_ACCOUNT_THROTTLE_PER_ACCOUNT", UNLIMITED,
                        "TRADEPOST_ACCOUNT_THROTTLE_PER_ACCOUNT_AND_ADDRESS", UNLIMITED,
                        "TRADEPOST_ACCOUNT_THROTTLE_MAILS_PER_ACCOUNT", UNLIMITED,
                        "TRADEPOST_ACCOUNT_THROTTLE_TELL_OWNER_AFTER", UNLIMITED)));
    }

    @AfterAll
    static void stop() {
        instance.close();
    }

    @Test
    void P20_an_unknown_address_and_a_wrong_password_have_the_same_median_time() {
        String somebody = Shop.uniqueEmail();
        instance.shop().register(somebody);
        String nobody = Shop.uniqueEmail();
        areAlike(() -> signIn(somebody), () -> signIn(nobody));
    }

    @Test
    void P20_a_reset_for_an_unknown_address_and_for_a_known_one_have_the_same_median_time() {
        String somebody = Shop.uniqueEmail();
        instance.shop().register(somebody);
        String nobody = Shop.uniqueEmail();
        areAlike(() -> reset(somebody), () -> reset(nobody));
    }

    /** Taken in turns: what else the machine does affects both. */
    private static void areAlike(Supplier<Response> one, Supplier<Response> other) {
        List<Long> ofOne = new ArrayList<>();
        List<Long> ofOther = new ArrayList<>();
        for (int i = 0; i < WARM_UP + SAMPLES; i++) {
            long first = nanos(one);
            long second = nanos(other);
            if (i >= WARM_UP) {
                ofOne.add(first);
                ofOther.add(second);
            }
        }
        assertThat((double) median(ofOne) / median(ofOther)).isBetween(0.9, 1.1);
    }

    private static long nanos(Supplier<Response> call) {
        long before = System.nanoTime();
        int status = call.get().statusCode();
        long nanos = System.nanoTime() - before;
        assertThat(status).isIn(202, 401);
        return nanos;
    }

    private static long median(List<Long> samples) {
        return samples.stream().sorted().skip(samples.size() / 2).findFirst().orElseThrow();
    }

    private static Response signIn(String email) {
        return instance.request().body(Map.of("email", email, "password", "Wrong-Horse-1!"))
                .post(API + "/users/login");
    }

    private static Response reset(String email) {
        return instance.request().body(Map.of("email", email)).post(API + "/users/password-reset");
    }
}

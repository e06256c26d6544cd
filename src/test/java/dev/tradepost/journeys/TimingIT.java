package dev.tradepost.journeys;

import static dev.tradepost.testsupport.Shop.API;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Map;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import dev.tradepost.testsupport.AsInProduction;
import dev.tradepost.testsupport.Instance;
import dev.tradepost.testsupport.Shop;

/** Response times do not reveal whether an account exists. What the responses contain: {@code UnknownAccountTest}. */
@Tag("nightly")
class TimingIT {

    private static final int WARM_UP = 10;
    private static final int SAMPLES = 101;
    private static final String UNLIMITED = "1000000";

    private static Instance instance;

    @BeforeAll
    static void startWithPasswordsAsExpensiveAsInProduction() throws Exception {
        instance = Instance.start(AsInProduction.with(Map.of(
                "TRADEPOST_ACCOUNT_BCRYPT_COST", AsInProduction.BCRYPT_COST,
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
        String registered = register();
        String unknown = Shop.uniqueEmail();
        assertSameMedianTime(() -> signInWithWrongPassword(registered), () -> signInWithWrongPassword(unknown));
    }

    @Test
    void P20_a_reset_for_an_unknown_address_and_for_a_known_one_have_the_same_median_time() {
        String registered = register();
        String unknown = Shop.uniqueEmail();
        assertSameMedianTime(() -> requestPasswordReset(registered), () -> requestPasswordReset(unknown));
    }

    private static String register() {
        String email = Shop.uniqueEmail();
        instance.shop().register(email);
        return email;
    }

    private static void signInWithWrongPassword(String email) {
        instance.request().body(Map.of("email", email, "password", "Wrong-Horse-1!")).post(API + "/users/login").then()
                .statusCode(401);
    }

    private static void requestPasswordReset(String email) {
        instance.request().body(Map.of("email", email)).post(API + "/users/password-reset").then().statusCode(202);
    }

    /** Alternates between the two, so that other load on the machine affects both. */
    private static void assertSameMedianTime(Runnable one, Runnable other) {
        long[] ofOne = new long[SAMPLES];
        long[] ofOther = new long[SAMPLES];
        for (int i = -WARM_UP; i < SAMPLES; i++) {
            long first = nanos(one);
            long second = nanos(other);
            if (i >= 0) {
                ofOne[i] = first;
                ofOther[i] = second;
            }
        }
        assertThat((double) median(ofOne) / median(ofOther)).isBetween(0.9, 1.1);
    }

    private static long nanos(Runnable call) {
        long start = System.nanoTime();
        call.run();
        return System.nanoTime() - start;
    }

    private static long median(long[] samples) {
        return Arrays.stream(samples).sorted().skip(SAMPLES / 2).findFirst().orElseThrow();
    }
}

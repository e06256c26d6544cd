package dev.tradepost.user.account;

import static dev.tradepost.testsupport.Shop.API;
import static dev.tradepost.testsupport.Shop.request;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;

import dev.tradepost.testsupport.OtherChoices;
import dev.tradepost.testsupport.Shop;

/** Not how long something takes, but whether two things take as long as each other. */
@QuarkusTest
@TestProfile(OtherChoices.class)
class TimingTest {

    private static final int WARM_UP = 8;
    private static final int SAMPLES = 35;
    /** What a busy machine needs before a tenth can be told from chance. Looked at once: who looks often sees what they want. */
    private static final int MANY = 5 * SAMPLES;

    @Test
    void P20_an_unknown_address_and_a_wrong_password_take_as_long_as_each_other_and_look_the_same() {
        String somebody = Shop.uniqueEmail();
        Shop.register(somebody);
        String nobody = Shop.uniqueEmail();
        areAlike(() -> signIn(somebody), () -> signIn(nobody));
    }

    @Test
    void P20_a_reset_for_an_unknown_address_and_for_a_known_one_take_as_long_as_each_other_and_look_the_same() {
        String somebody = Shop.uniqueEmail();
        Shop.register(somebody);
        String nobody = Shop.uniqueEmail();
        areAlike(() -> reset(somebody), () -> reset(nobody));
    }

    private static void areAlike(Supplier<Response> one, Supplier<Response> other) {
        List<Long> ofOne = new ArrayList<>();
        List<Long> ofOther = new ArrayList<>();
        Set<String> looks = new HashSet<>();
        take(WARM_UP, one, new ArrayList<>(), other, new ArrayList<>(), looks);
        take(SAMPLES, one, ofOne, other, ofOther, looks);
        if (!isAlike(ratio(ofOne, ofOther))) {
            take(MANY - SAMPLES, one, ofOne, other, ofOther, looks);
        }
        assertThat(looks).hasSize(1);
        assertThat(ratio(ofOne, ofOther)).matches(TimingTest::isAlike,
                "within a tenth of 1, of " + ofOne.size() + " samples");
    }

    /** In turn: what else the machine does meets both. */
    private static void take(int samples, Supplier<Response> one, List<Long> ofOne, Supplier<Response> other,
            List<Long> ofOther, Set<String> looks) {
        for (int i = 0; i < samples; i++) {
            ofOne.add(timed(one, looks));
            ofOther.add(timed(other, looks));
        }
    }

    private static double ratio(List<Long> one, List<Long> other) {
        return (double) quick(one) / quick(other);
    }

    private static boolean isAlike(double ratio) {
        return ratio >= 0.9 && ratio <= 1.1;
    }

    private static long timed(Supplier<Response> call, Set<String> looks) {
        long before = System.nanoTime();
        Response answer = call.get();
        long nanos = System.nanoTime() - before;
        Map<String, Object> body = answer.jsonPath().getMap("$");
        body.remove("traceId");
        looks.add(answer.statusCode() + " " + body + " "
                + answer.headers().asList().stream().map(header -> header.getName()).sorted().toList());
        return nanos;
    }

    /** What a call takes when nothing else comes between: one in five is quicker. */
    private static long quick(List<Long> samples) {
        return samples.stream().sorted().skip(samples.size() / 5).findFirst().orElseThrow();
    }

    private static Response signIn(String email) {
        return request().body(Map.of("email", email, "password", "Wrong-Horse-1!")).post(API + "/users/login");
    }

    private static Response reset(String email) {
        return request().body(Map.of("email", email)).post(API + "/users/password-reset");
    }
}

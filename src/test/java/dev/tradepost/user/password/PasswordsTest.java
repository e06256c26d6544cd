package dev.tradepost.user.password;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import org.junit.jupiter.api.Test;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.config.SmallRyeConfigBuilder;

import dev.tradepost.kernel.Problem;
import dev.tradepost.testsupport.Together;

/** Hashing, and how many passwords may wait for it. What a client sees: {@code TwoInstancesIT}. */
class PasswordsTest {

    private final PasswordConfig config = new SmallRyeConfigBuilder().addDiscoveredConverters()
            .withMapping(PasswordConfig.class)
            .withDefaultValue("tradepost.account.bcrypt-cost", "9")
            .withDefaultValue("tradepost.account.bcrypt-threads", "1")
            .withDefaultValue("tradepost.account.bcrypt-queue", "3").build().getConfigMapping(PasswordConfig.class);
    private final Passwords passwords = new Passwords(new BcryptPool(config, new SimpleMeterRegistry()), config);

    @Test
    void P22_no_more_than_fit_are_hashed_and_wait_and_the_rest_is_refused_at_once() throws Exception {
        List<String> outcomes = Together.times(30, () -> {
            try {
                passwords.matchNobody("Correct-Horse-1!");
                return "compared";
            } catch (Problem.Unavailable full) {
                return "refused, again after " + full.retryAfterSeconds();
            }
        });
        assertThat(outcomes).contains("compared", "refused, again after 2")
                .containsOnly("compared", "refused, again after 2");
        passwords.matchNobody("Correct-Horse-1!");
    }

    @Test
    void P19_the_cost_stands_in_the_hash_and_a_lower_one_is_outdated() {
        String hash = passwords.hash("Correct-Horse-1!");
        assertThat(hash).startsWith("$2a$09$");
        assertThat(passwords.matches("Correct-Horse-1!", hash)).isTrue();
        assertThat(passwords.matches("Correct-Horse-1?", hash)).isFalse();
        assertThat(passwords.isOutdated(hash)).isFalse();
        assertThat(passwords.isOutdated(hash.replace("$09$", "$08$"))).isTrue();
    }
}

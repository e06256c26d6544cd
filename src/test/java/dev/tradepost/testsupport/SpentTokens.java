package dev.tradepost.testsupport;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.UUID;

import io.restassured.path.json.JsonPath;

/** Refresh tokens that have been exchanged. */
public final class SpentTokens {

    private SpentTokens() {}

    /** Lets the ten seconds pass in which the token still gets its successor, without waiting for them. */
    public static void outlive(Shop.Tokens spent) {
        String claims = new String(Base64.getUrlDecoder().decode(spent.refresh().split("\\.", -1)[1]),
                StandardCharsets.UTF_8);
        assertThat(Database.update(
                "update users.sessions set spent_at = spent_at - interval '10 seconds' where id = ? and spent_at is not null",
                UUID.fromString(JsonPath.from(claims).getString("sid")))).as("sessions with a spent token").isOne();
    }
}

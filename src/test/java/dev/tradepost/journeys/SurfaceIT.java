package dev.tradepost.journeys;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.condition.EnabledIf;

import io.quarkus.test.junit.QuarkusIntegrationTest;
import io.quarkus.test.junit.TestProfile;

import dev.tradepost.SurfaceTest;

/** What holds for every operation, in what is shipped. */
@EnabledIf(value = "dev.tradepost.testsupport.Instance#isNative", disabledReason = "on the JVM it is what SurfaceTest sees")
@QuarkusIntegrationTest
@TestProfile(AsInProduction.class)
class SurfaceIT extends SurfaceTest {

    private static final Pattern LISTENING = Pattern.compile("Management interface listening on http://[^:]+:(\\d+)");

    /** The framework knows the port of the API only. */
    @BeforeEach
    void findTheManagementPort() throws IOException {
        String port = LISTENING.matcher(Files.readString(Path.of("target/quarkus.log"))).results()
                .reduce((_, last) -> last).map((MatchResult found) -> found.group(1)).orElseThrow();
        management = URI.create("http://localhost:" + port + "/");
    }
}

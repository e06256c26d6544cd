package dev.tradepost.journeys;

import io.quarkus.test.junit.QuarkusIntegrationTest;
import io.quarkus.test.junit.TestProfile;

/** The life of an account in what is shipped: the packaged jar, or the native executable with {@code -Dnative}. */
@QuarkusIntegrationTest
@TestProfile(AsInProduction.class)
class AccountJourneyIT extends AccountJourneyTest {}

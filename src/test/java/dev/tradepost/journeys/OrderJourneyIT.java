package dev.tradepost.journeys;

import io.quarkus.test.junit.QuarkusIntegrationTest;
import io.quarkus.test.junit.TestProfile;

/** The journey through what is shipped: the packaged jar, or the native executable with {@code -Dnative}. */
@QuarkusIntegrationTest
@TestProfile(AsInProduction.class)
class OrderJourneyIT extends OrderJourneyTest {}

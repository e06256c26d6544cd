package dev.tradepost;

import io.quarkus.test.junit.QuarkusIntegrationTest;
import io.quarkus.test.junit.TestProfile;

import dev.tradepost.journeys.AsInProduction;

/** The same in what is shipped; {@code JourneysSuiteIT} has it share the start of the journeys. */
@QuarkusIntegrationTest
@TestProfile(AsInProduction.class)
class SurfaceIT extends SurfaceTest {}

package dev.tradepost.journeys;

import io.quarkus.test.junit.QuarkusIntegrationTest;
import io.quarkus.test.junit.TestProfile;

import dev.tradepost.SurfaceTest;

/** What holds for every operation, in what is shipped. */
@QuarkusIntegrationTest
@TestProfile(AsInProduction.class)
class SurfaceIT extends SurfaceTest {}

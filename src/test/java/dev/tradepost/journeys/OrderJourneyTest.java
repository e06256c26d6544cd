package dev.tradepost.journeys;

import io.quarkus.test.junit.QuarkusTest;

@QuarkusTest
class OrderJourneyTest extends OrderJourney {}

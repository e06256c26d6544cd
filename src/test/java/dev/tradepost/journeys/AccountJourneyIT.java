package dev.tradepost.journeys;

import org.junit.jupiter.api.extension.ExtendWith;

import dev.tradepost.testsupport.TwoInstances;

/** In what is shipped: the packaged jar, or the native executable with {@code -Dnative}. */
@ExtendWith(TwoInstances.class)
public class AccountJourneyIT extends AccountJourney {}

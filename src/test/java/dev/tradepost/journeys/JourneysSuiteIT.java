package dev.tradepost.journeys;

import org.junit.platform.suite.api.AfterSuite;
import org.junit.platform.suite.api.BeforeSuite;
import org.junit.platform.suite.api.IncludeClassNamePatterns;
import org.junit.platform.suite.api.SelectClasses;
import org.junit.platform.suite.api.Suite;

import io.restassured.RestAssured;

import dev.tradepost.nativeready.NativeReadyIT;
import dev.tradepost.testsupport.Contract;
import dev.tradepost.testsupport.Wire;

/**
 * The journeys together, so that they share one start of what is shipped. Each of their answers is held against the OpenAPI document, and
 * no operation is left out.
 */
@Suite
@SelectClasses({OrderJourneyIT.class, AccountJourneyIT.class, EveryOperationIT.class, SurfaceIT.class,
        NativeReadyIT.class})
@IncludeClassNamePatterns(".*")
class JourneysSuiteIT {

    private static final Contract CONTRACT = new Contract();

    @BeforeSuite
    static void holdAnswersAgainstTheDocument() {
        RestAssured.filters(CONTRACT);
        Wire.holdAgainst(CONTRACT);
    }

    @AfterSuite
    static void nothingWasLeftOut() {
        RestAssured.reset();
        Wire.holdAgainst(null);
        CONTRACT.requireAllBut("POST /payments/webhooks/stripe"); // the simulated gateway has none
    }
}

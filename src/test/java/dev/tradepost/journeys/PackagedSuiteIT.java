package dev.tradepost.journeys;

import org.junit.platform.suite.api.AfterSuite;
import org.junit.platform.suite.api.BeforeSuite;
import org.junit.platform.suite.api.IncludeClassNamePatterns;
import org.junit.platform.suite.api.SelectClasses;
import org.junit.platform.suite.api.Suite;

import io.restassured.RestAssured;

import dev.tradepost.edge.NginxIT;
import dev.tradepost.nativeready.NativeReadyIT;
import dev.tradepost.testsupport.Contract;
import dev.tradepost.testsupport.Wire;

/**
 * The tests of what is shipped that share {@link dev.tradepost.testsupport.TwoInstances}. Each of their answers is held against the OpenAPI
 * document, and no operation is left out.
 */
@Suite
@SelectClasses({OrderJourneyIT.class, AccountJourneyIT.class, EveryOperationIT.class, SurfaceIT.class,
        DocumentationIT.class, TwoInstancesIT.class, NginxIT.class, NativeReadyIT.class})
@IncludeClassNamePatterns(".*")
class PackagedSuiteIT {

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

package dev.tradepost.journeys;

import org.junit.platform.suite.api.AfterSuite;
import org.junit.platform.suite.api.IncludeClassNamePatterns;
import org.junit.platform.suite.api.SelectClasses;
import org.junit.platform.suite.api.Suite;

import dev.tradepost.edge.NginxIT;
import dev.tradepost.nativeready.NativeReadyIT;
import dev.tradepost.testsupport.Contract;

/**
 * The tests of what is shipped that share {@link dev.tradepost.testsupport.TwoInstances}, and a short one, so that both processes of
 * packaged tests end at about the same time. They leave no operation out.
 */
@Suite
@SelectClasses({OrderJourneyIT.class, AccountJourneyIT.class, EveryOperationIT.class, SurfaceIT.class,
        DocumentationIT.class, TwoInstancesIT.class, NginxIT.class, NativeReadyIT.class,
        RefusedStartIT.class})
@IncludeClassNamePatterns(".*")
class PackagedSuiteIT {

    @AfterSuite
    static void nothingWasLeftOut() {
        Contract.requireAllBut("POST /payments/webhooks/stripe"); // the simulated gateway has none
    }
}

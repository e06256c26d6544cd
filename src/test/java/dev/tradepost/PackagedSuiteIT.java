package dev.tradepost;

import org.junit.platform.suite.api.AfterSuite;
import org.junit.platform.suite.api.IncludeClassNamePatterns;
import org.junit.platform.suite.api.SelectClasses;
import org.junit.platform.suite.api.Suite;

import dev.tradepost.catalog.category.CategoryResourceIT;
import dev.tradepost.catalog.importexport.ProductImportIT;
import dev.tradepost.catalog.search.SearchQualityIT;
import dev.tradepost.edge.NginxIT;
import dev.tradepost.journeys.AccountJourneyIT;
import dev.tradepost.journeys.DocumentationIT;
import dev.tradepost.journeys.EveryOperationIT;
import dev.tradepost.journeys.OrderJourneyIT;
import dev.tradepost.journeys.OwnershipIT;
import dev.tradepost.journeys.RefusedStartIT;
import dev.tradepost.journeys.SchemaIT;
import dev.tradepost.journeys.SurfaceIT;
import dev.tradepost.journeys.TwoInstancesIT;
import dev.tradepost.journeys.UpgradeIT;
import dev.tradepost.nativeready.NativeReadyIT;
import dev.tradepost.testsupport.Contract;

/** The tests of what is shipped, of which those that can share {@link dev.tradepost.testsupport.TwoInstances}. They leave no operation out. */
@Suite
@SelectClasses({OrderJourneyIT.class, AccountJourneyIT.class, EveryOperationIT.class, SurfaceIT.class,
        OwnershipIT.class, CategoryResourceIT.class, ProductImportIT.class, SearchQualityIT.class,
        DocumentationIT.class, TwoInstancesIT.class, NginxIT.class, NativeReadyIT.class,
        RefusedStartIT.class, SchemaIT.class, UpgradeIT.class})
@IncludeClassNamePatterns(".*")
class PackagedSuiteIT {

    @AfterSuite
    static void nothingWasLeftOut() {
        Contract.requireAllBut("POST /payments/webhooks/stripe"); // the simulated gateway has none
    }
}

package dev.tradepost.lanes;

import org.junit.platform.suite.api.ExcludeClassNamePatterns;
import org.junit.platform.suite.api.ExcludeEngines;
import org.junit.platform.suite.api.IncludeClassNamePatterns;
import org.junit.platform.suite.api.SelectPackages;
import org.junit.platform.suite.api.Suite;

/** The tests that wait for messages, mails and jobs, and their neighbours. */
@Suite
@ExcludeEngines("archunit") // reads all classes for seconds, and has nothing here: UnitSuiteTest
@SelectPackages("dev.tradepost")
@IncludeClassNamePatterns(OrderSuite.CLASSES)
@ExcludeClassNamePatterns(UnitSuite.CLASSES)
class OrderSuite {

    static final String CLASSES = "dev\\.tradepost\\.((order|catalog\\.(importexport|category|inventory))\\..*Test"
            + "|user\\.throttle\\.SignInThrottleTest)";
}

package dev.tradepost.lanes;

import org.junit.platform.suite.api.IncludeClassNamePatterns;
import org.junit.platform.suite.api.SelectPackages;
import org.junit.platform.suite.api.Suite;

/** The modules whose tests wait for messages and mails, and another that wants an application of its own; half of what all tests take. */
@Suite
@SelectPackages("dev.tradepost")
@IncludeClassNamePatterns(OrderAndUserSuite.CLASSES)
class OrderAndUserSuite {

    /** Those that take a server away have one application, which is not started here too. */
    static final String CLASSES = "dev\\.tradepost\\.(order|user|platform\\.ratelimit)\\..*(?<!Away)Test";
}

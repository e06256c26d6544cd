package dev.tradepost.lanes;

import org.junit.platform.suite.api.IncludeClassNamePatterns;
import org.junit.platform.suite.api.SelectPackages;
import org.junit.platform.suite.api.Suite;

/** The module whose tests wait for messages and mails, and imports, whose tests wait for jobs. */
@Suite
@SelectPackages("dev.tradepost")
@IncludeClassNamePatterns(OrderSuite.CLASSES)
class OrderSuite {

    static final String CLASSES = "dev\\.tradepost\\.(order|catalog\\.bulk)\\..*(?<!Away|StripeGateway)Test";
}

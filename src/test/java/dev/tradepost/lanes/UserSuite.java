package dev.tradepost.lanes;

import org.junit.platform.suite.api.IncludeClassNamePatterns;
import org.junit.platform.suite.api.SelectPackages;
import org.junit.platform.suite.api.Suite;

/** A module, and nearly all that wants an application of its own, so that each is started once. */
@Suite
@SelectPackages("dev.tradepost")
@IncludeClassNamePatterns(UserSuite.CLASSES)
class UserSuite {

    static final String CLASSES = "dev\\.tradepost\\.((user|platform\\.ratelimit)\\..*(?<!Away)Test"
            + "|order\\.payment\\.StripeGatewayTest)";
}

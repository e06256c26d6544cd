package dev.tradepost;

import org.junit.platform.suite.api.IncludeClassNamePatterns;
import org.junit.platform.suite.api.SelectPackages;
import org.junit.platform.suite.api.Suite;

/**
 * Tests that need no application, and therefore answer within seconds. By name: to look at a class for more would load it, and with it an
 * application. One that is missing here runs in {@link ApplicationSuiteIT}, only later.
 */
@Suite
@SelectPackages("dev.tradepost")
@IncludeClassNamePatterns(UnitSuite.CLASSES)
class UnitSuite {

    static final String CLASSES = "dev\\.tradepost\\.((kernel|platform\\.config|nativeready)\\..*Test|(Architecture|Promises|UnitSuite)Test|.*PropertiesTest|"
            + ".*\\.(AesGcm|CategoryPaths|ClientAddresses|ClientConnection|Contract|MicroBatcher|LowStock|MailServer|MinorUnits"
            + "|Order|OrderStatus|Passwords|Payment|Popularity|Refund|FieldEncryption|StripeObjects|StripeSignature"
            + "|TokenKeys|Traced|Tracing)Test)";
}

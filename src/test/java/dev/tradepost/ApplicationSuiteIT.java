package dev.tradepost;

import java.io.IOException;

import org.junit.platform.suite.api.AfterSuite;
import org.junit.platform.suite.api.ExcludeClassNamePatterns;
import org.junit.platform.suite.api.ExcludeEngines;
import org.junit.platform.suite.api.SelectPackages;
import org.junit.platform.suite.api.Suite;

import dev.tradepost.nativeready.NativeReady;

/**
 * The tests that need an application in their own process. A suite, because the build gives classes one by one to whichever process is free,
 * and the application would start once for each. The packaged application is tested beside it by {@link PackagedSuiteIT}.
 */
@Suite
@ExcludeEngines("archunit") // reads all classes for seconds, and has nothing here: UnitSuiteTest
@SelectPackages("dev.tradepost")
@ExcludeClassNamePatterns({UnitSuite.CLASSES, DeploymentSuiteIT.CLASSES})
class ApplicationSuiteIT {

    @AfterSuite
    static void isReadyForNative() throws IOException {
        NativeReady.requireRegistration();
    }
}

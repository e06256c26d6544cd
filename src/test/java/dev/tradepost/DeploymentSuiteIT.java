package dev.tradepost;

import org.junit.platform.suite.api.ExcludeEngines;
import org.junit.platform.suite.api.IncludeClassNamePatterns;
import org.junit.platform.suite.api.SelectPackages;
import org.junit.platform.suite.api.Suite;

/** The tests of what is shipped beside the application, with the tools that will read it: nginx, promtool, kubectl. */
@Suite
@ExcludeEngines("archunit")
@SelectPackages("dev.tradepost")
@IncludeClassNamePatterns(DeploymentSuiteIT.CLASSES)
class DeploymentSuiteIT {

    static final String CLASSES = "dev\\.tradepost\\.((compatibility|deploy|edge)\\..*|platform\\.metrics\\.Monitoring)Test";
}

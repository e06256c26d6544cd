package dev.tradepost.lanes;

import org.junit.platform.suite.api.ExcludeClassNamePatterns;
import org.junit.platform.suite.api.ExcludeEngines;
import org.junit.platform.suite.api.SelectPackages;
import org.junit.platform.suite.api.Suite;

/** All that the other suites leave, so that no test can be in none; with those that take a server away. */
@Suite
@ExcludeEngines("archunit") // reads all classes for seconds, and has nothing here: UnitSuiteTest
@SelectPackages("dev.tradepost")
@ExcludeClassNamePatterns({OrderSuite.CLASSES, UnitSuite.CLASSES})
class EverythingElseSuite {}

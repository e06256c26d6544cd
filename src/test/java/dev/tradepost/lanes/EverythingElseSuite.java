package dev.tradepost.lanes;

import org.junit.platform.suite.api.ExcludeClassNamePatterns;
import org.junit.platform.suite.api.SelectPackages;
import org.junit.platform.suite.api.Suite;

/**
 * All that {@link OrderSuite} and {@link UserSuite} leave, so that no test can be in none. Those that take a server away are here, where
 * they share an application.
 */
@Suite
@SelectPackages("dev.tradepost")
@ExcludeClassNamePatterns({OrderSuite.CLASSES, UserSuite.CLASSES})
class EverythingElseSuite {}

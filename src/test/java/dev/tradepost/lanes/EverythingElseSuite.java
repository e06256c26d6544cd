package dev.tradepost.lanes;

import org.junit.platform.suite.api.ExcludeClassNamePatterns;
import org.junit.platform.suite.api.SelectPackages;
import org.junit.platform.suite.api.Suite;

/** All that {@link OrderAndUserSuite} leaves, so that no test can be in neither. */
@Suite
@SelectPackages("dev.tradepost")
@ExcludeClassNamePatterns(OrderAndUserSuite.CLASSES)
class EverythingElseSuite {}

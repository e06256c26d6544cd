package dev.tradepost.lanes;

import org.junit.platform.suite.api.ExcludePackages;
import org.junit.platform.suite.api.SelectPackages;
import org.junit.platform.suite.api.Suite;

/** All that {@link OrderAndUserSuite} leaves, so that no test can be in neither. */
@Suite
@SelectPackages("dev.tradepost")
@ExcludePackages({"dev.tradepost.order", "dev.tradepost.user"})
class EverythingElseSuite {}

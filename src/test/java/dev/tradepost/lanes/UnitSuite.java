package dev.tradepost.lanes;

import org.junit.platform.suite.api.IncludeTags;
import org.junit.platform.suite.api.SelectPackages;
import org.junit.platform.suite.api.Suite;

/** What needs no application, and therefore answers within seconds. */
@Suite
@SelectPackages("dev.tradepost")
@IncludeTags("unit")
class UnitSuite {}

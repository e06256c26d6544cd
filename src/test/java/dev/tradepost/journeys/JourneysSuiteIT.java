package dev.tradepost.journeys;

import org.junit.platform.suite.api.IncludeClassNamePatterns;
import org.junit.platform.suite.api.SelectClasses;
import org.junit.platform.suite.api.Suite;

/** The journeys together, so that they share one start of what is shipped. */
@Suite
@SelectClasses({OrderJourneyIT.class, AccountJourneyIT.class})
@IncludeClassNamePatterns(".*")
class JourneysSuiteIT {}

package dev.tradepost.lanes;

import org.junit.platform.suite.api.SelectPackages;
import org.junit.platform.suite.api.Suite;

/** The modules whose tests wait for messages and mails; about half of the time that all tests take. */
@Suite
@SelectPackages({"dev.tradepost.order", "dev.tradepost.user"})
class OrderAndUserSuite {}

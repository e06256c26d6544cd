package dev.tradepost.testsupport;

/**
 * Which of the tests that run side by side these are: each lane has a database, a Redis database and a virtual host of its own.
 * application.properties says the same to an application under test.
 */
public final class Lane {

    /** From 1. */
    static final int NUMBER = Integer.getInteger("test.lane", 1);

    public static final String DATABASE = "tradepost_test_" + NUMBER;
    public static final String VIRTUAL_HOST = "tradepost-test-" + NUMBER;
    public static final String REDIS = Servers.redis(NUMBER);

    private Lane() {}
}

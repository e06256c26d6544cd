package dev.tradepost.testsupport;

/** Which of the tests that run side by side these are: each lane has a database, a Redis database and a virtual host of its own. */
public final class Lane {

    private static final boolean FIRST = System.getProperty("test.lane", "1").equals("1");

    public static final String DATABASE = FIRST ? "tradepost_test" : "tradepost_test_2";
    public static final String VIRTUAL_HOST = FIRST ? "tradepost-test" : "tradepost-test-2";
    public static final String REDIS = "redis://127.0.0.1:21379/" + (FIRST ? 1 : 8);

    private Lane() {}
}

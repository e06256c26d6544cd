package dev.tradepost.testsupport;

/** The ports of what deploy/dev/services has started. Like that script and application.properties, it takes their first two digits from the environment. */
public final class Servers {

    private static final String FIRST_DIGITS = System.getenv().getOrDefault("TRADEPOST_DEV_PORTS", "21");

    public static final int POSTGRESQL = port(432);
    public static final int REDIS = port(379);
    public static final int RABBITMQ = port(672);
    public static final int SMTP = port(25);
    /** Nobody, until a test puts something in Stripe's place. */
    public static final int STRIPE = port(690) + Lane.NUMBER;
    static final int MAILBOX = port(80);

    private Servers() {}

    /** @param lastDigits below 1,000 */
    static int port(int lastDigits) {
        return Integer.parseInt(FIRST_DIGITS) * 1_000 + lastDigits;
    }

    /** @param database what belongs to one test must not be another's */
    public static String redis(int database) {
        return "redis://127.0.0.1:" + REDIS + "/" + database;
    }
}

package dev.tradepost.fuzz;

import java.util.List;
import java.util.random.RandomGenerator;

/** Values that have broken other services. */
final class Hostile {

    private static final List<String> TEXTS = List.of("", " ", "\u0000", "\u001b[31m", "\r\nSet-Cookie: a=b", "null",
            "undefined", "NaN", "true", "-1", "0", "1.5", "1e400", "1e-400", "2147483648", "9223372036854775808",
            "0x10", "١٢٣", "'", "\"", "' OR '1'='1", "'; drop table orders.orders; --", "%", "_", "\\", "\\u0000",
            "../../../../etc/passwd", "..%2f..%2f", "<script>alert(1)</script>", "${jndi:ldap://127.0.0.1:1/a}",
            "#{7*7}", "{{7*7}}", "{7*7}", "%s%n%x", "\ud800", "\udc00\ud800", "\ufeff", "\u202e", "\ufffd", "🛒", "İ",
            "ß",
            "=cmd|' /C calc'!A0", "[]", "{}", "{\"$ne\":1}", "2026-02-30", "2026-11-22T25:61:61Z",
            "+292278994-08-17T07:12:55.807Z", "0000-00-00", "00000000-0000-0000-0000-000000000000", "not-an-id",
            "tok_declined", "tok_unavailable", "*", "W/\"v1\"", "\"v1\"", "customer", "admin", "a,b,,c", ";", "&", "=");
    private static final int LONGEST = 20_000;

    private Hostile() {}

    static String text(RandomGenerator random) {
        return switch (random.nextInt(12)) {
            case 0 -> characters(random, random.nextInt(1, 40));
            case 1 -> " ".repeat(random.nextInt(1, 300));
            case 2 -> one(random, TEXTS).repeat(random.nextInt(1, 50));
            case 3 -> one(random, TEXTS) + one(random, TEXTS);
            default -> one(random, TEXTS);
        };
    }

    /** Also as long as only a body can be. */
    static String longText(RandomGenerator random) {
        return random.nextInt(30) == 0 ? "x".repeat(random.nextInt(LONGEST)) : text(random);
    }

    /** What a header can carry. */
    static String header(RandomGenerator random) {
        String text = random.nextInt(40) == 0 ? " ,".repeat(random.nextInt(3_000)) + "x" : text(random);
        return text.chars().filter(it -> it >= ' ' && it < 127)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append).toString();
    }

    static <T> T one(RandomGenerator random, List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    private static String characters(RandomGenerator random, int length) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.append((char) (random.nextBoolean() ? random.nextInt(128) : random.nextInt(0x1_0000)));
        }
        return text.toString();
    }
}

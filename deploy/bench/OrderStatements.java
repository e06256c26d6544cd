import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The statements of placing an order, read from the server's log, as scripts for pgbench: those of some orders
 * with their values, except ids, numbers and keys, which are new in each transaction and grow as the application's do.
 */
record OrderStatements(List<List<Statement>> orders, Set<String> old) {

    private static final Path LOG = Path.of(System.getenv("TRADEPOST_DEV_STATE"), "log", "postgres.log");
    private static final Pattern ENTRY = Pattern.compile("(?m)^\\d{4}-\\d\\d-\\d\\d [\\d:.]+ \\w+ \\[(\\d+)\\] (\\w+):  ");
    private static final Pattern VALUE = Pattern.compile("\\$(\\d+) = (NULL|'((?:[^']++|'')*+)')"); // possessive: values may be long
    private static final String UUIDS = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}";
    /** Values that have to be new each time. */
    private static final Pattern NEW = Pattern.compile("ORD-\\d+-\\d+|" + UUIDS);

    record Statement(String sql, List<String> values) {}

    static OrderStatements capture(Database database, DrillShop shop, List<String> bodies) throws Exception {
        database.execute("alter database " + database.name() + " set log_statement = 'all'");
        Set<String> old = new HashSet<>(shop.plenty());
        shop.customers().forEach(customer -> old.addAll(List.of(customer.id(), customer.address())));
        String log;
        try (Application application = Application.start(database, "orders-statements", Map.of("RABBITMQ_VHOST", "tradepost-bench"))) {
            place(application, shop, bodies); // until nothing is asked for the first time any more
            Thread.sleep(2_000); // what the last one has set off
            int before = Files.readString(LOG, StandardCharsets.UTF_8).length();
            place(application, shop, bodies);
            Thread.sleep(500); // the log is written by another process
            log = Files.readString(LOG, StandardCharsets.UTF_8).substring(before);
        }
        database.execute("alter database " + database.name() + " reset log_statement");
        List<List<Statement>> orders = transactions(log).stream()
                .filter(all -> all.stream().anyMatch(one -> one.sql.contains("insert into orders.orders "))).toList();
        if (orders.size() != bodies.size()) {
            throw new IllegalStateException("%d orders are %d transactions in %s".formatted(bodies.size(), orders.size(), LOG));
        }
        return new OrderStatements(orders, old);
    }

    private static void place(Application application, DrillShop shop, List<String> bodies) throws Exception {
        for (String body : bodies) {
            DrillShop.Customer buyer = shop.customers().stream().filter(customer -> body.contains(customer.address())).findFirst()
                    .orElseThrow();
            var answer = application.post("/orders", body, "Authorization", "Bearer " + buyer.token(), "Idempotency-Key",
                    "bench-" + UUID.randomUUID());
            if (answer.statusCode() != 201) {
                throw new IllegalStateException(answer.statusCode() + " " + answer.body());
            }
        }
    }

    private static List<List<Statement>> transactions(String log) {
        List<MatchResult> entries = ENTRY.matcher(log).results().toList();
        Map<String, List<Statement>> running = new LinkedHashMap<>();
        List<List<Statement>> ended = new ArrayList<>();
        for (int i = 0; i < entries.size(); i++) {
            MatchResult entry = entries.get(i);
            String text = log.substring(entry.end(), i + 1 < entries.size() ? entries.get(i + 1).start() : log.length());
            String process = entry.group(1);
            List<Statement> statements = running.getOrDefault(process, List.of());
            if (entry.group(2).equals("LOG") && text.matches("(?s)(execute [^:]+|statement): .*")) {
                String sql = text.substring(text.indexOf(": ") + 2).strip();
                if (sql.equalsIgnoreCase("BEGIN")) {
                    running.put(process, new ArrayList<>());
                } else if (sql.equalsIgnoreCase("COMMIT")) {
                    ended.add(statements);
                    running.remove(process);
                } else if (running.containsKey(process) && !sql.contains("pg_catalog")) { // what the driver asks once is no part of it
                    statements.add(new Statement(sql, new ArrayList<>()));
                }
            } else if (entry.group(2).equals("DETAIL") && !statements.isEmpty()) {
                Matcher value = VALUE.matcher(text);
                while (value.find()) {
                    statements.getLast().values.add(value.group(3) == null ? null : value.group(3).replace("''", "'"));
                }
            }
        }
        return ended;
    }

    /** The statements of one order, for display. */
    void print() {
        System.out.printf("%nPlacing an order is one transaction of %d statements, besides BEGIN and COMMIT:%n%n", orders.getFirst().size());
        orders.getFirst().forEach(one -> System.out.println("- `" + brief(one.sql) + "`"));
    }

    private static String brief(String sql) {
        String line = sql.replaceAll("\\s+", " ");
        return line.length() <= 150 ? line : line.substring(0, 147) + "...";
    }

    /** @return transactions per second, all clients together */
    double run(Database database, int seconds) throws Exception {
        List<String> scripts = orders.stream().map(this::script).toList();
        return Tools.pgbench(database, seconds, scripts, "-D", "c=0", "-D", "b=" + System.nanoTime() / 1_000_000);
    }

    private String script(List<Statement> statements) {
        List<String> made = new ArrayList<>();
        return "\\set c :c + 1\n\\set n (:b * 100 + :client_id) * 1000000 + :c\nbegin;\n"
                + statements.stream().map(one -> filled(one, made) + ";\n").collect(Collectors.joining()) + "commit;\n";
    }

    private String filled(Statement statement, List<String> made) {
        return Pattern.compile("\\$(\\d+)").matcher(statement.sql).replaceAll(number -> {
            String value = statement.values.get(Integer.parseInt(number.group(1)) - 1);
            return Matcher.quoteReplacement(value == null ? "null" : expression(value, made));
        });
    }

    private String expression(String value, List<String> made) {
        List<String> pieces = new ArrayList<>();
        Matcher changing = NEW.matcher(value);
        int from = 0;
        while (changing.find()) {
            if (!old.contains(changing.group())) {
                pieces.add(literal(value.substring(from, changing.start())));
                pieces.add(fresh(changing.group(), made));
                from = changing.end();
            }
        }
        pieces.add(literal(value.substring(from)));
        if (pieces.size() > 1) {
            pieces.removeIf("E''"::equals);
        }
        String whole = from == 0 ? pieces.getFirst() : "(" + String.join(" || ", pieces) + ")";
        if (value.matches(UUIDS)) {
            return whole + "::uuid";
        }
        return whole + arrayType(value);
    }

    /** Casts for arrays. A JSON document begins with a brace too, and an array of such documents with a quoted one. */
    private static String arrayType(String value) {
        boolean document = value.contains("\":") && !value.startsWith("{\"{");
        if (!value.startsWith("{") || document) {
            return "";
        }
        String elements = value.replaceAll("[\"{}]", "");
        if (elements.matches("(" + UUIDS + ",?)+")) {
            return "::uuid[]";
        }
        if (elements.matches("(\\d+,?)+")) {
            return "::int4[]";
        }
        return elements.matches("(\\d+\\.\\d+,?)+") ? "::numeric[]" : "::text[]";
    }

    private static String fresh(String id, List<String> made) {
        if (id.startsWith("ORD-")) {
            return "'" + id.substring(0, 9) + "' || :n::text";
        }
        if (!made.contains(id)) {
            made.add(id);
        }
        // They grow, as the application's do; the version and the variant do not matter to the database.
        return "'%08x' || lpad(to_hex(:n::bigint), 24, '0')".formatted(0x01a20000 + made.indexOf(id));
    }

    /** pgbench would read a colon as a variable. */
    private static String literal(String text) {
        return "E'" + text.replace("\\", "\\\\").replace("'", "''").replace(":", "\\x3a") + "'";
    }
}

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Orders under kills and freezes (P1, P2, P4, P5, P8 to P13): in each run customers order while the application and each server are
 * killed and frozen; when everything runs again and all work is done, the database, the gateway's charges and the mails have to agree.
 */
class Drill {

    private static final String HELP = """
            Usage: deploy/bench/drill [OPTION]…

              --seed N         of the first run; the next ones count up (1)
              --runs N         how often (1)
              --seconds S      for how long orders come at least; until the last fault is over they do anyway (60)
              --instances N    of the application, 1 or 2 (1)
              --customers N    who order at the same time (30)
              --pause MS       between two orders of a customer, on average (700)
              --without LIST   of keys, cancel: what the packaged application cannot do yet

            Kills and freezes servers of its own (ports 22xxx; TRADEPOST_DEV_PORTS for others), not those for development.
            """;
    private static final String VIRTUAL_HOST = "tradepost-drill";
    /** Below the range of client ports, which could occupy one of these when an instance restarts. */
    private static final int FIRST_PORT = Servers.port(801);
    private static final Duration SETTLING = Duration.ofSeconds(150);

    private final Map<String, Integer> numbers = new HashMap<>(Map.of("seed", 1, "runs", 1, "seconds", 60, "instances", 1,
            "customers", 30, "pause", 700));
    private final Set<String> without = new TreeSet<>();
    private final Map<String, Proxy> proxies = new LinkedHashMap<>();
    private final List<Application> applications = new ArrayList<>();
    private DrillShop shop;

    public static void main(String... arguments) throws Exception {
        if (Arrays.asList(arguments).contains("--help")) {
            System.out.print(HELP);
            return;
        }
        System.exit(new Drill().read(arguments).run() ? 0 : 1);
    }

    static void say(String format, Object... values) {
        System.err.printf(Locale.ROOT, format + "%n", values);
    }

    private Drill read(String... arguments) {
        for (int i = 0; i + 1 < arguments.length; i += 2) {
            String name = arguments[i].replaceFirst("^--", "");
            if (name.equals("without")) {
                without.addAll(List.of(arguments[i + 1].split(",")));
            } else if (numbers.replace(name, Integer.valueOf(arguments[i + 1])) == null) {
                throw new IllegalArgumentException(HELP);
            }
        }
        return this;
    }

    private int number(String name) {
        return numbers.get(name);
    }

    private boolean run() throws Exception {
        say("opening the shop for %d customers …", number("customers"));
        shop = DrillShop.open(Database.create("drill_shop"), number("customers"), 6, 4, 40);
        Map<String, Integer> endings = Map.of("postgres", 432, "redis", 379, "rabbitmq", 672, "smtp", 25);
        for (String server : DrillFaults.SERVERS) {
            proxies.put(server, new Proxy(Servers.port(endings.get(server))));
        }
        DrillChecks checks = new DrillChecks(without);
        for (int i = 0; i < number("runs"); i++) {
            run(number("seed") + i, checks);
        }
        return checks.print(number("instances"));
    }

    private void run(int seed, DrillChecks checks) throws Exception {
        say("%n--- seed %d", seed);
        Database database = Database.create("drill_" + seed, shop.template());
        Servers.virtualHost(VIRTUAL_HOST);
        Servers.forgetMails();
        Application.forgetRedis();
        List<String> roots = new ArrayList<>();
        for (int i = 0; i < number("instances"); i++) {
            applications.add(launch(database, seed, i));
            roots.add(applications.get(i).root);
        }
        try {
            for (Application application : applications) {
                application.await();
            }
            DrillLoad load = new DrillLoad(shop, roots, seed, number("pause"), !without.contains("keys"), !without.contains("cancel"));
            long begin = System.nanoTime();
            try (AutoCloseable _ = load.begin()) {
                new DrillFaults(seed, proxies, instances(database, seed)).run();
                Thread.sleep(Math.max(0, number("seconds") * 1_000L - (System.nanoTime() - begin) / 1_000_000)); // more peace
            }
            double loaded = (System.nanoTime() - begin) / 1e9;
            say("orders for %.0f s, %.1f accepted/s; answers %s", loaded,
                    load.asked.stream().filter(one -> one.status() == 201).count() / loaded, load.answers);
            double settled = settle(database);
            note(database, load);
            checks.look(seed, database, VIRTUAL_HOST, loaded, settled, load);
        } finally {
            for (Application application : applications) {
                application.close();
            }
            applications.clear();
        }
        if (System.getenv("KEEP_SERVERS") == null) {
            database.drop();
        }
    }

    private DrillFaults.Instances instances(Database database, int seed) {
        return new DrillFaults.Instances() {
            @Override
            public int count() {
                return applications.size();
            }

            @Override
            public void kill(int instance) throws InterruptedException {
                applications.get(instance).kill();
            }

            @Override
            public void start(int instance) throws Exception {
                applications.set(instance, launch(database, seed, instance));
                applications.get(instance).await();
            }
        };
    }

    private Application launch(Database database, int seed, int instance) throws Exception {
        Map<String, String> settings = new HashMap<>(Map.of("PORT", Integer.toString(FIRST_PORT + 2 * instance),
                "MANAGEMENT_PORT", Integer.toString(FIRST_PORT + 2 * instance + 1), "RABBITMQ_VHOST", VIRTUAL_HOST,
                "DB_PORT", Integer.toString(proxies.get("postgres").port()),
                "REDIS_URL", "redis://127.0.0.1:" + proxies.get("redis").port() + "/7",
                "RABBITMQ_PORT", Integer.toString(proxies.get("rabbitmq").port()),
                "SMTP_PORT", Integer.toString(proxies.get("smtp").port())));
        // As in production, but faster: the last retry would take ten minutes, and the lease of a dead instance half a minute.
        settings.putAll(Map.of("TRADEPOST_RABBITMQ_RETRY_DELAYS", "1s,2s,4s,8s,15s,15s,15s", "TRADEPOST_PAYMENT_LEASE", "15s",
                "TRADEPOST_NOTIFICATION_LEASE", "30s"));
        String log = "drill-%d-%d-%d".formatted(seed, instance + 1, System.currentTimeMillis() / 1_000 % 100_000);
        return Application.launch(database, log, settings, "-Xmx384m");
    }

    /** @return the seconds until all work was done, or until the time limit */
    private static double settle(Database database) throws Exception {
        long begin = System.nanoTime();
        String unrest = "";
        int calm = 0;
        while (calm < 2 && System.nanoTime() - begin < SETTLING.toNanos()) {
            unrest = unrest(database);
            calm = unrest.isEmpty() ? calm + 1 : 0;
            Thread.sleep(1_000); // between two looks
        }
        double seconds = (System.nanoTime() - begin) / 1e9;
        say(unrest.isEmpty() ? "all work done after %.0f s" : "work NOT done after %.0f s: %s", seconds, unrest);
        return seconds;
    }

    /** The work in progress; the broker is asked only when the database has none, because that costs more. */
    private static String unrest(Database database) throws Exception {
        String rows = database.texts("""
                select concat_ws(', ',
                    (select nullif(count(*), 0) || ' orders' from orders.orders where status in ('PENDING', 'CONFIRMED')),
                    (select nullif(count(*), 0) || ' events' from platform.outbox_events where sent_at is null),
                    (select nullif(count(*), 0) || ' payments' from orders.payments where status = 'STARTED'),
                    (select nullif(count(*), 0) || ' mails' from orders.notifications where sent_at is null),
                    (select nullif(count(*), 0) || ' reservations' from catalog.reservations where status = 'OPEN')%s)"""
                .formatted(database.number("select count(*) from pg_tables where schemaname = 'orders' and tablename = 'refunds'") == 0
                        ? ""
                        : ", (select nullif(count(*), 0) || ' refunds' from orders.refunds where status not in ('DONE', 'FAILED'))"))
                .getFirst();
        if (!rows.isEmpty()) {
            return rows;
        }
        long messages = Servers.messages(VIRTUAL_HOST, false);
        return messages == 0 ? "" : messages + " messages";
    }

    /** The customers' knowledge, stored next to the application's data. */
    private static void note(Database database, DrillLoad load) throws Exception {
        database.execute("create schema drill",
                "create table drill.asked (key text primary key, customer uuid, token text, status int, order_id uuid)",
                "create table drill.cancellations (order_id uuid, status int)",
                "create table drill.mails (recipient text, order_number text, kind text, message_id text)",
                """
                create view drill.twice as select order_number, kind, message_id from drill.mails where order_number like 'ORD-%'
                 group by order_number, kind, message_id having count(*) > 1""");
        try (Connection connection = database.connect()) {
            connection.setAutoCommit(false);
            insert(connection, "insert into drill.asked values (?, ?::uuid, ?, ?, nullif(?, '')::uuid)", load.asked.stream()
                    .map(one -> new Object[] {one.key(), one.customer(), one.token(), one.status(), one.orderId()}).toList());
            insert(connection, "insert into drill.cancellations values (?::uuid, ?)", load.cancellations.stream()
                    .map(one -> new Object[] {one.orderId(), one.status()}).toList());
            List<String> addresses = database.texts("select email from users.users where email like 'buyer-%'");
            insert(connection, "insert into drill.mails values (?, ?, ?, ?)", Servers.mails(addresses).stream()
                    .map(mail -> new Object[] {mail.to(), mail.subject().replaceFirst("^.*?(ORD-\\d+-\\d+).*$", "$1"),
                            mail.subject().replaceFirst("ORD-\\d+-\\d+", "#"), mail.messageId()})
                    .toList());
            connection.commit();
        }
    }

    private static void insert(Connection connection, String sql, List<Object[]> rows) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(sql)) {
            for (Object[] row : rows) {
                for (int i = 0; i < row.length; i++) {
                    insert.setObject(i + 1, row[i]);
                }
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }
}

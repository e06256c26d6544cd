import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * The rate of placing two-line orders, with everything on (rate limit, idempotency keys, outbox, relay, broker,
 * payment, stock, mails), compared with pgbench running the same statements; and the time until they are paid and
 * packed.
 */
class Orders {

    private static final int ROUNDS = Integer.getInteger("rounds", 5);
    private static final int SECONDS = Integer.getInteger("seconds", 10);
    private static final int CUSTOMERS = 8;
    private static final int PRODUCTS = Integer.getInteger("products", 200);
    private static final String VIRTUAL_HOST = "tradepost-bench";
    private static final Random RANDOM = new Random(1);

    private record Round(double orders, double statements, Map<String, Double> cpu) {}

    public static void main(String... arguments) throws Exception {
        Files.createDirectories(Tools.FOLDER);
        Tools.program("wrk", Tools.WRK);
        Tools.program("pgbench", Tools.PGBENCH);
        Servers.virtualHost(VIRTUAL_HOST);
        Database database = Database.create("bench_orders");
        DrillShop shop = DrillShop.open(database, CUSTOMERS, PRODUCTS, 0, 1);
        OrderStatements statements = OrderStatements.capture(database, shop, bodies(shop, 24));
        statements.print();
        Database sql = Database.create("bench_orders_sql", database);
        List<Round> rounds = new ArrayList<>();
        List<Double> times;
        double rate;
        try (MailSink sink = MailSink.open();
                Application application = Application.start(database, "orders",
                        Map.of("RABBITMQ_VHOST", VIRTUAL_HOST, "SMTP_PORT", Integer.toString(sink.port())), options())) {
            say("warming up …");
            Tools.wrk(application.root, Integer.getInteger("warmup", 3 * SECONDS), lua(shop));
            rest(database);
            statements.run(sql, SECONDS / 2);
            for (int i = 1; i <= ROUNDS; i++) {
                Map<String, Double> before = cpu(application, sink);
                Tools.Load load = Tools.wrk(application.root, SECONDS, lua(shop)).expectSuccess("placing orders");
                Map<String, Double> used = cpu(application, sink);
                before.forEach((who, seconds) -> used.merge(who, -seconds, Double::sum));
                used.replaceAll((who, seconds) -> seconds * 1e3 / load.requests());
                rest(database);
                double perSecond = statements.run(sql, SECONDS);
                say("round %d of %d: %.0f orders/s, p50 %.1f ms, p99 %.1f ms; pgbench %.0f/s", i, ROUNDS, load.perSecond(), load.p50ms(),
                        load.p99ms(), perSecond);
                rounds.add(new Round(load.perSecond(), perSecond, used));
                Servers.forgetMails(); // the catcher keeps them in memory
            }
            rate = Table.median(rounds.stream().map(Round::orders).toList()) / 2;
            times = paced(application, database, shop, rate, 3 * SECONDS);
        }
        print(rounds, rate, times);
    }

    private static void say(String format, Object... values) {
        System.err.printf(Locale.ROOT, format + "%n", values);
    }

    /** -Dflight=FILE records a profile. */
    private static String[] options() {
        String file = System.getProperty("flight");
        return file == null
                ? new String[] {"-Xmx512m"}
                : new String[] {"-Xmx512m", "-XX:StartFlightRecording=settings=profile,dumponexit=true,filename=" + file};
    }

    private static List<String> bodies(DrillShop shop, int count) {
        List<String> bodies = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            bodies.add(body(shop, shop.customers().get(i % CUSTOMERS)));
        }
        return bodies;
    }

    private static String body(DrillShop shop, DrillShop.Customer customer) {
        int one = RANDOM.nextInt(PRODUCTS);
        int other = (one + 1 + RANDOM.nextInt(PRODUCTS - 1)) % PRODUCTS;
        return "{\"items\":[{\"productId\":\"%s\",\"quantity\":2},{\"productId\":\"%s\",\"quantity\":1}],\"shippingAddressId\":\"%s\",\"billingAddressId\":\"%s\",\"paymentMethod\":\"credit_card\",\"paymentToken\":\"tok_approved\"}"
                .formatted(shop.plenty().get(one), shop.plenty().get(other), customer.address(), customer.address());
    }

    /** A new key for each request, and two random products. */
    private static String lua(DrillShop shop) {
        String customers = shop.customers().stream()
                .map(customer -> "{\"%s\",\"%s\"}".formatted(customer.token(), customer.address())).collect(Collectors.joining(","));
        String products = shop.plenty().stream().map(id -> "\"" + id + "\"").collect(Collectors.joining(","));
        return """
                local customers = {%s}
                local products = {%s}
                local run = "%s"
                local sent = 0
                function request()
                  sent = sent + 1
                  local customer = customers[math.random(#customers)]
                  local one = math.random(#products)
                  local other = (one + math.random(#products - 1) - 1) %% #products + 1
                  local body = string.format('{"items":[{"productId":"%%s","quantity":2},{"productId":"%%s","quantity":1}],' ..
                    '"shippingAddressId":"%%s","billingAddressId":"%%s","paymentMethod":"credit_card","paymentToken":"tok_approved"}',
                    products[one], products[other], customer[2], customer[2])
                  return wrk.format("POST", "/api/v1/orders", {["Content-Type"] = "application/json",
                    ["Authorization"] = "Bearer " .. customer[1],
                    ["Idempotency-Key"] = string.format("%%s-%%d-%%d-%%d", run, number, sent, math.random(1e9))}, body)
                end
                """.formatted(customers, products, UUID.randomUUID());
    }

    /** Waits until the work of the last round is done, including mails. */
    private static void rest(Database database) throws Exception {
        long begin = System.nanoTime();
        for (int i = 0; i < 600; i++) {
            if (database.number("""
                    select (select count(*) from orders.orders where status in ('PENDING', 'CONFIRMED'))
                         + (select count(*) from platform.outbox_events where sent_at is null)
                         + abs((select count(*) from orders.orders where status = 'PROCESSING')
                               - (select count(*) from orders.notifications where sent_at is not null))""") == 0) {
                say("all work done after %.1f s", (System.nanoTime() - begin) / 1e9);
                return;
            }
            Thread.sleep(500); // between two looks
        }
        throw new IllegalStateException("orders do not come to rest");
    }

    /** Orders arrive at a fixed rate. @return milliseconds from placed to PROCESSING, sorted */
    private static List<Double> paced(Application application, Database database, DrillShop shop, double perSecond, int seconds)
            throws Exception {
        say("%.0f orders/s for %d s …", perSecond, seconds);
        String since = database.texts("select now()::text").getFirst();
        Tools.Load load = Tools.paced(application.root, seconds, perSecond, lua(shop)).expectSuccess("placing orders by the clock");
        say("%.0f orders/s arrived, p50 %.1f ms, p99 %.1f ms", load.perSecond(), load.p50ms(), load.p99ms());
        rest(database);
        return database.texts("""
                select extract(epoch from packed.created_at - placed.created_at) * 1000
                  from orders.order_history placed join orders.order_history packed using (order_id)
                 where placed.status = 'PENDING' and packed.status = 'PROCESSING' and placed.created_at > '%s' order by 1"""
                .formatted(since)).stream().map(Double::valueOf).toList();
    }

    /** Processor seconds that each process has used so far. */
    private static Map<String, Double> cpu(Application application, MailSink sink) throws Exception {
        Map<String, Double> used = new HashMap<>(Map.of("application", seconds(application.process())));
        for (String server : List.of("postgres", "rabbitmq", "redis", "smtp")) {
            Path pid = Path.of(System.getenv("TRADEPOST_DEV_STATE"), server + ".pid");
            if (Files.isReadable(pid)) { // not in containers
                Optional<ProcessHandle> process = ProcessHandle.of(Long.parseLong(Files.readString(pid).split(" ")[0]));
                process.ifPresent(root -> used.put(server, seconds(root) + root.descendants().mapToDouble(Orders::seconds).sum()));
            }
        }
        sink.process().ifPresent(process -> used.put("smtp", seconds(process.toHandle())));
        return used;
    }

    private static double seconds(ProcessHandle process) {
        return process.info().totalCpuDuration().map(duration -> duration.toNanos() / 1e9).orElse(0.0);
    }

    private static void print(List<Round> rounds, double rate, List<Double> times) {
        List<String> who = rounds.getFirst().cpu.keySet().stream().sorted().toList();
        List<String> header = new ArrayList<>(List.of("round", "orders/s", "pgbench/s", "ratio"));
        who.forEach(each -> header.add("CPU ms an order, " + each));
        Table table = new Table(header.toArray(String[]::new));
        for (int i = 0; i < rounds.size(); i++) {
            table.row(row(Integer.toString(i + 1), List.of(rounds.get(i)), who));
        }
        table.row(row("median", rounds, who));
        table.print("Placing two-line orders, promised: a ratio of at least 0.5");
        double ratio = Table.median(rounds.stream().map(round -> round.orders / round.statements).toList());
        Table packed = new Table("orders/s", "orders", "p50", "p99", "promised", "");
        double p99 = times.get(times.size() * 99 / 100);
        packed.row(Table.count(rate), Table.count(times.size()), Table.ms(times.get(times.size() / 2)), Table.ms(p99), "p99 at most 1,000 ms",
                Table.verdict(p99 <= 1_000));
        packed.print("From PENDING to PROCESSING at half of that rate");
        System.out.printf(Locale.ROOT, "ratio %.2f: %s%n", ratio, Table.verdict(ratio >= 0.5));
        System.exit(ratio >= 0.5 && p99 <= 1_000 ? 0 : 1);
    }

    private static String[] row(String name, List<Round> rounds, List<String> who) {
        List<String> cells = new ArrayList<>(List.of(name, Table.count(Table.median(rounds.stream().map(Round::orders).toList())),
                Table.count(Table.median(rounds.stream().map(Round::statements).toList())),
                Table.number(Table.median(rounds.stream().map(round -> round.orders / round.statements).toList()))));
        who.forEach(each -> cells.add(Table.number(Table.median(rounds.stream().map(round -> round.cpu.get(each)).toList()))));
        return cells.toArray(String[]::new);
    }
}

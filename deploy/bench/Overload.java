import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;

/**
 * The throughput of an overloaded instance (P18): 80 of 100 requests read a product, 15 place an order, 5 sign in.
 * First at capacity, then at two and four times that rate.
 */
class Overload {

    static final Duration SPAN = Duration.ofSeconds(Integer.getInteger("seconds", 15));
    static final int CUSTOMERS = 40;
    static final int PRODUCTS = 200;
    /** Of the capacity. */
    static final double PROMISED = 0.7;
    /** Of the sign-ins without other load. */
    static final double PROMISED_SIGN_INS = 0.5;
    static final String VIRTUAL_HOST = "tradepost-bench";

    final DrillShop shop;
    final Random random = new Random(1);

    Overload(DrillShop shop) {
        this.shop = shop;
    }

    /** The responses of one period. */
    record Outcome(String name, double offered, List<OpenLoad.Answer> answers, long memory) {

        double perSecond(String kind) {
            return answers.stream().filter(it -> it.status() / 100 == 2 && it.kind().startsWith(kind)).count() / (double) SPAN.toSeconds();
        }

        long refused() {
            return answers.stream().filter(Outcome::isRefusal).count();
        }

        /** Neither done nor refused correctly. */
        long lost() {
            return answers.stream().filter(Outcome::isLost).count();
        }

        Map<String, Long> lostBy() {
            return answers.stream().filter(Outcome::isLost)
                    .collect(Collectors.groupingBy(it -> it.kind() + " " + it.status(), TreeMap::new, Collectors.counting()));
        }

        static boolean isLost(OpenLoad.Answer answer) {
            return answer.status() / 100 != 2 && !(isRefusal(answer) && answer.saysWhenAgain());
        }

        double p99ms(boolean refused) {
            long[] nanos = answers.stream().filter(it -> refused ? isRefusal(it) : it.status() / 100 == 2).mapToLong(OpenLoad.Answer::nanos)
                    .sorted().toArray();
            return nanos.length == 0 ? 0 : nanos[nanos.length * 99 / 100] / 1e6;
        }

        static boolean isRefusal(OpenLoad.Answer answer) {
            return answer.status() == 503 || answer.status() == 429;
        }
    }

    public static void main(String... arguments) throws Exception {
        Servers.virtualHost(VIRTUAL_HOST);
        Database database = Database.create("bench_overload");
        DrillShop shop = DrillShop.open(database, CUSTOMERS, PRODUCTS, 0, 1);
        boolean kept = true;
        try (MailSink sink = MailSink.open();
                Application application = Application.start(database, "overload",
                        Map.of("RABBITMQ_VHOST", VIRTUAL_HOST, "SMTP_PORT", Integer.toString(sink.port())), "-Xmx256m")) {
            Overload bench = new Overload(shop);
            OpenLoad load = new OpenLoad(application.root);
            bench.closed("warming up", load, application, 16, false);
            Outcome signIns = bench.closed("sign-ins alone", load, application, 4, true);
            Outcome peak = bench.closed("as many as it can", load, application, 32, false);
            List<Outcome> outcomes = new ArrayList<>(List.of(signIns, peak));
            for (int times : List.of(2, 4)) {
                outcomes.add(bench.open(times + " times as many", load, application, times * peak.perSecond("")));
            }
            outcomes.add(bench.closed("as many as it can, again", load, application, 32, false));
            print(outcomes);
            for (Outcome outcome : outcomes.subList(2, outcomes.size())) {
                kept &= outcome.perSecond("") >= PROMISED * peak.perSecond("") && outcome.lost() == 0;
            }
            for (Outcome outcome : outcomes.subList(2, 4)) {
                kept &= outcome.perSecond("sign-in") >= PROMISED_SIGN_INS * signIns.perSecond("sign-in");
            }
        }
        System.out.printf("promised are %.0f %% of what it can, half of the sign-ins, and nothing lost: %s%n", PROMISED * 100,
                Table.verdict(kept));
        System.exit(kept ? 0 : 1);
    }

    Outcome closed(String name, OpenLoad load, Application application, int clients, boolean signInOnly) throws Exception {
        ConcurrentLinkedQueue<OpenLoad.Answer> answers = new ConcurrentLinkedQueue<>();
        load.closed(SPAN, clients, number -> signInOnly ? signIn(number) : request(number), answers::add);
        return outcome(name, 0, answers, application);
    }

    Outcome open(String name, OpenLoad load, Application application, double perSecond) throws Exception {
        ConcurrentLinkedQueue<OpenLoad.Answer> answers = new ConcurrentLinkedQueue<>();
        load.arrive(SPAN, perSecond, this::request, answers::add);
        return outcome(name, perSecond, answers, application);
    }

    Outcome outcome(String name, double offered, ConcurrentLinkedQueue<OpenLoad.Answer> answers, Application application) throws Exception {
        long memory = Files.readAllLines(Path.of("/proc", Long.toString(application.process().pid()), "status")).stream()
                .filter(line -> line.startsWith("VmRSS:")).map(line -> line.replaceAll("\\D", "")).mapToLong(Long::parseLong).findFirst()
                .orElseThrow();
        Outcome outcome = new Outcome(name, offered, List.copyOf(answers), memory / 1024);
        System.err.printf("%s: %.0f/s done; lost %s%n", name, outcome.perSecond(""), outcome.lostBy());
        return outcome;
    }

    OpenLoad.Request request(int number) {
        int of100 = Math.floorMod(number * 37, 100);
        return of100 < 80 ? OpenLoad.Request.get("/products/" + product()) : of100 < 95 ? order(number) : signIn(number);
    }

    String product() {
        return shop.plenty().get(random.nextInt(PRODUCTS));
    }

    OpenLoad.Request order(int number) {
        DrillShop.Customer customer = shop.customers().get(number % CUSTOMERS);
        return OpenLoad.Request.post("order", "/orders", """
                {"items":[{"productId":"%s","quantity":1}],"shippingAddressId":"%s","billingAddressId":"%s","paymentMethod":"credit_card",\
                "paymentToken":"tok_approved"}""".formatted(product(), customer.address(), customer.address()),
                "Authorization: Bearer %s\r\nIdempotency-Key: %s\r\n".formatted(customer.token(), UUID.randomUUID()));
    }

    OpenLoad.Request signIn(int number) {
        DrillShop.Customer customer = shop.customers().get(number % CUSTOMERS);
        return OpenLoad.Request.post("sign-in", "/users/login",
                "{\"email\":\"%s\",\"password\":\"%s\"}".formatted(customer.email(), DrillShop.PASSWORD),
                "X-Forwarded-For: 198.51.100.%d\r\n".formatted(number % CUSTOMERS));
    }

    static void print(List<Outcome> outcomes) {
        Table table = new Table("", "offered", "done", "orders", "sign-ins", "refused", "lost", "p99 done", "p99 refused", "memory");
        for (Outcome it : outcomes) {
            table.row(it.name(), it.offered() == 0 ? "" : Table.number(it.offered()) + "/s", Table.number(it.perSecond("")) + "/s",
                    Table.number(it.perSecond("order")) + "/s", Table.number(it.perSecond("sign-in")) + "/s", Table.count(it.refused()),
                    Table.count(it.lost()), Table.ms(it.p99ms(false)), Table.ms(it.p99ms(true)), it.memory() + " MB");
        }
        table.print("Overload, %d s each".formatted(SPAN.toSeconds()));
    }
}

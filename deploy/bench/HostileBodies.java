import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The cost of bodies that were designed to be expensive (P28): each as large as allowed, sent repeatedly. Processor time is that of
 * the application, read from the operating system, at most 100 ms for each; memory is the resident size after all of them.
 */
class HostileBodies {

    static final int TIMES = Integer.getInteger("times", 50);
    static final int LARGEST = 1_000_000;
    /** Processor time per request. */
    static final Duration PROMISED = Duration.ofMillis(100);
    /** Allowed growth of the process after the first round, which fills its heap once. */
    static final long PROMISED_GROWTH = 64 * 1024;

    final Application application;

    HostileBodies(Application application) {
        this.application = application;
    }

    /** @param body by the number of the request: new names are new each time */
    record Hostile(String name, String path, IntFunction<String> body, String... headers) {}

    record Cost(Hostile hostile, int status, Duration processor) {}

    public static void main(String... arguments) throws Exception {
        Database database = Database.create("tradepost_bench");
        try (Application application = Application.start(database, "hostile-bodies",
                Map.of("TRADEPOST_DEMO_ENABLED", "true", "RATE_LIMIT_MAX", "1000000"), "-Xmx256m")) {
            HostileBodies bench = new HostileBodies(application);
            List<Hostile> bodies = bench.bodies(application.signIn());
            for (Hostile hostile : bodies) {
                bench.cost(hostile, 5); // until it is compiled
            }
            long before = bench.memory();
            List<Cost> costs = new ArrayList<>();
            for (Hostile hostile : bodies) {
                costs.add(bench.cost(hostile, TIMES));
                System.out.printf("%s: %d, %d ms%n", hostile.name(), costs.getLast().status(), costs.getLast().processor().toMillis());
            }
            long after = bench.memory();
            print(costs, before, after);
            boolean kept = costs.stream().allMatch(cost -> cost.status() < 500 && cost.processor().compareTo(PROMISED) <= 0)
                    && after - before <= PROMISED_GROWTH;
            System.exit(kept ? 0 : 1);
        }
    }

    List<Hostile> bodies(String token) {
        String[] admin = {"Authorization", "Bearer " + token};
        String signIn = "/users/login";
        return List.of(
                new Hostile("75,000 names that nobody has seen", signIn,
                        n -> IntStream.range(0, 75_000).mapToObj(i -> "\"f%d_%d\":1".formatted(n, i)).collect(Collectors.joining(",", "{", "}"))),
                new Hostile("the same name 90,000 times", signIn, n -> filled("{\"email\":\"a\"", ",\"email\":\"\"", "}")),
                new Hostile("a name of 1 MB", signIn, n -> filled("{\"", "n", "\":1}")),
                new Hostile("a text of 1 MB", signIn, n -> filled("{\"email\":\"a@b.example\",\"password\":\"", "p", "\"}")),
                new Hostile("a text of escapes", signIn, n -> filled("{\"email\":\"", "\\u0041", "\"}")),
                new Hostile("an address of 1 MB of dots", signIn, n -> filled("{\"email\":\"a@", "a.", "\",\"password\":\"x\"}")),
                new Hostile("100,000 levels of lists", signIn, n -> filled("", "[", "")),
                new Hostile("160,000 levels of objects", signIn, n -> filled("", "{\"a\":", "")),
                new Hostile("blanks", signIn, n -> filled("{", " ", "}")),
                new Hostile("a number of 1 MB", signIn, n -> filled("{\"email\":", "9", "}")),
                new Hostile("a number with a large exponent", signIn, n -> filled("{\"email\":1e400,\"password\":[", "1e400,", "0]}")),
                new Hostile("330,000 empty lines of an order", "/orders", n -> filled("{\"items\":[{}", ",{}", "]}"), admin),
                new Hostile("330,000 nulls as lines of an order", "/orders", n -> filled("{\"items\":[null", ",null", "]}"), admin),
                new Hostile("lines of an order with wrong types", "/orders",
                        n -> filled("{\"items\":[0", ",{\"productId\":1,\"quantity\":\"\"}", "]}"), admin),
                new Hostile("30,000 pictures of a product", "/products",
                        n -> filled("{\"name\":\"n\",\"images\":[{}", ",{\"url\":\"http://a.example\"}", "]}"), admin),
                new Hostile("a price of 1 MB", "/products", n -> filled("{\"name\":\"n\",\"price\":0.", "1", "}"), admin),
                new Hostile("a name of a product with 1 MB of hyphens", "/products",
                        n -> filled("{\"price\":1,\"sku\":\"S\",\"name\":\"", "a-", "\"}"), admin),
                new Hostile("7,900 blanks in X-Forwarded-For", signIn, n -> "{}", "X-Forwarded-For", "1," + " ".repeat(7_900) + ",2"));
    }

    /** As long as allowed. */
    static String filled(String begin, String again, String end) {
        return begin + again.repeat((LARGEST - begin.length() - end.length()) / again.length()) + end;
    }

    Cost cost(Hostile hostile, int times) throws IOException, InterruptedException {
        Duration before = processor();
        int worst = 0;
        for (int i = 0; i < times; i++) {
            worst = Math.max(worst, application.post(hostile.path(), hostile.body().apply(i), hostile.headers()).statusCode());
        }
        return new Cost(hostile, worst, processor().minus(before).dividedBy(times));
    }

    Duration processor() {
        return application.process().info().totalCpuDuration().orElseThrow();
    }

    /** @return the resident size in kB */
    long memory() throws IOException {
        return Files.readAllLines(Path.of("/proc", Long.toString(application.process().pid()), "status")).stream()
                .filter(line -> line.startsWith("VmRSS:")).map(line -> line.replaceAll("\\D", "")).mapToLong(Long::parseLong).findFirst()
                .orElseThrow();
    }

    static void print(List<Cost> costs, long before, long after) {
        Table table = new Table("body", "answer", "processor time");
        costs.forEach(cost -> table.row(cost.hostile().name(), Integer.toString(cost.status()), Table.ms(cost.processor().toNanos() / 1e6)));
        table.print("Hostile bodies, %d of each".formatted(TIMES));
        System.out.printf("%d MB before and %d MB after; promised are at most %d ms for each and %d MB more%n", before / 1024, after / 1024,
                PROMISED.toMillis(), PROMISED_GROWTH / 1024);
    }
}

import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The effect of a flood of sign-ins on browsing (P22). In each round: the sign-ins per second that the machine can do; the time of GET
 * /products/{id} alone; its time while four times as many sign-ins arrive. Arrivals have a fixed rate,
 * whatever the responses do, and a time begins when the request was due, so that waiting in a queue counts.
 */
class SignInFlood {

    static final int ACCOUNTS = 20;
    static final int BROWSING_PER_SECOND = Integer.getInteger("browsing", 200);
    static final int ROUNDS = Integer.getInteger("rounds", 5);
    static final Duration SPAN = Duration.ofSeconds(Integer.getInteger("seconds", 12));
    static final int FLOOD = 4;
    /** How much longer browsing may take, p99 to p99. */
    static final double PROMISED = 2;
    /** Until the queue is full. */
    static final Duration FILLING = Duration.ofSeconds(4);
    static final String PASSWORD = "Flood-Bench-Passw0rd!";

    final Application application;
    final List<String> products = new ArrayList<>();

    SignInFlood(Application application) {
        this.application = application;
    }

    record Round(double capacity, long alone50, long alone99, long flooded50, long flooded99, Map<Integer, Integer> signIns) {
        double ratio() {
            return (double) flooded99 / alone99;
        }
    }

    public static void main(String... arguments) throws Exception {
        Database database = Database.create("tradepost_bench");
        List<Round> rounds = new ArrayList<>();
        try (Application application = Application.start(database, "sign-in-flood", Map.of("TRADEPOST_DEMO_ENABLED", "true"))) {
            SignInFlood bench = new SignInFlood(application);
            bench.prepare();
            for (int i = 1; i <= ROUNDS; i++) {
                System.out.printf("round %d of %d …%n", i, ROUNDS);
                rounds.add(bench.round());
            }
        }
        print(rounds);
        System.exit(median(rounds) <= PROMISED ? 0 : 1);
    }

    void prepare() throws Exception {
        for (int i = 0; i < ACCOUNTS; i++) {
            post("/users/register", """
                    {"email":"%s","password":"%s","firstName":"Bench","lastName":"Mark"}""".formatted(email(i), PASSWORD), i);
        }
        Matcher ids = Pattern.compile("\"id\":\"([0-9a-f-]{36})\"").matcher(get("/products?limit=100").body());
        while (ids.find()) {
            products.add(ids.group(1));
        }
        // Until the code is compiled: the JIT compiler takes the processor like a flood does.
        browse(Duration.ofSeconds(10), BROWSING_PER_SECOND);
        signInAsFastAsItGoes(Duration.ofSeconds(5));
        browse(Duration.ofSeconds(15), 2 * BROWSING_PER_SECOND);
    }

    Round round() throws Exception {
        double capacity = signInAsFastAsItGoes(SPAN);
        List<Long> alone = browse(SPAN, BROWSING_PER_SECOND);
        Map<Integer, Integer> statuses = new ConcurrentHashMap<>();
        try (ExecutorService flood = Executors.newVirtualThreadPerTaskExecutor()) {
            AtomicInteger next = new AtomicInteger();
            CountDownLatch full = new CountDownLatch(1);
            var flooding = flood.submit(() -> arrive(SPAN.plus(FILLING), FLOOD * capacity, due -> {
                int status = signIn(next.getAndIncrement() % ACCOUNTS);
                statuses.merge(status, 1, Integer::sum);
                if (status == 503) {
                    full.countDown();
                }
            }));
            if (!full.await(FILLING.toSeconds(), TimeUnit.SECONDS)) {
                throw new IllegalStateException("the flood does not fill the queue");
            }
            List<Long> flooded = browse(SPAN, BROWSING_PER_SECOND);
            flooding.get();
            return new Round(capacity, percentile(alone, 50), percentile(alone, 99), percentile(flooded, 50),
                    percentile(flooded, 99), new TreeMap<>(statuses));
        }
    }

    /** @return sign-ins a second */
    double signInAsFastAsItGoes(Duration span) throws Exception {
        AtomicInteger done = new AtomicInteger();
        long end = System.nanoTime() + span.toNanos();
        try (ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 2 * Runtime.getRuntime().availableProcessors(); i++) {
                int account = i;
                workers.submit(() -> {
                    while (System.nanoTime() < end) {
                        if (signIn(account % ACCOUNTS) == 200) {
                            done.incrementAndGet();
                        }
                    }
                    return null;
                });
            }
        }
        return done.get() / (span.toNanos() / 1e9);
    }

    /** @return the time of each request, in nanoseconds since it was due */
    List<Long> browse(Duration span, int perSecond) throws Exception {
        ConcurrentLinkedQueue<Long> times = new ConcurrentLinkedQueue<>();
        AtomicInteger next = new AtomicInteger();
        arrive(span, perSecond, due -> {
            HttpResponse<String> answer = get("/products/" + products.get(next.getAndIncrement() % products.size()));
            if (answer.statusCode() != 200) {
                throw new IllegalStateException("browsing got " + answer.statusCode());
            }
            times.add(System.nanoTime() - due);
        });
        return new ArrayList<>(times);
    }

    interface Arrival {
        void at(long due) throws Exception;
    }

    Void arrive(Duration span, double perSecond, Arrival arrival) throws Exception {
        long gap = (long) (1e9 / perSecond);
        long begin = System.nanoTime();
        ConcurrentLinkedQueue<Exception> faults = new ConcurrentLinkedQueue<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (long due = begin; due < begin + span.toNanos(); due += gap) {
                while (System.nanoTime() < due) {
                    LockSupport.parkNanos(due - System.nanoTime());
                }
                long at = due;
                threads.submit(() -> {
                    try {
                        arrival.at(at);
                    } catch (Exception fault) {
                        faults.add(fault);
                    }
                });
            }
        }
        if (!faults.isEmpty()) {
            throw new IllegalStateException(faults.size() + " requests failed", faults.peek());
        }
        return null;
    }

    int signIn(int account) throws IOException, InterruptedException {
        return post("/users/login", """
                {"email":"%s","password":"%s"}""".formatted(email(account), PASSWORD), account).statusCode();
    }

    HttpResponse<String> post(String path, String body, int account) throws IOException, InterruptedException {
        return application.post(path, body, "X-Forwarded-For", "198.51.100." + account);
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return application.get(path);
    }

    static void print(List<Round> rounds) {
        System.out.printf("%n%d cores, browsing at %d/s, medians of %d rounds%n%n", Runtime.getRuntime().availableProcessors(),
                BROWSING_PER_SECOND, rounds.size());
        System.out.println("| round | sign-ins/s | alone p50 | alone p99 | flooded p50 | flooded p99 | p99 ratio | sign-ins by status |");
        System.out.println("| --- | --- | --- | --- | --- | --- | --- | --- |");
        for (int i = 0; i < rounds.size(); i++) {
            Round round = rounds.get(i);
            System.out.printf("| %d | %.1f | %s | %s | %s | %s | %.2f | %s |%n", i + 1, round.capacity, ms(round.alone50),
                    ms(round.alone99), ms(round.flooded50), ms(round.flooded99), round.ratio(), round.signIns);
        }
        System.out.printf("%nmedian p99 ratio %.2f, promised at most %.0f: %s%n", median(rounds), PROMISED,
                Table.verdict(median(rounds) <= PROMISED));
    }

    static double median(List<Round> rounds) {
        return rounds.stream().map(Round::ratio).sorted().toList().get(rounds.size() / 2);
    }

    static String ms(long nanos) {
        return "%.1f ms".formatted(nanos / 1e6);
    }

    static long percentile(List<Long> times, int percent) {
        Collections.sort(times);
        return times.get(Math.min(times.size() - 1, times.size() * percent / 100));
    }

    static String email(int account) {
        return "bench-" + account + "@example.com";
    }
}

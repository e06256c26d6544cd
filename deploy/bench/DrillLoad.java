import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Customers who order and do not give up: a request without a response, or with an inconclusive one, is sent again with the same key to
 * any instance, until the result is known.
 */
class DrillLoad {

    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    /** How long they keep retrying after the last fault. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    /** Payment tokens, and how many of a hundred orders use them. */
    private static final Map<String, Integer> TOKENS = new java.util.TreeMap<>(Map.of("tok_approved", 50, "none", 20,
            "tok_declined", 12, "tok_flaky", 10, "tok_slow", 3, "tok_unavailable", 5));

    /** @param orderId empty if it was refused */
    record Asked(String key, String customer, String token, int status, String orderId) {}

    /** A requested cancellation; status 0 if its result is unknown. */
    record Cancellation(String orderId, int status) {}

    /** @param fault how the second response to a key differs from the first; empty if it does not */
    record Replay(String key, String fault) {}

    final ConcurrentLinkedQueue<Asked> asked = new ConcurrentLinkedQueue<>();
    final ConcurrentLinkedQueue<Cancellation> cancellations = new ConcurrentLinkedQueue<>();
    final ConcurrentLinkedQueue<Replay> replays = new ConcurrentLinkedQueue<>();
    /** Orders whose result is still unknown at the end. */
    final ConcurrentLinkedQueue<String> uncertain = new ConcurrentLinkedQueue<>();
    /** Unexpected responses. */
    final ConcurrentLinkedQueue<String> unreasonable = new ConcurrentLinkedQueue<>();
    /** Responses that show a fault of the application itself. */
    final ConcurrentLinkedQueue<String> broken = new ConcurrentLinkedQueue<>();
    final Map<String, AtomicInteger> answers = new ConcurrentSkipListMap<>();

    private final DrillShop shop;
    private final List<String> instances;
    private final long seed;
    private final int pause;
    private final boolean withKeys;
    private final boolean withCancelling;
    private volatile boolean open = true;
    private volatile long closed;

    /**
     * @param instances their addresses
     * @param pause milliseconds between the orders of one customer, on average
     * @param withKeys if false, requests without a response are not retried
     */
    DrillLoad(DrillShop shop, List<String> instances, long seed, int pause, boolean withKeys, boolean withCancelling) {
        this.shop = shop;
        this.instances = instances;
        this.seed = seed;
        this.pause = pause;
        this.withKeys = withKeys;
        this.withCancelling = withCancelling;
    }

    /** Starts; closing the result waits until each customer knows the result of their last order. */
    AutoCloseable begin() {
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        List<Future<?>> buyers = new ArrayList<>();
        for (int i = 0; i < shop.customers().size(); i++) {
            DrillShop.Customer customer = shop.customers().get(i);
            Random random = new Random(seed * 1_000_003 + i);
            buyers.add(threads.submit(() -> {
                buy(customer, random);
                return null;
            }));
        }
        return () -> {
            closed = System.nanoTime();
            open = false;
            for (Future<?> buyer : buyers) {
                buyer.get(5, TimeUnit.MINUTES);
            }
            threads.shutdownNow();
        };
    }

    private void buy(DrillShop.Customer customer, Random random) throws Exception {
        while (open) {
            Thread.sleep(pause / 2 + random.nextInt(pause)); // people think
            String token = token(random);
            String key = "drill-" + new UUID(random.nextLong(), random.nextLong());
            String body = body(customer, random, token);
            boolean twice = withKeys && random.nextInt(100) < 5;
            boolean again = withKeys && random.nextInt(100) < 10;
            boolean cancel = withCancelling && random.nextInt(100) < 15;
            int after = random.nextInt(10) < 7 ? random.nextInt(300) : random.nextInt(6_000);
            Future<?> twin = twice ? Executors.newVirtualThreadPerTaskExecutor().submit(() -> order(customer, key, body)) : null;
            Asked first = order(customer, key, body);
            if (twin != null) {
                compare(first, (Asked) twin.get());
            }
            if (first == null) {
                continue;
            }
            asked.add(new Asked(key, customer.id(), token, first.status, first.orderId));
            if (again) {
                compare(first, order(customer, key, body));
            }
            if (cancel && !first.orderId.isEmpty()) {
                Thread.sleep(after); // people change their minds later
                cancel(customer, first.orderId);
            }
        }
    }

    private static String token(Random random) {
        int drawn = random.nextInt(100);
        for (Map.Entry<String, Integer> token : TOKENS.entrySet()) {
            drawn -= token.getValue();
            if (drawn < 0) {
                return token.getKey();
            }
        }
        return "none";
    }

    private String body(DrillShop.Customer customer, Random random, String token) {
        List<String> products = new ArrayList<>(List.of(any(shop.plenty(), random)));
        String second = any(random.nextInt(4) == 0 ? shop.scarce() : shop.plenty(), random);
        if (!products.contains(second)) {
            products.add(random.nextInt(2), second); // in any order: nobody may wait for each other
        }
        StringBuilder items = new StringBuilder();
        for (String product : products) {
            items.append(items.isEmpty() ? "" : ",").append("{\"productId\":\"%s\",\"quantity\":%d}".formatted(product,
                    1 + random.nextInt(3)));
        }
        return """
                {"items":[%s],"shippingAddressId":"%s","billingAddressId":"%s","paymentMethod":"credit_card"%s}"""
                .formatted(items, customer.address(), customer.address(), token.equals("none")
                        ? ""
                        : ",\"paymentToken\":\"" + token + "\"");
    }

    private static String any(List<String> products, Random random) {
        return products.get(random.nextInt(products.size()));
    }

    /** @return the result; null if it is still unknown at the end */
    private Asked order(DrillShop.Customer customer, String key, String body) throws InterruptedException {
        String[] headers = withKeys ? new String[] {"Idempotency-Key", key} : new String[0];
        do {
            HttpResponse<String> answer = post("order", "/orders", body, customer, headers);
            if (answer != null && answer.statusCode() == 201) {
                return new Asked(key, customer.id(), "", 201, Application.member(answer.body(), "orderId"));
            }
            if (answer != null && answer.statusCode() == 409 && answer.body().contains("\"insufficient_stock\"")) {
                return new Asked(key, customer.id(), "", 409, "");
            }
            if (!decidesNothing(answer)) {
                unreasonable.add("POST /orders: %d %s".formatted(answer.statusCode(), answer.body()));
                return null;
            }
            if (!withKeys && (answer == null || answer.statusCode() >= 500)) {
                break; // to send it again could make two
            }
            Thread.sleep(500); // as a client does between two tries
        } while (open || System.nanoTime() - closed < PATIENCE.toNanos());
        uncertain.add(key);
        return null;
    }

    private void cancel(DrillShop.Customer customer, String orderId) throws InterruptedException {
        boolean asked = false;
        do {
            HttpResponse<String> answer = post("cancel", "/orders/" + orderId + "/cancel", "{\"reason\":\"changed my mind\"}", customer);
            if (answer != null && (answer.statusCode() == 200 || answer.statusCode() == 409 && !decidesNothing(answer))) {
                // A refusal after a lost response may mean that the first request succeeded.
                cancellations.add(new Cancellation(orderId, answer.statusCode() == 409 && asked ? 0 : answer.statusCode()));
                return;
            }
            if (!decidesNothing(answer)) {
                unreasonable.add("POST /orders/{id}/cancel: %d %s".formatted(answer.statusCode(), answer.body()));
                return;
            }
            asked = true;
            Thread.sleep(500); // as a client does between two tries
        } while (open || System.nanoTime() - closed < PATIENCE.toNanos());
        cancellations.add(new Cancellation(orderId, 0));
    }

    private static boolean decidesNothing(HttpResponse<String> answer) {
        return answer == null || answer.statusCode() >= 500 || answer.statusCode() == 429
                || answer.statusCode() == 409 && answer.body().contains("\"request_in_progress\"");
    }

    private void compare(Asked first, Asked second) {
        if (first != null && second != null) {
            boolean same = first.status == second.status && first.orderId.equals(second.orderId);
            replays.add(new Replay(first.key, same ? "" : first + " and " + second));
        }
    }

    /** @return the response; null if there was none */
    private HttpResponse<String> post(String what, String path, String body, DrillShop.Customer customer, String... headers)
            throws InterruptedException {
        String instance = instances.get(java.util.concurrent.ThreadLocalRandom.current().nextInt(instances.size()));
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(instance + "/api/v1" + path)).timeout(TIMEOUT)
                .header("Content-Type", "application/json").header("Authorization", "Bearer " + customer.token());
        try {
            HttpResponse<String> answer = Application.HTTP.send(
                    (headers.length == 0 ? request : request.headers(headers)).POST(BodyPublishers.ofString(body)).build(),
                    BodyHandlers.ofString());
            count(what + " " + answer.statusCode() + (answer.statusCode() == 409 ? " " + Application.member(answer.body(), "code") : ""));
            if (answer.statusCode() == 500) {
                broken.add("POST " + what + ": " + answer.body());
            }
            return answer;
        } catch (IOException none) {
            count(what + " " + none.getClass().getSimpleName());
            return null;
        }
    }

    private void count(String what) {
        answers.computeIfAbsent(what, _ -> new AtomicInteger()).incrementAndGet();
    }
}

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
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
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Clients that never retry: every unexpected response is a failure. */
class Visitors {

    private static final HttpClient HTTP = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /** @param fault empty if the response was correct */
    record Answer(String kind, double milliseconds, String fault) {}

    private interface Visit {
        HttpRequest.Builder request(DrillShop.Customer customer, Random random);
    }

    final Map<String, ConcurrentLinkedQueue<Answer>> answers = new ConcurrentSkipListMap<>();
    private final DrillShop shop;
    private final String api;
    private final long seed;
    private final int pause;
    private volatile boolean open = true;

    /** @param pause milliseconds between the requests of one of them, on average */
    Visitors(DrillShop shop, String root, long seed, int pause) {
        this.shop = shop;
        this.api = root + "/api/v1";
        this.seed = seed;
        this.pause = pause;
    }

    /** Starts; closing the result waits for the last response. */
    AutoCloseable begin(int readers, int buyers, int changers, int guests, int followers) {
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        List<Future<?>> here = new ArrayList<>();
        come(threads, here, readers, "read", 200, this::read);
        come(threads, here, buyers, "order, with a key", 201, this::order);
        come(threads, here, changers, "change of one's name (PATCH)", 200, this::change);
        come(threads, here, guests, "sign-in", 200, this::signIn);
        for (int i = 0; i < followers; i++) {
            int number = i;
            here.add(threads.submit(() -> follow(number)));
        }
        return () -> {
            open = false;
            for (Future<?> each : here) {
                each.get();
            }
            threads.close();
        };
    }

    private void come(ExecutorService threads, List<Future<?>> here, int count, String kind, int status, Visit visit) {
        for (int i = 0; i < count; i++) {
            Random random = new Random(seed * 1_000_003 + kind.hashCode() + i);
            DrillShop.Customer customer = shop.customers().get(here.size() % shop.customers().size());
            here.add(threads.submit(() -> {
                while (open) {
                    Thread.sleep(random.nextInt(2 * pause)); // as customers do
                    send(kind, status, visit.request(customer, random).build());
                }
                return null;
            }));
        }
    }

    private void send(String kind, int expected, HttpRequest request) throws InterruptedException {
        long begin = System.nanoTime();
        String fault;
        try {
            HttpResponse<String> answer = HTTP.send(request, BodyHandlers.ofString());
            fault = answer.statusCode() == expected ? "" : answer.statusCode() + " " + answer.body();
        } catch (IOException broken) {
            fault = broken.toString();
        }
        note(kind, begin, fault);
    }

    private void note(String kind, long begin, String fault) {
        if (!fault.isEmpty()) {
            System.err.println("FAILED " + kind + ": " + fault);
        }
        answers.computeIfAbsent(kind, _ -> new ConcurrentLinkedQueue<>())
                .add(new Answer(kind, (System.nanoTime() - begin) / 1e6, fault));
    }

    private HttpRequest.Builder read(DrillShop.Customer customer, Random random) {
        String product = shop.plenty().get(random.nextInt(shop.plenty().size()));
        return switch (random.nextInt(4)) {
            case 0 -> request("/products?limit=20&page=" + (1 + random.nextInt(3)));
            case 1 -> request("/categories");
            case 2 -> authorized(customer, "/orders?limit=5");
            default -> request("/products/" + product);
        };
    }

    private HttpRequest.Builder order(DrillShop.Customer customer, Random random) {
        String product = shop.plenty().get(random.nextInt(shop.plenty().size()));
        return authorized(customer, "/orders").header("Idempotency-Key", UUID.randomUUID().toString()).POST(BodyPublishers.ofString("""
                {"items":[{"productId":"%s","quantity":1}],"shippingAddressId":"%s","billingAddressId":"%s",
                 "paymentMethod":"credit_card","paymentToken":"tok_approved"}""".formatted(product, customer.address(),
                customer.address())));
    }

    private HttpRequest.Builder change(DrillShop.Customer customer, Random random) {
        return authorized(customer, "/users/me").method("PATCH", BodyPublishers.ofString("""
                {"firstName":"Drill %d"}""".formatted(random.nextInt(1000))));
    }

    private HttpRequest.Builder signIn(DrillShop.Customer customer, Random random) {
        return request("/users/login").POST(BodyPublishers.ofString("""
                {"email":"%s","password":"%s"}""".formatted(customer.email(), DrillShop.PASSWORD)));
    }

    private HttpRequest.Builder authorized(DrillShop.Customer customer, String path) {
        return request(path).header("Authorization", "Bearer " + customer.token());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(api + path)).header("Content-Type", "application/json")
                .timeout(Duration.ofSeconds(30));
    }

    /** An unpaid order; its stream ends when the instance stops, and has to be available again at once. */
    private Void follow(int number) throws Exception {
        DrillShop.Customer customer = shop.customers().get(number % shop.customers().size());
        String order = unpaid(customer);
        while (open) {
            long begin = System.nanoTime();
            String fault = "";
            HttpRequest request = HttpRequest.newBuilder(URI.create(api + "/orders/" + order + "/events"))
                    .header("Authorization", "Bearer " + customer.token()).header("Accept", "text/event-stream").build();
            try {
                HttpResponse<InputStream> answer = HTTP.send(request, BodyHandlers.ofInputStream());
                fault = answer.statusCode() == 200 ? listen(answer.body()) : Integer.toString(answer.statusCode());
            } catch (IOException broken) {
                fault = broken.toString();
            }
            note("stream of an order's events", begin, fault);
            Thread.sleep(1_000); // browsers wait for longer
        }
        return null;
    }

    private String unpaid(DrillShop.Customer customer) throws IOException, InterruptedException {
        HttpRequest request = authorized(customer, "/orders").POST(BodyPublishers.ofString("""
                {"items":[{"productId":"%s","quantity":1}],"shippingAddressId":"%s","billingAddressId":"%s",
                 "paymentMethod":"credit_card"}""".formatted(shop.plenty().getFirst(), customer.address(), customer.address()))).build();
        for (int i = 0;; i++) {
            HttpResponse<String> answer = HTTP.send(request, BodyHandlers.ofString());
            if (answer.statusCode() == 201) {
                return Application.member(answer.body(), "orderId");
            }
            if (i == 20) { // it is before anything is measured, and the instances are cold
                throw new IllegalStateException(answer.statusCode() + " " + answer.body());
            }
        }
    }

    /** @return the fault; an announced end is correct */
    private String listen(InputStream stream) throws IOException {
        boolean told = false;
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(stream))) {
            for (String line = lines.readLine(); line != null && open; line = lines.readLine()) {
                told |= line.startsWith("data:");
            }
        }
        return told ? "" : "nothing was told";
    }
}

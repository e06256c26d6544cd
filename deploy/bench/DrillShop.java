import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Customers and products: created once through the API, and copied for every run. */
record DrillShop(Database template, List<Customer> customers, List<String> plenty, List<String> scarce) {

    static final String PASSWORD = "Drill-Bench-Passw0rd!";

    /** @param token the access token */
    record Customer(String email, String id, String token, String address) {}

    /** @param stock pieces of each scarce product; the others never run out */
    static DrillShop open(Database template, int customers, int plenty, int scarce, int stock) throws Exception {
        try (Application application = Application.start(template, "drill-shop", Map.of(
                "RABBITMQ_VHOST", "tradepost", "TRADEPOST_ACCOUNT_THROTTLE_PER_ADDRESS", "100000",
                "TRADEPOST_ACCOUNT_THROTTLE_MAILS_PER_ADDRESS", "100000"))) {
            String admin = application.signIn();
            String category = Application.member(expect(201, application.post("/categories", """
                    {"name":"Drill"}""", "Authorization", "Bearer " + admin)), "id");
            List<Future<Customer>> arriving = new ArrayList<>();
            try (ExecutorService two = Executors.newFixedThreadPool(2)) {
                for (int i = 0; i < customers; i++) {
                    String email = "buyer-" + i + "@drill.example";
                    arriving.add(two.submit(() -> arrive(application, email)));
                }
            }
            List<Customer> arrived = new ArrayList<>();
            for (Future<Customer> each : arriving) {
                arrived.add(each.get());
            }
            // Mails about orders go to verified addresses only.
            template.execute("update users.users set is_verified = true where email like 'buyer-%'");
            return new DrillShop(template, arrived, shelves(application, admin, category, "plenty", plenty, 1_000_000),
                    shelves(application, admin, category, "scarce", scarce, stock));
        }
    }

    private static Customer arrive(Application application, String email) throws IOException, InterruptedException {
        expect(201, application.post("/users/register", """
                {"email":"%s","password":"%s","firstName":"Drill","lastName":"Buyer"}""".formatted(email, PASSWORD)));
        String signedIn = signIn(application, email);
        String token = Application.member(signedIn, "token");
        String address = expect(201, application.post("/users/me/addresses", """
                {"addressType":"shipping","street":"1 Drill Yard","city":"Portland","state":"ME","postalCode":"04101",
                 "country":"US","isDefault":true}""", "Authorization", "Bearer " + token));
        return new Customer(email, Application.member(signedIn, "userId"), token, Application.member(address, "addressId"));
    }

    /** On a busy machine the server may refuse this many sign-ins at once, as designed. */
    private static String signIn(Application application, String email) throws IOException, InterruptedException {
        for (int i = 0;; i++) {
            HttpResponse<String> answer = application.post("/users/login", """
                    {"email":"%s","password":"%s"}""".formatted(email, PASSWORD));
            if (answer.statusCode() != 503 || i == 20) {
                return expect(200, answer);
            }
        }
    }

    private static List<String> shelves(Application application, String admin, String category, String name, int products, int stock)
            throws IOException, InterruptedException {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < products; i++) {
            ids.add(Application.member(expect(201, application.post("/products", """
                    {"name":"%s %d","price":%d.99,"sku":"%s-%d","categoryId":"%s","initialStock":%d}"""
                    .formatted(name, i, i + 1, name, i, category, stock), "Authorization", "Bearer " + admin)), "id"));
        }
        return ids;
    }

    private static String expect(int status, HttpResponse<String> answer) {
        if (answer.statusCode() != status) {
            throw new IllegalStateException("instead of %d: %d %s".formatted(status, answer.statusCode(), answer.body()));
        }
        return answer.body();
    }
}

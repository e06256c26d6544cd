import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/** A generated catalogue of a given size, and ways to load it into a database. */
record CatalogueLoad(int products, int categories) {

    /** The tables that the import fills, parents first. */
    static final List<String> TABLES = List.of("catalog.products", "catalog.product_images", "catalog.inventory",
            "catalog.inventory_adjustments");
    private static final long SEED = Long.getLong("seed", 1);
    private static final Duration PATIENCE = Duration.ofMinutes(30);

    /** Whether products are loaded by the import or by SQL. */
    enum Way { HTTP, SQL }

    /** The rows as CSV. */
    Path file() throws IOException {
        Path file = Tools.FOLDER.resolve("products-" + products + ".csv");
        try (OutputStream out = Files.newOutputStream(file)) {
            generator().writeProducts(products, GenerateCatalogue.Format.CSV, out);
        }
        return file;
    }

    /** Directly into the table: creating thousands one by one takes longer than importing the products. */
    void categoriesInto(Database database) throws SQLException, IOException {
        Path file = Tools.FOLDER.resolve("categories.csv");
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
            for (GenerateCatalogue.Category category : generator().categories()) {
                String parent = category.parentSlug().isEmpty() ? "" : id(category.parentSlug()).toString();
                out.write("%s,%s,\"%s\",%s,now,now\n".formatted(id(category.slug()), category.slug(), category.name(), parent)
                        .getBytes(StandardCharsets.UTF_8));
            }
        }
        database.copyIn("catalog.categories (id, slug, name, parent_id, created_at, updated_at)", "(format csv)", file);
    }

    /** @return the time from the first byte sent to the end of the job */
    Duration productsInto(Application application, Database database, Way way) throws Exception {
        Path file = file();
        database.execute("checkpoint"); // what was written before is not paid for now
        long begin = System.nanoTime();
        if (way == Way.HTTP) {
            upload(application, file);
        } else {
            insert(database, file);
        }
        Duration took = Duration.ofNanos(System.nanoTime() - begin);
        long there = database.number("select count(*) from catalog.products");
        if (there != products) {
            throw new IllegalStateException("of %d products %d are there".formatted(products, there));
        }
        Files.delete(file);
        return took;
    }

    private static void upload(Application application, Path file) throws Exception {
        String bearer = "Bearer " + application.signIn();
        HttpRequest request = HttpRequest.newBuilder(URI.create(application.api + "/products/import"))
                .header("Content-Type", "text/csv").header("Authorization", bearer).POST(BodyPublishers.ofFile(file)).build();
        HttpResponse<String> answer;
        try {
            answer = Application.HTTP.send(request, BodyHandlers.ofString());
        } catch (IOException broken) {
            throw new IllegalStateException("the import does not take the whole file (--load sql does without it)", broken);
        }
        if (answer.statusCode() != 202) {
            throw new IllegalStateException("the import answers %d: %s (--load sql does without it)".formatted(answer.statusCode(),
                    answer.body()));
        }
        String job = "/jobs/" + Application.member(answer.body(), "jobId");
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < end) {
            String body = application.get(job, "Authorization", bearer).body();
            String status = Application.member(body, "status");
            if (status.equals("SUCCEEDED") && Application.member(body, "rowsFailed").equals("0")) {
                return;
            }
            if (status.equals("SUCCEEDED") || status.equals("FAILED")) {
                throw new IllegalStateException("the import has failed: " + body);
            }
            Thread.sleep(100); // that is how a client learns of the end
        }
        throw new IllegalStateException("the import does not end");
    }

    /** The same data as by the import, in SQL. */
    private static void insert(Database database, Path file) throws SQLException, IOException {
        try (Connection connection = database.connect(); Statement statement = connection.createStatement();
                InputStream in = Files.newInputStream(file)) {
            connection.setAutoCommit(false);
            statement.execute("""
                    create temporary table loading (number bigserial, sku text, name text, description text, price numeric, category text,
                        brand text, images jsonb, specifications jsonb, quantity integer, warehouse text, active boolean)
                        on commit drop""");
            Database.copyIn(connection, "loading (sku, name, description, price, category, brand, images, specifications, quantity,"
                    + " warehouse, active)", "(format csv, header)", in);
            // Identifiers of version 7, in order of the rows.
            statement.execute("""
                    create temporary table numbered on commit drop as
                    select *, (lpad(to_hex((extract(epoch from now()) * 1000)::bigint + number / 4096), 12, '0')
                            || '7' || lpad(to_hex(number % 4096), 3, '0') || '8' || left(md5(sku), 15))::uuid as id
                      from loading""");
            statement.execute("""
                    insert into catalog.products (id, name, description, sku, price, currency, category_id, seller_id, brand, image_url,
                        specifications, is_active, created_at, updated_at)
                    select row.id, row.name, row.description, sku, price, 'USD', category.id, '01900000-0000-7000-8000-00000000be9c',
                           brand, images -> 0 ->> 'url', specifications, active, clock_timestamp(), clock_timestamp()
                      from numbered row
                      join catalog.categories category on category.slug = row.category
                     order by number""");
            statement.execute("""
                    insert into catalog.product_images (id, product_id, image_url, alt_text, display_order)
                    select gen_random_uuid(), id, image ->> 'url', image ->> 'alt', position - 1
                      from numbered, jsonb_array_elements(images) with ordinality as one (image, position)""");
            statement.execute("""
                    insert into catalog.inventory (id, product_id, quantity, warehouse_location, updated_at)
                    select gen_random_uuid(), id, quantity, warehouse, now() from numbered""");
            statement.execute("""
                    insert into catalog.inventory_adjustments (id, product_id, delta, reason, made_by, created_at)
                    select gen_random_uuid(), id, quantity, 'Initial stock', '01900000-0000-7000-8000-00000000be9c', now()
                      from numbered where quantity > 0""");
            connection.commit();
        }
    }

    private GenerateCatalogue generator() {
        return new GenerateCatalogue(products, categories, SEED);
    }

    private static UUID id(String slug) {
        return UUID.nameUUIDFromBytes(slug.getBytes(StandardCharsets.UTF_8));
    }
}

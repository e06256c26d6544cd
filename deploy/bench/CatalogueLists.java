import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Pages of the product list, over HTTP and uncached, compared with the specification's statement (section 7.2.1) on its schema. */
class CatalogueLists {

    private static final double PROMISED = 20;
    private static final int PER_PAGE = 20;
    /** Section 4.2 of the specification; the fields of a category that it leaves out are not needed. */
    private static final String[] SPECIFIED = {
            "create table categories (id uuid primary key default gen_random_uuid(), name varchar(100) not null)", """
                    create table products (
                        id uuid primary key default gen_random_uuid(),
                        name varchar(255) not null,
                        description text,
                        sku varchar(100) unique not null,
                        price decimal(10, 2) not null,
                        category_id uuid references categories(id),
                        brand varchar(100),
                        image_url varchar(500),
                        is_active boolean default true,
                        created_at timestamp default current_timestamp,
                        updated_at timestamp default current_timestamp
                    )""", """
                    create table inventory (
                        id uuid primary key default gen_random_uuid(),
                        product_id uuid references products(id),
                        quantity integer not null default 0,
                        reserved_quantity integer not null default 0,
                        warehouse_location varchar(100),
                        last_restocked timestamp,
                        updated_at timestamp default current_timestamp
                    )""",
            "create index idx_products_category on products(category_id)", "create index idx_products_sku on products(sku)",
            "create index idx_inventory_product on inventory(product_id)"};
    /** Absent parameters are null, so that the planner drops their conditions, which is the faster variant. */
    private static final String SPECIFIED_LIST = """
            \\set offset (random(1, %d) - 1) * %d
            SELECT
              p.id,
              p.name,
              p.price,
              p.sku,
              c.name as category_name,
              i.quantity as stock_quantity
            FROM products p
            INNER JOIN categories c ON p.category_id = c.id
            LEFT JOIN inventory i ON p.id = i.product_id
            WHERE p.is_active = true
              AND (null::uuid IS NULL OR p.category_id = null)
              AND (null::decimal IS NULL OR p.price >= null)
              AND (null::decimal IS NULL OR p.price <= null)
              AND (null::text IS NULL OR p.name ILIKE null)
            ORDER BY p.created_at DESC
            LIMIT 20 OFFSET :offset;
            """;
    /** The same page from this application's tables and indexes, without HTTP and JSON. */
    private static final String OUR_LIST = """
            \\set offset (random(1, %d) - 1) * %d
            select p.id, p.name, p.description, p.price, p.currency, p.sku, c.name, p.brand, p.image_url,
                   i.quantity > i.reserved_quantity
              from (select * from catalog.products where is_active order by id desc limit 20 offset :offset) p
              join catalog.categories c on c.id = p.category_id
              join catalog.inventory i on i.product_id = p.id
             order by p.id desc;
            """;

    private static final int WARM_UP = 4;

    private final Catalogue bench;

    CatalogueLists(Catalogue bench) {
        this.bench = bench;
    }

    boolean run() throws Exception {
        boolean kept;
        Database ours = bench.database("tradepost_bench");
        try (Application application = bench.withoutPages(ours, "catalogue-lists")) {
            bench.load(application, ours, Catalogue.FEW);
            ours.execute("vacuum (analyze)");
            Database specified = specified(ours);
            kept = measure(application, ours, specified);
            bench.drop(specified);
        }
        bench.drop(ours);
        return kept;
    }

    private static boolean measure(Application application, Database ours, Database specified) throws Exception {
        long pages = Math.clamp(ours.number("select count(*) from catalog.products where is_active") / PER_PAGE, 1, 500);
        String requests = "function request() return wrk.format('GET', '/api/v1/products?limit=%d&page=' .. math.random(1, %d)) end"
                .formatted(PER_PAGE, pages);
        // Not measured: the JIT compiler shares the cores with the load.
        Tools.wrk(application.root, WARM_UP * Catalogue.SECONDS, requests);
        List<Double> statements = new ArrayList<>();
        List<Double> ceilings = new ArrayList<>();
        List<Double> lists = new ArrayList<>();
        List<Double> ratios = new ArrayList<>();
        Table table = new Table("round", "specification's SQL, pages/s", "our SQL, pages/s", "over HTTP, pages/s", "p50", "p99",
                "HTTP : specification");
        for (int round = 1; round <= Catalogue.ROUNDS; round++) {
            System.err.printf("lists, round %d of %d …%n", round, Catalogue.ROUNDS);
            statements.add(Tools.pgbench(specified, Catalogue.SECONDS, SPECIFIED_LIST.formatted(pages, PER_PAGE)));
            ceilings.add(Tools.pgbench(ours, Catalogue.SECONDS, OUR_LIST.formatted(pages, PER_PAGE)));
            Tools.Load load = Tools.wrk(application.root, Catalogue.SECONDS, requests).expectSuccess("lists");
            lists.add(load.perSecond());
            ratios.add(lists.getLast() / statements.getLast());
            table.row(Integer.toString(round), Table.number(statements.getLast()), Table.number(ceilings.getLast()),
                    Table.number(load.perSecond()), Table.ms(load.p50ms()), Table.ms(load.p99ms()), Table.number(ratios.getLast()));
        }
        table.row("median", Table.number(Table.median(statements)), Table.number(Table.median(ceilings)),
                Table.number(Table.median(lists)), "", "", Table.number(Table.median(ratios)));
        table.print("Lists: %,d products, random one of %d pages of %d, pages uncached".formatted(Catalogue.FEW, pages, PER_PAGE));
        boolean kept = Table.median(ratios) >= PROMISED;
        System.out.printf("promised: at least %.0f times the specification's statement: %s%n", PROMISED, Table.verdict(kept));
        return kept;
    }

    /** The specification's tables with the same rows. */
    private static Database specified(Database ours) throws Exception {
        Database specified = Database.create("tradepost_bench_specified");
        specified.execute(SPECIFIED);
        copy(ours, specified, "categories", "id, name");
        copy(ours, specified, "products", "id, name, description, sku, price, category_id, brand, image_url, is_active, created_at,"
                + " updated_at");
        copy(ours, specified, "inventory",
                "id, product_id, quantity, reserved_quantity, warehouse_location, last_restocked, updated_at");
        specified.execute("vacuum (analyze)");
        return specified;
    }

    private static void copy(Database from, Database to, String table, String columns) throws Exception {
        Path file = Tools.FOLDER.resolve("rows.copy");
        from.copyOut("catalog." + table + " (" + columns + ")", file);
        to.copyIn(table + " (" + columns + ")", "", file);
    }
}

import java.nio.file.Files;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Measures the promises of the catalogue: lists compared with the specification's own statement, single products with the cheapest response
 * of the server, a million products with ten thousand. Each figure is a ratio to something measured in the same run.
 */
class Catalogue {

    static final int FEW = Integer.getInteger("few", 10_000);
    static final int MANY = Integer.getInteger("products", 1_000_000);
    static final int CATEGORIES = Integer.getInteger("categories", 5_000);
    static final int SECONDS = Integer.getInteger("seconds", 15);
    static final int ROUNDS = Integer.getInteger("rounds", 3);
    /** The category names stay cached: no installation reads thousands of them for each list. */
    private static final String LISTS = "products:list,products:totals,products:milestones";
    private static final String USAGE = """
            Usage: catalogue [-Dname=value…] [lists] [detail] [million] [--load http|sql]

            lists     pages of the list, against the specification's statement, schema and indexes
            detail    one product from the cache, against the cheapest answer of the same server
            million   import, queries and their plans with 10,000 products and with a million
            --load    how products come in: through the import (http), or without it (sql)

            The exit status is 1 when something promised was missed or could not be measured.

            -Dproducts=1000000 -Dfew=10000 -Dcategories=5000 -Dseconds=15 -Drounds=3 -Drequests=300 -Dseed=1 -Dkeep=false
            -Dconnections=8 (wrk) -Dclients=4 (pgbench) -Dmemory=2GB (PostgreSQL's shared_buffers)
            -Dkeep=true with KEEP_SERVERS=1 in the environment leaves what was loaded; -Dloaded=true asks that again
            """;

    private final CatalogueLoad.Way way;
    private final Database empty;

    private Catalogue(CatalogueLoad.Way way) throws Exception {
        this.way = way;
        Files.createDirectories(Tools.FOLDER);
        Servers.virtualHost("tradepost-bench");
        giveMemory();
        empty = Database.create("tradepost_bench_empty");
        Application.start(empty, "catalogue-migrating", Map.of()).close();
    }

    public static void main(String... arguments) throws Exception {
        List<String> sections = new ArrayList<>();
        CatalogueLoad.Way way = CatalogueLoad.Way.HTTP;
        for (Iterator<String> given = List.of(arguments).iterator(); given.hasNext();) {
            String argument = given.next();
            switch (argument) {
                case "lists", "detail", "million" -> sections.add(argument);
                case "--load" -> way = CatalogueLoad.Way.valueOf(given.next().toUpperCase(Locale.ROOT));
                case "-h", "--help" -> {
                    System.out.print(USAGE);
                    System.exit(0);
                }
                default -> {
                    System.err.print(USAGE);
                    System.exit(2);
                }
            }
        }
        if (sections.isEmpty()) {
            sections = List.of("lists", "detail", "million");
        }
        boolean good = true;
        try {
            // Before the run takes minutes.
            if (sections.contains("lists") || sections.contains("detail")) {
                Tools.program("wrk", Tools.WRK);
            }
            if (sections.contains("lists")) {
                Tools.program("pgbench", Tools.PGBENCH);
            }
            Catalogue bench = new Catalogue(way);
            System.out.printf("%d cores%n", Runtime.getRuntime().availableProcessors());
            for (String section : sections) {
                good &= switch (section) {
                    case "lists" -> new CatalogueLists(bench).run();
                    case "detail" -> new CatalogueDetail(bench).run();
                    default -> new CatalogueMillion(bench).run();
                };
            }
            bench.drop(bench.empty);
        } catch (Tools.Missing missing) {
            System.err.println(missing.getMessage());
            good = false;
        }
        System.exit(good ? 0 : 1);
    }

    /** PostgreSQL's default of 128 MB does not fit a million products. */
    private static void giveMemory() throws Exception {
        new Database("postgres").execute("alter system set shared_buffers = '" + System.getProperty("memory", "2GB") + "'");
        Servers.services("stop", "postgres");
        Servers.services("start", "postgres");
    }

    /** A migrated database with categories and without products. */
    Database database(String name) throws Exception {
        Database database = Database.create(name, empty);
        new CatalogueLoad(FEW, CATEGORIES).categoriesInto(database);
        return database;
    }

    Application uncached(Database database, String name) throws Exception {
        return Application.start(database, name, Map.of("TRADEPOST_CACHE_DISABLED", LISTS), "-Xmx512m");
    }

    /** Totals are cached, as in production; pages are not. */
    Application withoutPages(Database database, String name) throws Exception {
        return Application.start(database, name, Map.of("TRADEPOST_CACHE_DISABLED", "products:list"), "-Xmx512m");
    }

    Application cached(Database database, String name) throws Exception {
        return Application.start(database, name, Map.of(), "-Xmx512m");
    }

    /** @return rows a second */
    double load(Application application, Database database, int products) throws Exception {
        var took = new CatalogueLoad(products, CATEGORIES).productsInto(application, database, way);
        double perSecond = products / (took.toMillis() / 1e3);
        System.err.printf("%,d products loaded by %s in %.1f s%n", products, way.name().toLowerCase(Locale.ROOT),
                took.toMillis() / 1e3);
        return perSecond;
    }

    CatalogueLoad.Way way() {
        return way;
    }

    void drop(Database database) throws SQLException {
        if (!Boolean.getBoolean("keep")) {
            database.drop();
        }
    }
}

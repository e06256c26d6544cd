import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The cost of a hundred times as many products: their import compared with COPY, then each query at both sizes, one right after the other. */
class CatalogueMillion {

    private static final String FEW = "tradepost_bench_few";
    private static final String MANY = "tradepost_bench_many";
    private static final int REQUESTS = Integer.getInteger("requests", 300);
    private static final double IMPORT_TO_COPY = 0.4;
    private static final double IMPORT_PER_SECOND = 10_000;
    private static final double MOST = 3;
    /** Limits the total time. */
    private static final Duration WARMING = Duration.ofSeconds(5);
    private static final Duration MEASURING = Duration.ofSeconds(15);

    private final Catalogue bench;
    /** The last import. */
    private boolean fastEnough;

    CatalogueMillion(Catalogue bench) {
        this.bench = bench;
    }

    boolean run() throws Exception {
        if (Boolean.getBoolean("loaded")) {
            return ask(new Database(FEW), new Database(MANY));
        }
        Database few = bench.database(FEW);
        Database many = bench.database(MANY);
        Table table = new Table("products", bench.way() == CatalogueLoad.Way.HTTP ? "import, rows/s" : "insert … select, rows/s",
                "COPY, rows/s", "ratio");
        fill(few, Catalogue.FEW, table, "catalogue-few");
        fill(many, Catalogue.MANY, table, "catalogue-many");
        table.print("Import, into an application with -Xmx512m");
        System.out.printf("promised: at least %.1f of COPY or %,.0f rows/s: %s%n", IMPORT_TO_COPY, IMPORT_PER_SECOND,
                Table.verdict(fastEnough));
        boolean kept = ask(few, many);
        bench.drop(few);
        bench.drop(many);
        return kept && fastEnough;
    }

    private boolean ask(Database few, Database many) throws Exception {
        warm(many);
        warm(few);
        boolean kept;
        // Two applications at once, so that other load on the machine affects both sizes equally.
        try (Application applicationOfFew = bench.uncached(few, "catalogue-few");
                Application applicationOfMany = bench.uncached(many, "catalogue-many")) {
            kept = compare(new CatalogueQueries(applicationOfFew, few), new CatalogueQueries(applicationOfMany, many));
        }
        return kept & new CataloguePlans(bench, many).run();
    }

    private void fill(Database database, int products, Table table, String name) throws Exception {
        double imported;
        try (Application application = bench.uncached(database, name)) {
            imported = bench.load(application, database, products);
        }
        double copied = products / copySeconds(database);
        fastEnough = imported >= IMPORT_PER_SECOND || imported >= IMPORT_TO_COPY * copied;
        table.row(Table.count(products), Table.number(imported), Table.number(copied), Table.number(imported / copied));
        // One in fifty has been sold, a few of them a lot.
        database.execute("update catalog.products set popularity = 1 - ln(random() + 1e-9) * 2 where random() < 0.02",
                "vacuum (analyze)");
    }

    /** As after some time in production; otherwise the first access to a page would measure the disk. */
    private static void warm(Database database) throws Exception {
        database.execute("create extension if not exists pg_prewarm", """
                select sum(pg_prewarm(oid)) from pg_class
                 where relnamespace = 'catalog'::regnamespace and relkind in ('r', 'i')""");
    }

    /** The same rows into the same tables with their indexes and triggers, by PostgreSQL's fastest method. */
    private double copySeconds(Database from) throws Exception {
        for (String table : CatalogueLoad.TABLES) {
            from.copyOut(table, copyOf(table));
        }
        Database to = bench.database("tradepost_bench_copied");
        to.execute("checkpoint");
        long begin = System.nanoTime();
        try (Connection connection = to.connect()) {
            connection.setAutoCommit(false);
            for (String table : CatalogueLoad.TABLES) {
                try (InputStream in = Files.newInputStream(copyOf(table))) {
                    Database.copyIn(connection, table, "", in);
                }
            }
            connection.commit();
        }
        double seconds = (System.nanoTime() - begin) / 1e9;
        System.err.printf("the same rows copied in %.1f s%n", seconds);
        to.drop();
        for (String table : CatalogueLoad.TABLES) {
            Files.delete(copyOf(table));
        }
        return seconds;
    }

    private static Path copyOf(String table) {
        return Tools.FOLDER.resolve(table + ".copy");
    }

    private static boolean compare(CatalogueQueries few, CatalogueQueries many) throws InterruptedException {
        System.err.println("warming up …");
        for (String name : few.names()) {
            few.ask(name, REQUESTS / 3, WARMING);
            many.ask(name, REQUESTS / 3, WARMING);
        }
        boolean kept = true;
        Table table = table("question");
        Map<String, List<CatalogueQueries.Times>> smallOfKind = new LinkedHashMap<>();
        Map<String, List<CatalogueQueries.Times>> largeOfKind = new LinkedHashMap<>();
        for (String name : few.names()) {
            System.err.println(name + " …");
            few.ask(name, REQUESTS / 10, WARMING); // what the other one has driven out of the database's memory
            CatalogueQueries.Times small = few.ask(name, REQUESTS, MEASURING);
            many.ask(name, REQUESTS / 10, WARMING);
            CatalogueQueries.Times large = many.ask(name, REQUESTS, MEASURING);
            if (small.sorted().length == 0 || large.sorted().length == 0) {
                table.row(name, small.failure(), "", large.failure(), "", "", "**NOT MEASURED**");
                kept = false;
            } else {
                add(table, name, small, large);
                kept &= ratio(small, large) <= MOST;
                smallOfKind.computeIfAbsent(kind(name), _ -> new ArrayList<>()).add(small);
                largeOfKind.computeIfAbsent(kind(name), _ -> new ArrayList<>()).add(large);
            }
        }
        table.print("Queries, uncached, two at a time");
        Table kinds = table("kind");
        smallOfKind.forEach((kind, small) -> add(kinds, kind, CatalogueQueries.Times.all(small),
                CatalogueQueries.Times.all(largeOfKind.get(kind))));
        kinds.print("The same by kind, all queries of a kind together");
        return kept;
    }

    private static Table table(String what) {
        return new Table(what, "%,d: p50".formatted(Catalogue.FEW), "p95", "%,d: p50".formatted(Catalogue.MANY), "p95", "p95 ratio",
                "promised: at most %.0f".formatted(MOST));
    }

    private static void add(Table table, String name, CatalogueQueries.Times small, CatalogueQueries.Times large) {
        table.row(name, Table.ms(small.percentile(50)), Table.ms(small.percentile(95)), Table.ms(large.percentile(50)),
                Table.ms(large.percentile(95)), Table.number(ratio(small, large)), Table.verdict(ratio(small, large) <= MOST));
    }

    private static double ratio(CatalogueQueries.Times small, CatalogueQueries.Times large) {
        return large.percentile(95) / small.percentile(95);
    }

    private static String kind(String question) {
        String first = question.split("[ ,]")[0];
        return switch (first) {
            case "category", "brand" -> "filter";
            default -> first;
        };
    }
}

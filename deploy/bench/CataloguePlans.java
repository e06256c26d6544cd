import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The plans of the application's statements: PostgreSQL logs the plan of each statement that it runs, with the application's own
 * parameters, so the plans are those of production. The log is read where deploy/dev/services writes it.
 */
class CataloguePlans {

    private static final int REQUESTS = 24;
    private static final Duration LONGEST = Duration.ofSeconds(10);
    private static final Pattern ENTRY = Pattern.compile(
            "(?m)^\\S+ \\S+ \\S+ \\[(\\d+)] LOG:  duration: ([0-9.]+) ms  plan:\\n((?:\\t.*\\n)+)");
    private static final Pattern SCAN = Pattern.compile("(?:->\\s+|^\\t)(?:Parallel )?"
            + "(Seq Scan|Bitmap (?:Index|Heap) Scan|Index(?: Only)? Scan)(?: Backward)?(?: using (\\S+))? on (\\S+)(.*)", Pattern.MULTILINE);
    private static final Pattern OURS = Pattern.compile("(?<!pg_)catalog\\.");
    private static final Pattern ROWS = Pattern.compile("actual .*?rows=([0-9.]+) loops=(\\d+)");
    private static final Pattern BUFFERS = Pattern.compile("Buffers: shared(?: hit=(\\d+))?(?: read=(\\d+))?");

    private final Catalogue bench;
    private final Database database;
    private final Path log;

    CataloguePlans(Catalogue bench, Database database) {
        this.bench = bench;
        this.database = database;
        String given = System.getProperty("postgres.log", "");
        log = given.isEmpty() ? null : Path.of(given);
    }

    /** @param text the statement and its plan */
    private record Plan(double ms, String text) {

        /** On one line, without its plan. */
        String statement() {
            return text.replaceFirst("\\s*Query Text:", "")
                    .replaceFirst("(?s)\\n\\t[A-Z][A-Za-z ]+  \\(cost=.*", "").replaceAll("\\s+", " ")
                    .strip();
        }

        boolean ofCatalogue() {
            String statement = statement().toLowerCase(Locale.ROOT);
            return OURS.matcher(statement).find() && (statement.startsWith("select") || statement.startsWith("with"));
        }

        long buffers() {
            Matcher all = BUFFERS.matcher(text); // the first is the whole statement's
            return all.find() ? number(all.group(1)) + number(all.group(2)) : 0;
        }

        private static long number(String digits) {
            return digits == null ? 0 : Long.parseLong(digits);
        }
    }

    /** @return whether no statement has read all products; also true if the log cannot be read */
    boolean run() throws Exception {
        if (log == null || !Files.isReadable(log)) {
            System.out.println("plans: skipped, because the log of PostgreSQL is not at hand (it is when deploy/dev/services runs it"
                    + " as a process)");
            return true;
        }
        try {
            explain();
        } catch (SQLException refused) {
            System.out.println("plans: skipped, " + refused.getMessage());
            return true;
        }
        try (Application application = bench.uncached(database, "catalogue-plans")) {
            return ask(new CatalogueQueries(application, database));
        } finally {
            new Database("postgres").execute("alter database " + database.name() + " reset all");
        }
    }

    private void explain() throws SQLException {
        database.execute("load 'auto_explain'"); // fails here when it is not installed or we may not
        List<String> settings = List.of("session_preload_libraries = 'auto_explain'", "auto_explain.log_min_duration = 0",
                "auto_explain.log_analyze = on", "auto_explain.log_buffers = on", "auto_explain.log_timing = off",
                "auto_explain.log_nested_statements = on", "auto_explain.log_level = log");
        database.execute(settings.stream().map(setting -> "alter database " + database.name() + " set " + setting)
                .toArray(String[]::new));
    }

    private boolean ask(CatalogueQueries sql) throws Exception {
        Table table = new Table("question", "statements", "slowest", "most pages touched", "most products read",
                "indexes", "tables read whole");
        Set<String> bad = new LinkedHashSet<>();
        Path file = Tools.FOLDER.resolve("plans.txt");
        Files.writeString(file, "");
        for (String name : sql.names()) {
            Set<String> sessions = new HashSet<>(sessions());
            long begin = Files.size(log);
            CatalogueQueries.Times times = sql.ask(name, REQUESTS, LONGEST);
            if (times.sorted().length == 0) {
                table.row(name, times.failure(), "", "", "", "", "");
                bad.add(name + " is not answered");
                continue;
            }
            sessions.addAll(sessions());
            List<Plan> plans = read(begin, sessions);
            if (plans.isEmpty()) {
                bad.add(name + " left no plan in the log");
            }
            table.row(cells(name, plans, bad));
            Files.writeString(file, Files.readString(file) + "==== " + name + "\n"
                    + String.join("\n", plans.stream().map(plan -> plan.ms + " ms\n" + plan.text).toList()) + "\n");
        }
        table.print("Plans, %,d products (all of them: %s)".formatted(Catalogue.MANY, file));
        bad.forEach(what -> System.out.println("**MISSED**: " + what));
        System.out.println("promised: no statement reads all products: " + Table.verdict(bad.isEmpty()));
        return bad.isEmpty();
    }

    private static String[] cells(String name, List<Plan> plans, Set<String> bad) {
        Set<String> indexes = new TreeSet<>();
        Set<String> whole = new TreeSet<>();
        double most = 0;
        for (Plan plan : plans) {
            Matcher scan = SCAN.matcher(plan.text);
            while (scan.find()) {
                Matcher rows = ROWS.matcher(scan.group(4));
                if (!rows.find()) {
                    continue; // never executed, or of an index alone
                }
                String table = scan.group(3);
                if (table.equals("products")) {
                    most = Math.max(most, Double.parseDouble(rows.group(1)) * Double.parseDouble(rows.group(2)));
                }
                if (scan.group(1).equals("Seq Scan")) {
                    whole.add(table);
                    if (table.equals("products")) {
                        bad.add(name + " reads the table of products: " + plan.statement());
                    }
                } else if (!scan.group(1).equals("Bitmap Heap Scan")) {
                    indexes.add(scan.group(2) == null ? table : scan.group(2));
                }
            }
        }
        return new String[] {name, Integer.toString(plans.size()), Table.ms(plans.stream().mapToDouble(Plan::ms).max().orElse(0)),
                Table.count(plans.stream().mapToLong(Plan::buffers).max().orElse(0)), Table.count(most),
                String.join(", ", indexes), String.join(", ", whole)};
    }

    private List<String> sessions() throws SQLException {
        return database.texts("select pid from pg_stat_activity where datname = current_database() and application_name = 'tradepost'");
    }

    /** The plans logged for these sessions since. */
    private List<Plan> read(long begin, Set<String> sessions) throws IOException {
        String text;
        try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
            file.seek(begin);
            byte[] bytes = new byte[(int) (file.length() - begin)];
            file.readFully(bytes);
            text = new String(bytes, StandardCharsets.UTF_8);
        }
        List<Plan> plans = new ArrayList<>();
        Matcher entries = ENTRY.matcher(text);
        while (entries.find()) {
            Plan plan = new Plan(Double.parseDouble(entries.group(2)), entries.group(3));
            if (sessions.contains(entries.group(1)) && plan.ofCatalogue()) {
                plans.add(plan);
            }
        }
        return plans;
    }
}

import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.sun.net.httpserver.HttpServer;

/** Start time, memory and speed of each build of the application; see deploy/bench/startup. */
class Startup {

    private static final int ROUNDS = Integer.getInteger("rounds", 5);
    private static final int SECONDS = Integer.getInteger("seconds", 8);
    private static final String HEAP = "-Xmx" + System.getProperty("heap", "256m");
    private static final Path NATIVE = path("native", "tradepost-runner");
    private static final Path JVM = path("jvm", "quarkus-app/quarkus-run.jar");
    private static final Path AOT = path("aot", "aot/quarkus-run.jar");
    /** Until its background work has started. */
    private static final Duration REST = Duration.ofSeconds(4);
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final String LISTS = """
            function request()
              return wrk.format('GET', '/api/v1/products?limit=20&page=' .. math.random(1, 4))
            end""";
    private static final String DETAIL = """
            local ids = {%s}
            function request()
              return wrk.format('GET', '/api/v1/products/' .. ids[math.random(#ids)])
            end""";

    private final Database database;

    Startup(Database database) {
        this.database = database;
    }

    /**
     * @param files that must exist, apart from a JDK
     * @param settings in addition to those of all builds
     */
    record Kind(String name, List<String> command, Path files, Map<String, String> settings) {
        Kind(String name, List<String> command, Path files) {
            this(name, command, files, Map.of());
        }

        /** The same, with tracing. */
        Kind traced(String endpoint) {
            return new Kind(name + ", traced", command, files,
                    Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", endpoint, "OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"));
        }
    }

    static class Figures {
        final List<Double> starts = new ArrayList<>();
        final List<Double> idle = new ArrayList<>();
        double loaded;
        Tools.Load detail;
        Tools.Load lists;
    }

    public static void main(String... arguments) throws Exception {
        Files.createDirectories(Tools.FOLDER);
        Tools.program("wrk", Tools.WRK);
        Startup bench = new Startup(Database.create("tradepost_startup"));
        Map<Kind, Figures> figures = new LinkedHashMap<>();
        String collector = collector();
        for (Kind kind : bench.kinds()) {
            figures.put(kind, new Figures());
            figures.put(kind.traced(collector), new Figures());
        }
        if (figures.isEmpty()) {
            throw new IllegalStateException("nothing is packaged; see deploy/bench/startup");
        }
        bench.fill(figures.keySet().iterator().next());
        for (int round = 1; round <= ROUNDS; round++) {
            System.err.printf("starts, round %d of %d …%n", round, ROUNDS);
            for (Map.Entry<Kind, Figures> one : figures.entrySet()) {
                bench.start(one.getKey(), one.getValue());
            }
        }
        for (Map.Entry<Kind, Figures> one : figures.entrySet()) {
            System.err.printf("load, %s …%n", one.getKey().name());
            bench.load(one.getKey(), one.getValue());
        }
        print(figures);
        bench.database.drop();
    }

    private List<Kind> kinds() throws Exception {
        List<Kind> kinds = new ArrayList<>();
        if (isThere(NATIVE)) {
            kinds.add(new Kind("native", List.of(NATIVE.toString(), HEAP), NATIVE));
        }
        if (isThere(JVM)) {
            List<String> options = new ArrayList<>(Training.OPTIONS);
            options.add(HEAP);
            kinds.add(new Kind("JVM", Training.command(List.of(HEAP, "-XX:+UseSerialGC"), JVM), JVM.getParent()));
            kinds.add(new Kind("JVM, compact headers", Training.command(options, JVM), JVM.getParent()));
        }
        if (isThere(AOT)) {
            System.err.println("making the AOT cache …");
            List<String> options = new ArrayList<>(Training.OPTIONS);
            options.addAll(List.of(HEAP, "-XX:AOTCache=" + Training.train(database, AOT)));
            kinds.add(new Kind("JVM, compact headers, AOT cache", Training.command(options, AOT), AOT.getParent()));
        }
        return kinds;
    }

    /** A trace collector that discards everything: only the cost of sending is measured. */
    private static String collector() throws IOException {
        HttpServer collector = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        collector.createContext("/", request -> {
            request.getRequestBody().transferTo(OutputStream.nullOutputStream());
            request.sendResponseHeaders(200, -1);
            request.close();
        });
        Thread serving = new Thread(collector::start, "collector");
        serving.setDaemon(true);
        serving.start();
        return "http://127.0.0.1:" + collector.getAddress().getPort();
    }

    private static boolean isThere(Path build) {
        if (!Files.exists(build)) {
            System.err.println(build + " does not exist; not measured");
        }
        return Files.exists(build);
    }

    private static Path path(String property, String byDefault) {
        return Path.of(System.getProperty(property, Application.TARGET.resolve(byDefault).toString()));
    }

    /** Creates the schema and the demo catalogue, so that no measured start has to. */
    private void fill(Kind kind) throws Exception {
        try (Application application = running(kind, "startup-first")) {
            application.await();
            Training.ids(application);
        }
    }

    private Application running(Kind kind, String log) throws IOException {
        Map<String, String> settings = new HashMap<>(Training.SETTINGS);
        settings.putAll(kind.settings());
        return Application.launch(database, log, settings, kind.command());
    }

    private void start(Kind kind, Figures figures) throws Exception {
        long begin = System.nanoTime();
        try (Application application = running(kind, "startup")) {
            while (!answers(application)) {
                if (System.nanoTime() - begin > PATIENCE.toNanos() || !application.process().isAlive()) {
                    throw new IllegalStateException(kind.name() + " does not start; see target/startup.log");
                }
                Thread.sleep(2); // nothing tells that a port has opened
            }
            figures.starts.add((System.nanoTime() - begin) / 1e6);
            Thread.sleep(REST);
            figures.idle.add(memory(application));
        }
    }

    private static boolean answers(Application application) throws InterruptedException {
        try {
            return application.get("/categories").statusCode() == 200;
        } catch (IOException notYet) {
            return false;
        }
    }

    private void load(Kind kind, Figures figures) throws Exception {
        Application.forgetRedis();
        try (Application application = running(kind, "startup-load")) {
            application.await();
            work(application);
            String detail = DETAIL.formatted(Training.ids(application).stream().map(id -> "'" + id + "'").collect(Collectors.joining(",")));
            // Until it is compiled.
            Tools.wrk(application.root, 2 * SECONDS, detail);
            Tools.wrk(application.root, 2 * SECONDS, LISTS);
            figures.loaded = memory(application);
            figures.detail = Tools.wrk(application.root, SECONDS, detail).expectSuccess(kind.name());
            figures.lists = Tools.wrk(application.root, SECONDS, LISTS).expectSuccess(kind.name());
        }
    }

    /** The journey, and some thousand reads. */
    private static void work(Application application) throws Exception {
        Training.journey(application);
        Tools.wrk(application.root, SECONDS, LISTS).expectSuccess("lists");
    }

    /** Resident size in MB, which includes the touched pages of the cache and of the executable. */
    private static double memory(Application application) throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("/proc/" + application.process().pid() + "/status"))) {
            return lines.filter(line -> line.startsWith("VmRSS:")).mapToDouble(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .findFirst().orElseThrow() / 1024;
        }
    }

    /** In MB. */
    private static double size(Path files) throws IOException {
        try (Stream<Path> all = Files.walk(files)) {
            return all.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum() / 1e6;
        }
    }

    private static void print(Map<Kind, Figures> all) throws IOException {
        Table table = new Table("build", "start to first answer", "memory idle", "after load", "size", "product/s", "p99", "lists/s", "p99");
        for (Map.Entry<Kind, Figures> one : all.entrySet()) {
            Figures figures = one.getValue();
            table.row(one.getKey().name(), Table.count(Table.median(figures.starts)) + " ms",
                    Table.count(Table.median(figures.idle)) + " MB", Table.count(figures.loaded) + " MB",
                    Table.count(size(one.getKey().files())) + " MB", Table.count(figures.detail.perSecond()),
                    Table.ms(figures.detail.p99ms()), Table.count(figures.lists.perSecond()), Table.ms(figures.lists.p99ms()));
        }
        table.print("Startup: medians of %d starts, %s, load average %.1f on %d processors".formatted(ROUNDS, HEAP,
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage(), Runtime.getRuntime().availableProcessors()));
    }
}

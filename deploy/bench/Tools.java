import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** External load generators: wrk for HTTP, pgbench for SQL. */
class Tools {

    static final Path FOLDER = Application.TARGET.resolve("bench");
    private static final int CONNECTIONS = Integer.getInteger("connections", 8);
    private static final int CLIENTS = Integer.getInteger("clients", 4);
    static final String WRK = "apt-get install wrk";
    static final String PGBENCH = "apt-get install postgresql";
    private static final String LUA = """
            local threads = 0
            function setup(thread)
              threads = threads + 1
              thread:set("number", threads)
            end
            function init(args)
              math.randomseed(number * 7919)
              math.random()
            end
            -- Before the script: what it says about requests stands below.
            %s
            function done(summary, latency, requests)
              local e = summary.errors
              io.write(string.format("RESULT %%d %%d %%d %%d %%d %%d\\n", summary.requests, summary.duration,
                latency:percentile(50), latency:percentile(99), e.status, e.connect + e.read + e.write + e.timeout))
            end
            """;

    /** Each thread sends at a fixed rate, whatever the responses take, as long as a connection is free. */
    private static final String CLOCK = """
            local ffi = require("ffi")
            ffi.cdef("typedef struct { long seconds; long nanoseconds; } moment; int clock_gettime(int clock, moment *now);")
            local moment = ffi.new("moment")
            local function now() -- milliseconds
              ffi.C.clock_gettime(1, moment)
              return tonumber(moment.seconds) * 1e3 + tonumber(moment.nanoseconds) / 1e6
            end
            local due
            function delay()
              due = due and due + %1$f or now() + number * %1$f / 2
              return math.max(0, math.ceil(due - now()))
            end
            """;
    private static final int THREADS = 2;
    /** One of them has to be free whenever a request is due: enough for responses of a quarter of a second, at 250 a second. */
    private static final int PACED_CONNECTIONS = 64;

    private Tools() {}

    /**
     * @param unexpected responses with a status of 400 or more
     * @param broken connections
     */
    record Load(double perSecond, double p50ms, double p99ms, long unexpected, long broken, long requests) {

        Load expectSuccess(String what) {
            if (unexpected > 0 || broken > 0 || requests == 0) {
                throw new IllegalStateException("%s: of %d requests %d were refused and %d broke".formatted(what, requests, unexpected,
                        broken));
            }
            return this;
        }
    }

    /** A closed workload. */
    static Load wrk(String root, int seconds, String request) throws IOException, InterruptedException {
        return wrk(root, seconds, CONNECTIONS, request);
    }

    /** A fixed number of requests per second. */
    static Load paced(String root, int seconds, double perSecond, String request) throws IOException, InterruptedException {
        return wrk(root, seconds, PACED_CONNECTIONS, request + String.format(Locale.ROOT, CLOCK, THREADS * 1e3 / perSecond));
    }

    private static Load wrk(String root, int seconds, int connections, String request) throws IOException, InterruptedException {
        Path script = Files.writeString(FOLDER.resolve("requests.lua"), LUA.formatted(request));
        String said = run(List.of(program("wrk", WRK), "-t", Integer.toString(THREADS), "-c", Integer.toString(connections), "-d",
                seconds + "s", "--timeout", "10s", "-s", script.toString(), root));
        Matcher result = Pattern.compile("RESULT (\\d+) (\\d+) (\\d+) (\\d+) (\\d+) (\\d+)").matcher(said);
        if (!result.find()) {
            throw new IllegalStateException("wrk says " + said);
        }
        long requests = Long.parseLong(result.group(1));
        return new Load(requests * 1e6 / Long.parseLong(result.group(2)), Long.parseLong(result.group(3)) / 1e3,
                Long.parseLong(result.group(4)) / 1e3, Long.parseLong(result.group(5)), Long.parseLong(result.group(6)), requests);
    }

    /** @return transactions per second, all clients together */
    static double pgbench(Database database, int seconds, String script) throws IOException, InterruptedException {
        return pgbench(database, seconds, List.of(script));
    }

    /**
     * @param scripts one is drawn for each transaction
     * @return transactions per second, all clients together
     */
    static double pgbench(Database database, int seconds, List<String> scripts, String... options)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(program("pgbench", PGBENCH), "-M", "prepared", "-n", "-c",
                Integer.toString(CLIENTS), "-j", "2", "-T", Integer.toString(seconds), "-h", Database.HOST, "-p",
                Integer.toString(Database.PORT), "-U", Database.USER));
        command.addAll(List.of(options));
        for (int i = 0; i < scripts.size(); i++) {
            command.addAll(List.of("-f", Files.writeString(FOLDER.resolve("statements-" + i + ".sql"), scripts.get(i)).toString()));
        }
        command.add(database.name());
        String said = run(command);
        Matcher result = Pattern.compile("tps = ([0-9.]+)").matcher(said);
        if (!result.find()) {
            throw new IllegalStateException("pgbench says " + said);
        }
        return Double.parseDouble(result.group(1));
    }

    private static String run(List<String> command) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("PGPASSWORD", Database.PASSWORD);
        Process process = builder.start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes());
        if (process.waitFor() != 0) {
            throw new IllegalStateException(command.getFirst() + " fails: " + said);
        }
        return said;
    }

    /** Fails with an instruction to install it. */
    static String program(String name, String installation) throws IOException {
        List<Path> folders = new ArrayList<>();
        for (String folder : System.getenv("PATH").split(":")) {
            folders.add(Path.of(folder));
        }
        Path debian = Path.of("/usr/lib/postgresql");
        if (Files.isDirectory(debian)) {
            try (Stream<Path> versions = Files.list(debian)) {
                versions.map(version -> version.resolve("bin")).forEach(folders::add);
            }
        }
        Optional<Path> found = folders.stream().map(folder -> folder.resolve(name)).filter(Files::isExecutable).findFirst();
        return found.map(Path::toString).orElseThrow(() -> new Missing(String.format(Locale.ROOT,
                "%s is not installed; on Debian and Ubuntu: sudo %s", name, installation)));
    }

    static class Missing extends RuntimeException {
        Missing(String message) {
            super(message); // with its stack trace: the source launcher cannot print an exception that has none
        }
    }
}

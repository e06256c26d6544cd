import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Runs the application for training, so that the JVM can write an AOT cache; see deploy/aot-cache. */
class Training {

    static final List<String> OPTIONS = List.of(System.getenv()
            .getOrDefault("AOT_OPTIONS", "-XX:+UseSerialGC -XX:+UseCompactObjectHeaders").split(" "));
    /** The demo catalogue, which the journey searches. */
    static final Map<String, String> SETTINGS = Map.of("TRADEPOST_DEMO_ENABLED", "true");
    private static final int READS = 40;
    private static final int PRODUCTS = 80;

    private Training() {}

    public static void main(String... arguments) throws Exception {
        Path jar = arguments.length == 0 ? Application.TARGET.resolve("quarkus-app/quarkus-run.jar") : Path.of(arguments[0]);
        Database database = Database.create("tradepost_training");
        Path cache = train(database, jar);
        database.drop();
        System.out.printf("%s, %,d MB; run it with %s -XX:AOTCache=%s%n", cache, Files.size(cache) / 1_000_000,
                String.join(" ", OPTIONS), cache.getFileName());
    }

    /** @return the cache, next to the jar */
    static Path train(Database database, Path jar) throws Exception {
        Path cache = jar.resolveSibling("app.aot");
        Files.deleteIfExists(cache);
        List<String> options = new ArrayList<>(OPTIONS);
        options.add("-XX:AOTCacheOutput=" + cache);
        Application.forgetRedis();
        Application application = Application.launch(database, "training", SETTINGS, command(options, jar));
        application.await();
        ids(application);
        journey(application);
        for (int i = 0; i < READS; i++) {
            for (String id : ids(application).subList(0, PRODUCTS / 4)) {
                application.get("/products/" + id);
            }
        }
        // A second process writes the cache; close() would not wait for it.
        ProcessHandle process = application.process();
        process.destroy();
        process.onExit().get(5, TimeUnit.MINUTES);
        if (!Files.exists(cache)) {
            throw new IllegalStateException("no cache was made; see target/training.log");
        }
        return cache;
    }

    static List<String> command(List<String> options, Path jar) {
        List<String> command = new ArrayList<>(List.of(ProcessHandle.current().info().command().orElse("java")));
        command.addAll(options);
        command.addAll(List.of("-jar", jar.toString()));
        return command;
    }

    static void journey(Application application) throws Exception {
        Process journey = new ProcessBuilder("deploy/dev/journey", application.root).redirectErrorStream(true)
                .redirectOutput(Application.TARGET.resolve("training-journey.log").toFile()).start();
        if (journey.waitFor() != 0) {
            throw new IllegalStateException("the journey fails; see target/training-journey.log");
        }
    }

    /** Products; waits for the demo catalogue, which is loaded after the start. */
    static List<String> ids(Application application) throws Exception {
        for (int i = 0; i < 300; i++) {
            Matcher found = Pattern.compile("\"id\":\"([0-9a-f-]{36})\"").matcher(application.get("/products?limit=" + PRODUCTS).body());
            List<String> ids = found.results().map(id -> id.group(1)).toList();
            if (ids.size() >= PRODUCTS) {
                return ids;
            }
            Thread.sleep(100); // between two looks
        }
        throw new IllegalStateException("there is no catalogue");
    }
}

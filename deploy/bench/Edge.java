import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** nginx as deploy/nginx configures it, in front of other instances and on another port. */
class Edge implements AutoCloseable {

    private static final Path SHIPPED = Path.of("deploy/nginx");
    private static final Pattern SERVER = Pattern.compile("(?m)^ *server 127.*\n");
    private static final Pattern ASKED = Pattern.compile("\"method\":\"(\\w+)\",\"path\":\"([^\"]*)\".*\"upstream\":\"([^\"]*)\"");

    final String root;
    private final Process process;
    private final Path log;

    private Edge(String root, Process process, Path log) {
        this.root = root;
        this.process = process;
        this.log = log;
    }

    static Edge start(int port, List<Integer> instances) throws IOException, InterruptedException {
        Path folder = Files.createDirectories(Tools.FOLDER.resolve("nginx")).toAbsolutePath();
        try (Stream<Path> files = Files.list(SHIPPED)) {
            for (Path file : files.toList()) {
                Files.writeString(folder.resolve(file.getFileName()), adapted(file, port, instances, folder));
            }
        }
        Path log = folder.resolve("access.log");
        Process process = new ProcessBuilder(Tools.program("nginx", "apt-get install nginx-light"), "-p", folder.toString(), "-c",
                folder.resolve("nginx.conf").toString(), "-g", "daemon off; pid " + folder.resolve("nginx.pid") + ";")
                .redirectOutput(log.toFile()).redirectError(folder.resolve("error.log").toFile()).start();
        // Also if the benchmark fails.
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
        if (process.waitFor(1, TimeUnit.SECONDS)) {
            throw new IllegalStateException("nginx does not start: " + Files.readString(folder.resolve("error.log")));
        }
        return new Edge("http://127.0.0.1:" + port, process, log);
    }

    private static String adapted(Path file, int port, List<Integer> instances, Path folder) throws IOException {
        String text = Files.readString(file).replace("listen 80;", "listen 127.0.0.1:" + port + ";");
        if (!file.endsWith("upstream.conf")) {
            return text;
        }
        Matcher servers = SERVER.matcher(text);
        String line = servers.results().findFirst().orElseThrow().group();
        String ours = instances.stream().map(each -> line.replaceFirst("127[^ ]*", "127.0.0.1:" + each)).collect(Collectors.joining());
        text = SERVER.matcher(text.replace(line, ours)).replaceAll(server -> ours.contains(server.group()) ? server.group() : "");
        String temporary = Stream.of("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
                .map(each -> each + "_temp_path " + folder.resolve("temporary-" + each) + ";\n").collect(Collectors.joining());
        return temporary + text;
    }

    /** Retried requests, by kind. */
    Map<String, Integer> retries() throws IOException {
        Map<String, Integer> retries = new TreeMap<>();
        for (String line : Files.readAllLines(log)) {
            Matcher asked = ASKED.matcher(line);
            if (asked.find() && asked.group(3).contains(",")) {
                retries.merge(asked.group(1) + " " + asked.group(2).replaceAll("[0-9a-f-]{36}", "{id}"), 1, Integer::sum);
            }
        }
        return retries;
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        process.waitFor();
    }
}

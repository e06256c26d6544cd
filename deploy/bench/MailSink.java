import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The mail server for measurements of orders: Postfix's smtp-sink if it is installed, which is made for that, supports pipelining
 * like real mail servers, and costs a quarter of the development mail catcher; otherwise the catcher.
 */
record MailSink(int port, Optional<Process> process) implements AutoCloseable {

    private static final Path PROGRAM = Path.of("/usr/sbin/smtp-sink");
    private static final String BACKLOG = "1000";

    static MailSink open() throws IOException {
        if (!Files.isExecutable(PROGRAM)) {
            System.err.println("Mails go to the development mail catcher; smtp-sink (apt-get install postfix) would use less processor time");
            return new MailSink(Servers.port(25), Optional.empty());
        }
        int port = Application.freePort();
        List<String> command = new ArrayList<>(List.of(PROGRAM.toString()));
        if ("root".equals(System.getProperty("user.name"))) {
            command.addAll(List.of("-u", "nobody")); // it refuses to be root
        }
        command.addAll(List.of("127.0.0.1:" + port, BACKLOG));
        Process process = new ProcessBuilder(command).redirectErrorStream(true)
                .redirectOutput(Tools.FOLDER.resolve("smtp-sink.log").toFile()).start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly)); // however the benchmark ends
        return new MailSink(port, Optional.of(process));
    }

    @Override
    public void close() {
        process.ifPresent(Process::destroyForcibly);
    }
}

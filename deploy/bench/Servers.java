import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The backing servers, as deploy/dev/services runs them: addresses, kills, and contents. */
class Servers {

    private static final int PREFIX = Integer.parseInt(System.getenv().getOrDefault("TRADEPOST_DEV_PORTS", "21"));
    private static final String SERVICES = Path.of("deploy/dev/services").toString();
    private static final String MAILBOX = "http://127.0.0.1:" + port(80);
    private static final Pattern FIELD = Pattern.compile("\"(Message-ID|MessageID|subject|Subject)\":\"((?:[^\"\\\\]|\\\\.)*)\"");

    private Servers() {}

    /** A mail that was caught. */
    record Mail(String to, String subject, String messageId) {}

    /** The port with this ending, which is the same in every set of servers. */
    static int port(int ending) {
        return PREFIX * 1000 + ending;
    }

    /** The output of deploy/dev/services. */
    static String services(String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(SERVICES));
        command.addAll(List.of(words));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes());
        if (process.waitFor() != 0) {
            throw new IOException(String.join(" ", command) + " fails: " + said);
        }
        return said;
    }

    /** An empty one. */
    static void virtualHost(String name) throws IOException, InterruptedException {
        try {
            services("rabbitmqctl", "delete_vhost", name);
        } catch (IOException thereIsNone) {
            // As it should be.
        }
        services("rabbitmqctl", "add_vhost", name);
        services("rabbitmqctl", "set_permissions", "-p", name, "tradepost", ".*", ".*", ".*");
    }

    /** Messages in the queues, including those in progress. */
    static long messages(String virtualHost, boolean dead) throws IOException, InterruptedException {
        long messages = 0;
        for (String line : services("rabbitmqctl", "-q", "-p", virtualHost, "list_queues", "name", "messages").split("\n")) {
            String[] columns = line.trim().split("\\s+");
            if (columns.length == 2 && columns[1].matches("\\d+") && columns[0].endsWith(".dead-letter") == dead) {
                messages += Long.parseLong(columns[1]);
            }
        }
        return messages;
    }

    static void forgetMails() throws IOException, InterruptedException {
        if (isMailpit()) {
            ask("DELETE", "/api/v1/messages");
        } else {
            ask("POST", "/api/mail/purge");
        }
    }

    /** The mails for these recipients. */
    static List<Mail> mails(List<String> addresses) throws IOException, InterruptedException {
        boolean mailpit = isMailpit();
        List<Mail> mails = new ArrayList<>();
        for (String address : addresses) {
            // GreenMail has no user before the first mail, and then returns an object without these fields.
            String answer = ask("GET", mailpit
                    ? "/api/v1/search?limit=10000&query=to:%22" + address + "%22"
                    : "/api/user/" + address + "/messages");
            String id = "";
            Matcher fields = FIELD.matcher(answer);
            while (fields.find()) {
                if (fields.group(1).startsWith("Message")) {
                    id = fields.group(2).replaceAll("^<|>$", "");
                } else {
                    mails.add(new Mail(address, fields.group(2), id));
                }
            }
        }
        return mails;
    }

    private static boolean isMailpit() throws IOException, InterruptedException {
        return Application.HTTP.send(HttpRequest.newBuilder(URI.create(MAILBOX + "/api/v1/info")).build(),
                BodyHandlers.ofString()).statusCode() == 200;
    }

    private static String ask(String method, String path) throws IOException, InterruptedException {
        return Application.HTTP.send(HttpRequest.newBuilder(URI.create(MAILBOX + path))
                .method(method, HttpRequest.BodyPublishers.noBody()).build(), BodyHandlers.ofString()).body();
    }
}

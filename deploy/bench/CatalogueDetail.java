import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A cached product, complete and as "not modified", compared with the cheapest response of the same server, a 404. */
class CatalogueDetail {

    private static final String NOTHING = "function request() return wrk.format('GET', '/nothing') end";
    private static final String PRODUCTS = """
            local ids = {%s}
            local tags = {%s}
            local at = 0
            function request()
              at = at %% #ids + 1
              %s
            end""";

    private final Catalogue bench;

    CatalogueDetail(Catalogue bench) {
        this.bench = bench;
    }

    boolean run() throws Exception {
        Database database = bench.database("tradepost_bench");
        try (Application application = bench.cached(database, "catalogue-detail")) {
            bench.load(application, database, Catalogue.FEW);
            database.execute("vacuum (analyze)");
            measure(application);
        }
        bench.drop(database);
        return true;
    }

    private static void measure(Application application) throws Exception {
        Map<String, String> targets = targets(application);
        for (String requests : targets.values()) {
            Tools.wrk(application.root, Math.max(1, Catalogue.SECONDS / 2), requests);
        }
        Map<String, List<Tools.Load>> loads = new LinkedHashMap<>();
        for (int round = 1; round <= Catalogue.ROUNDS; round++) {
            System.err.printf("detail, round %d of %d …%n", round, Catalogue.ROUNDS);
            for (Map.Entry<String, String> target : targets.entrySet()) {
                Tools.Load load = Tools.wrk(application.root, Catalogue.SECONDS, target.getValue());
                if (!target.getValue().equals(NOTHING)) {
                    load.expectSuccess(target.getKey());
                }
                loads.computeIfAbsent(target.getKey(), key -> new ArrayList<>()).add(load);
            }
        }
        Table table = new Table("answer", "requests/s", "p50", "p99", "requests/s : nothing");
        double nothing = median(loads.values().iterator().next(), Tools.Load::perSecond);
        loads.forEach((name, rounds) -> table.row(name, Table.number(median(rounds, Tools.Load::perSecond)),
                Table.ms(median(rounds, Tools.Load::p50ms)), Table.ms(median(rounds, Tools.Load::p99ms)),
                Table.number(median(rounds, Tools.Load::perSecond) / nothing)));
        table.print("Detail: 100 cached products, medians of %d rounds".formatted(Catalogue.ROUNDS));
    }

    private static double median(List<Tools.Load> rounds, ToDoubleFunction<Tools.Load> value) {
        return Table.median(rounds.stream().map(value::applyAsDouble).toList());
    }

    /** Name to script; the reference first. */
    private static Map<String, String> targets(Application application) throws Exception {
        List<String> ids = new ArrayList<>();
        Matcher found = Pattern.compile("\"id\":\"([0-9a-f-]{36})\"").matcher(application.get("/products?limit=100").body());
        while (found.find()) {
            ids.add(found.group(1));
        }
        List<String> tags = new ArrayList<>();
        for (String id : ids) {
            HttpResponse<String> answer = application.get("/products/" + id);
            answer.headers().firstValue("ETag").ifPresent(tags::add);
        }
        Map<String, String> targets = new LinkedHashMap<>();
        targets.put("404, nothing there", NOTHING);
        targets.put("200, product", PRODUCTS.formatted(lua(ids), "", "return wrk.format('GET', '/api/v1/products/' .. ids[at])"));
        if (tags.size() == ids.size()
                && application.get("/products/" + ids.getFirst(), "If-None-Match", tags.getFirst()).statusCode() == 304) {
            targets.put("304, not modified", PRODUCTS.formatted(lua(ids), lua(tags),
                    "return wrk.format('GET', '/api/v1/products/' .. ids[at], {['If-None-Match'] = tags[at]})"));
        } else {
            System.err.println("If-None-Match is not answered with 304; not measured");
        }
        return targets;
    }

    private static String lua(List<String> texts) {
        return texts.stream().map(text -> "'" + text + "'").collect(Collectors.joining(","));
    }
}

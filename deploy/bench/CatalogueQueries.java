import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/** The queries of customers, built from the catalogue's categories, brands and the words of its product names. */
class CatalogueQueries {

    private static final int AT_ONCE = 2;
    /** The last page that may be requested. */
    private static final int PAGES = 500;
    private static final int STEPS = 50;
    private static final Pattern NO_LETTERS = Pattern.compile("[^\\p{L}]+");

    private final Application application;
    private final Map<String, Supplier<UnaryOperator<String>>> sql = new LinkedHashMap<>();
    private final List<List<String>> categoriesByDepth;
    private final List<String> brands;
    private final List<String> names;
    private final Words words;
    private final int pages;

    /** Words of product names, by the number of products that have them. */
    private record Words(List<String> frequent, List<String> middle, List<String> rare) {}

    /** The times of requests in milliseconds, sorted; or the reason why there are none. */
    record Times(double[] sorted, String failure) {
        static Times all(List<Times> some) {
            return new Times(some.stream().flatMapToDouble(times -> Arrays.stream(times.sorted)).sorted().toArray(), "");
        }

        double percentile(int percent) {
            return sorted[Math.min(sorted.length - 1, sorted.length * percent / 100)];
        }
    }

    CatalogueQueries(Application application, Database database) throws SQLException {
        this.application = application;
        pages = Math.clamp(Catalogue.FEW * 97L / 100 / 20, 1, PAGES); // the same of the large catalogue
        categoriesByDepth = new ArrayList<>();
        for (int depth = 1; depth <= GenerateCatalogue.DEPTH; depth++) {
            categoriesByDepth.add(database.texts("""
                    with recursive tree as (select id, slug, 1 as depth from catalog.categories where parent_id is null
                        union all select child.id, child.slug, depth + 1 from catalog.categories child join tree on parent_id = tree.id)
                    select slug from tree where depth =\s""" + depth + " order by slug"));
        }
        categoriesByDepth.removeIf(List::isEmpty);
        List<String> all = database.texts("select name from catalog.products where is_active order by id");
        words = words(all);
        Collections.shuffle(all, new Random(1));
        names = new ArrayList<>(all.subList(0, Math.min(all.size(), 10_000)));
        brands = database.texts("select brand from catalog.products where brand is not null order by md5(sku) limit 10000");
        define();
    }

    Set<String> names() {
        return sql.keySet();
    }

    private void define() {
        add("list", random -> "?page=" + page(random));
        add("list, by cursor, " + STEPS + " pages deep", () -> walk("/products?limit=20"));
        add("list, sort=popular", random -> "?sort=popular&page=" + page(random));
        add("list, sort=name", random -> "?sort=name&page=" + page(random));
        add("list, inStock", random -> "?inStock=true&page=" + (page(random) * 9 + 9) / 10);
        add("category of any depth", random -> "?category=" + category(random));
        add("category, price range, sort=price", random -> {
            int least = 5 + random.nextInt(100);
            return "?category=" + category(random) + "&minPrice=" + least + "&maxPrice=" + 4 * least + "&sort=price";
        });
        add("brand", random -> "?brand=" + encoded(any(brands, random)));
        add("facets", random -> "?facets=true&page=" + page(random));
        add("facets in a category", random -> "?facets=true&category=" + category(random));
        addSearch("frequent word", random -> any(words.frequent, random));
        addSearch("middling word", random -> any(words.middle, random));
        addSearch("rare word", random -> any(words.rare, random));
        addSearch("two words", this::twoWords);
        addSearch("word with a typing error", random -> mistyped(any(words.middle, random), random));
        addSearch("beginning of a word", random -> beginning(any(words.middle, random)));
    }

    private void add(String name, Function<Random, String> parameters) {
        // The same queries for both catalogues, as far as their contents allow.
        add(name, () -> {
            Random random = new Random(name.hashCode());
            return previous -> "/products" + parameters.apply(random);
        });
    }

    private void add(String name, Supplier<UnaryOperator<String>> walker) {
        sql.put(name, walker);
    }

    private void addSearch(String name, Function<Random, String> search) {
        add("search, " + name, random -> "?search=" + encoded(search.apply(random)));
    }

    /** Follows the cursors in the responses, and starts over after a number of steps or at the end. */
    private static UnaryOperator<String> walk(String first) {
        int[] steps = {0};
        return previous -> {
            String cursor = previous == null || steps[0] == STEPS ? "null" : cursor(previous, steps[0] > 1);
            if (cursor.equals("null")) {
                steps[0] = 1;
                return first;
            }
            steps[0]++;
            return first + "&cursor=" + encoded(cursor);
        };
    }

    private static String cursor(String body, boolean mayBeTheLast) {
        return mayBeTheLast && !body.contains("\"nextCursor\"") ? "null" : Application.member(body, "nextCursor");
    }

    /** Sends requests until there are enough responses or the time is over. */
    Times ask(String name, int requests, Duration longest) throws InterruptedException {
        long end = System.nanoTime() + longest.toNanos();
        try (ExecutorService workers = Executors.newFixedThreadPool(AT_ONCE)) {
            List<Future<List<Double>>> all = new ArrayList<>();
            for (int i = 0; i < AT_ONCE; i++) {
                UnaryOperator<String> next = sql.get(name).get();
                boolean second = i == 1;
                Callable<List<Double>> asking = () -> ask(next, requests / AT_ONCE, end, second);
                all.add(workers.submit(asking));
            }
            List<Double> times = new ArrayList<>();
            for (Future<List<Double>> some : all) {
                times.addAll(some.get());
            }
            return new Times(times.stream().mapToDouble(Double::doubleValue).sorted().toArray(), "");
        } catch (ExecutionException refused) {
            return new Times(new double[0], shortened(refused.getCause()));
        }
    }

    private static String shortened(Throwable cause) {
        String said = String.valueOf(cause.getMessage()).replaceAll("[|\\s]+", " ");
        return said.substring(0, Math.min(said.length(), 80));
    }

    private List<Double> ask(UnaryOperator<String> next, int requests, long end, boolean second) throws Exception {
        String body = null;
        if (second) {
            next.apply(null); // so that the two do not ask the same at the same time
        }
        List<Double> times = new ArrayList<>();
        while (times.size() < requests && (System.nanoTime() < end || times.isEmpty())) {
            String path = next.apply(body);
            long begin = System.nanoTime();
            HttpResponse<String> answer = application.get(path);
            times.add((System.nanoTime() - begin) / 1e6);
            body = answer.body();
            if (answer.statusCode() != 200) {
                throw new IllegalStateException("answers %d to %s".formatted(answer.statusCode(), path));
            }
        }
        return times;
    }

    private int page(Random random) {
        return 1 + random.nextInt(pages);
    }

    private String category(Random random) {
        return any(any(categoriesByDepth, random), random);
    }

    private String twoWords(Random random) {
        List<String> found = new ArrayList<>(new HashSet<>(wordsOf(any(names, random))));
        Collections.sort(found);
        Collections.shuffle(found, random);
        return String.join(" ", found.subList(0, Math.min(2, found.size())));
    }

    /** A letter omitted, doubled or swapped with the next one; not the first letter. */
    private static String mistyped(String word, Random random) {
        int at = 1 + random.nextInt(word.length() - 2);
        String before = word.substring(0, at);
        return switch (random.nextInt(3)) {
            case 0 -> before + word.substring(at + 1);
            case 1 -> before + word.charAt(at) + word.substring(at);
            default -> before + word.charAt(at + 1) + word.charAt(at) + word.substring(at + 2);
        };
    }

    private static String beginning(String word) {
        return word.substring(0, Math.max(3, word.length() * 2 / 3));
    }

    private static Words words(List<String> names) {
        Map<String, Integer> counts = new HashMap<>();
        for (String name : names) {
            new HashSet<>(wordsOf(name)).forEach(word -> counts.merge(word, 1, Integer::sum));
        }
        List<String> byCount = counts.keySet().stream().filter(word -> word.length() >= 5)
                .sorted((a, b) -> counts.get(a).equals(counts.get(b)) ? a.compareTo(b) : counts.get(b) - counts.get(a)).toList();
        int few = Math.max(1, names.size() / 100_000);
        return new Words(byCount.subList(0, Math.min(20, byCount.size())), some(byCount.stream().filter(word -> {
            int count = counts.get(word);
            return count * 500L > names.size() && count * 100L < names.size();
        }).toList(), byCount), some(byCount.stream().filter(word -> counts.get(word) <= few).toList(), byCount));
    }

    private static List<String> some(List<String> fitting, List<String> otherwise) {
        return fitting.isEmpty() ? otherwise : fitting;
    }

    private static List<String> wordsOf(String name) {
        return Arrays.stream(NO_LETTERS.split(name.toLowerCase())).filter(word -> word.length() >= 3).toList();
    }

    private static <T> T any(List<T> list, Random random) {
        return list.get(random.nextInt(list.size()));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}

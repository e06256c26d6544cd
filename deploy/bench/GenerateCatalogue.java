import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Generates a catalogue of any size, the same one for the same seed. Its distributions are those of real catalogues: few words, brands and categories
 * make up most of it, and the rest is a long tail. A row depends on the seed, its number and the number of categories and brands only.
 */
class GenerateCatalogue {

    static final int DEPTH = 6;
    /** Rows that a thread generates at a time. */
    private static final int BLOCK = 500;
    static final String PRODUCT_COLUMNS =
            "sku,name,description,price,category,brand,images,specifications,quantity,warehouseLocation,isActive";
    static final String CATEGORY_COLUMNS = "slug,name,parentSlug";
    private static final String USAGE = """
            Usage: generate-catalogue [--products N] [--categories M] [--seed S] [--format csv|ndjson] [--what products|categories]

            Writes products, or the categories they lie in, to standard output.
            """;

    record Category(String slug, String name, String parentSlug, int depth, Vocabulary.Theme theme) {}

    /** The distributions of one theme. */
    private record Words(String[] nouns, String[] adjectives, String[] descriptions) {}

    private final long seed;
    private final Vocabulary vocabulary;
    private final List<Category> categories;
    private final Category[] byFrequency;
    private final String[] brands;
    private final Map<Vocabulary.Theme, Words> words = new HashMap<>();
    private final Zipf categoryRanks;
    private final Zipf brandRanks;
    private final Zipf nounRanks = new Zipf(30, 0.7);
    private final Zipf adjectiveRanks = new Zipf(14, 0.6);
    private final Zipf descriptionRanks = new Zipf(Vocabulary.INVENTED, 1.1);
    private final Zipf seriesRanks = new Zipf(Vocabulary.INVENTED, 0.9);

    GenerateCatalogue(int products, int categoryCount, long seed) {
        this.seed = seed;
        vocabulary = new Vocabulary(seed);
        Vocabulary.THEMES.forEach(theme -> words.put(theme,
                new Words(theme.nouns(), theme.adjectives(), vocabulary.descriptions(theme))));
        categories = tree(categoryCount);
        byFrequency = shuffled(categories.stream().filter(category -> category.depth > 1 || categoryCount < DEPTH).toList());
        categoryRanks = new Zipf(byFrequency.length, 0.8);
        brands = brands(Math.clamp(products / 500, 50, 2000));
        brandRanks = new Zipf(brands.length, 0.9);
    }

    public static void main(String... arguments) throws IOException {
        try {
            write(options(arguments));
        } catch (IllegalArgumentException wrong) {
            System.err.println(wrong.getMessage());
            System.err.print(USAGE);
            System.exit(2);
        }
    }

    private static Map<String, String> options(String... arguments) {
        Map<String, String> options = new TreeMap<>(Map.of("--products", "10000", "--categories", "5000", "--seed", "1",
                "--format", "csv", "--what", "products"));
        for (int i = 0; i < arguments.length; i += 2) {
            if (!options.containsKey(arguments[i]) || i + 1 == arguments.length) {
                throw new IllegalArgumentException("what does " + arguments[i] + " mean?");
            }
            options.put(arguments[i], arguments[i + 1]);
        }
        return options;
    }

    private static void write(Map<String, String> options) throws IOException {
        Format format = Format.valueOf(options.get("--format").toUpperCase(Locale.ROOT));
        int products = Integer.parseInt(options.get("--products"));
        GenerateCatalogue generator = new GenerateCatalogue(products, Integer.parseInt(options.get("--categories")),
                Long.parseLong(options.get("--seed")));
        // Not System.out, which checks everything for line ends.
        try (OutputStream out = new FileOutputStream(FileDescriptor.out)) {
            if (options.get("--what").equals("categories")) {
                generator.writeCategories(out);
            } else {
                generator.writeProducts(products, format, out);
            }
        }
    }

    /** Parents before children. */
    List<Category> categories() {
        return categories;
    }

    void writeCategories(OutputStream out) throws IOException {
        StringBuilder text = new StringBuilder(CATEGORY_COLUMNS).append("\r\n");
        for (Category category : categories) {
            Format.cell(text, category.slug).append(',');
            Format.cell(text, category.name).append(',');
            Format.cell(text, category.parentSlug).append("\r\n");
        }
        out.write(text.toString().getBytes(StandardCharsets.UTF_8));
    }

    void writeProducts(int count, Format format, OutputStream out) throws IOException {
        if (format == Format.CSV) {
            out.write((PRODUCT_COLUMNS + "\r\n").getBytes(StandardCharsets.UTF_8));
        }
        int cores = Runtime.getRuntime().availableProcessors();
        try (ExecutorService workers = Executors.newFixedThreadPool(cores)) {
            ArrayDeque<Future<byte[]>> ahead = new ArrayDeque<>();
            for (int begin = 0; begin < count || !ahead.isEmpty(); begin += BLOCK) {
                if (begin < count) {
                    int first = begin;
                    ahead.add(workers.submit(() -> block(first, Math.min(count, first + BLOCK), format)));
                }
                if (begin >= count || ahead.size() > 2 * cores) {
                    out.write(ahead.poll().get());
                }
            }
        } catch (InterruptedException | ExecutionException broken) {
            throw new IllegalStateException(broken);
        }
    }

    private byte[] block(int begin, int end, Format format) {
        StringBuilder text = new StringBuilder(BLOCK * 1000);
        for (int i = begin; i < end; i++) {
            format.append(text, product(i));
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    record Image(String url, String alt) {}

    /** @param price with two decimals */
    record Product(String sku, String name, String description, String price, String category, String brand, List<Image> images,
            Map<String, String> specifications, int quantity, String warehouseLocation, boolean active) {}

    Product product(int number) {
        SplittableRandom random = new SplittableRandom(seed * 0x9E3779B97F4A7C15L + number);
        Category category = byFrequency[categoryRanks.next(random)];
        Vocabulary.Theme theme = category.theme;
        Words words = this.words.get(theme);
        String noun = words.nouns[nounRanks.next(random) % words.nouns.length];
        String adjective = words.adjectives[adjectiveRanks.next(random) % words.adjectives.length];
        String brand = random.nextInt(100) < 3 ? "" : brands[brandRanks.next(random)];
        String colour = Vocabulary.COLOURS[random.nextInt(Vocabulary.COLOURS.length)];
        // Not by String.format: a third of the time went there.
        String digits = Integer.toString(number, 36).toUpperCase(Locale.ROOT);
        String sku = theme.code() + "-" + "0".repeat(7 - digits.length()) + digits;
        String name = name(random, brand, adjective, noun, colour);
        return new Product(sku, name, description(random, words.descriptions), price(random), category.slug, brand,
                images(random, sku, name), specifications(random, colour), quantity(random), warehouse(random),
                random.nextInt(100) < 98);
    }

    private String name(SplittableRandom random, String brand, String adjective, String noun, String colour) {
        StringBuilder name = new StringBuilder(brand);
        if (!brand.isEmpty()) {
            name.append(' ');
        }
        name.append(Vocabulary.capitalised(vocabulary.invented.get(seriesRanks.next(random)))).append(' ').append(adjective).append(' ')
                .append(noun);
        switch (random.nextInt(10)) {
            case 0, 1, 2 -> name.append(", ").append(colour);
            case 3, 4 -> name.append(' ').append(10 * (1 + random.nextInt(90)));
            case 5 -> name.append(' ').append(5 + random.nextInt(50)).append("\" ").append(colour);
            default -> {} // no more than that
        }
        return name.toString();
    }

    private String description(SplittableRandom random, String[] words) {
        StringBuilder text = new StringBuilder(400);
        int sentence = 0;
        for (int left = random.nextInt(20, 61); left > 0; left--) {
            String word = words[descriptionRanks.next(random)];
            if (sentence == 0) {
                sentence = random.nextInt(6, 15);
                text.append(Character.toUpperCase(word.charAt(0))).append(word, 1, word.length());
            } else {
                text.append(word);
            }
            sentence--;
            if (sentence == 0 || left == 1) {
                text.append('.');
            } else if (random.nextInt(12) == 0) {
                text.append(',');
            }
            if (left > 1) {
                text.append(sentence == 0 && random.nextInt(12) == 0 ? '\n' : ' ');
            }
        }
        return text.toString();
    }

    /** From 1 to 10,000, with a median of about 35. */
    private static String price(SplittableRandom random) {
        int whole = (int) Math.clamp(35 * StrictMath.exp(1.2 * gaussian(random)), 1, 9_999);
        int ending = random.nextInt(100);
        return whole + (ending < 55 ? ".99" : ending < 80 ? ".49" : ".00");
    }

    private static int quantity(SplittableRandom random) {
        return random.nextInt(100) < 92 ? (int) Math.clamp(40 * StrictMath.exp(1.1 * gaussian(random)), 1, 100_000) : 0;
    }

    private static String warehouse(SplittableRandom random) {
        char hall = (char) ('A' + random.nextInt(6));
        return hall + "-" + random.nextInt(10, 35) + "-" + random.nextInt(10, 22);
    }

    private static List<Image> images(SplittableRandom random, String sku, String name) {
        int count = random.nextInt(5);
        List<Image> images = new ArrayList<>(count);
        String folder = "https://images.example.com/" + sku.toLowerCase(Locale.ROOT) + "/";
        for (int i = 1; i <= count; i++) {
            images.add(new Image(folder + i + ".webp",
                    i == 1 ? name : name + ", view " + i));
        }
        return images;
    }

    private static final String[] SPECIFICATIONS = {"weight", "width", "height", "material", "warranty", "power", "origin", "package"};
    private static final String[] MATERIALS = {"steel", "oak", "aluminium", "cotton", "glass", "recycled plastic", "ceramic", "leather"};
    private static final String[] ORIGINS = {"Portugal", "Poland", "Japan", "Vietnam", "Italy", "Denmark", "Türkiye", "Mexico"};

    private static Map<String, String> specifications(SplittableRandom random, String colour) {
        Map<String, String> specifications = new LinkedHashMap<>();
        specifications.put("colour", colour);
        int first = random.nextInt(SPECIFICATIONS.length);
        for (int i = random.nextInt(1, 6); i > 0; i--) {
            String name = SPECIFICATIONS[(first + i) % SPECIFICATIONS.length];
            specifications.put(name, switch (name) {
                case "weight" -> random.nextInt(50, 20_000) + " g";
                case "width", "height" -> random.nextInt(2, 200) + " cm";
                case "material" -> MATERIALS[random.nextInt(MATERIALS.length)];
                case "warranty" -> random.nextInt(1, 6) + " years";
                case "power" -> random.nextInt(5, 2_500) + " W";
                case "origin" -> ORIGINS[random.nextInt(ORIGINS.length)];
                default -> random.nextInt(1, 13) + " pieces";
            });
        }
        return specifications;
    }

    /** Six levels, each wider by a constant factor than the one above it; some branches end early. */
    private List<Category> tree(int count) {
        SplittableRandom random = new SplittableRandom(seed ^ 0xCA7E);
        List<Category> tree = new ArrayList<>(count);
        int[] widths = widths(count);
        int above = 0;
        for (int depth = 1; depth <= DEPTH; depth++) {
            int begin = tree.size();
            for (int i = 0; i < widths[depth - 1]; i++) {
                Category parent = depth == 1 ? null : tree.get(above + random.nextInt(begin - above));
                tree.add(category(random, tree.size(), parent, depth, i));
            }
            above = begin;
        }
        return tree;
    }

    private Category category(SplittableRandom random, int number, Category parent, int depth, int among) {
        if (parent == null) {
            Vocabulary.Theme theme = Vocabulary.THEMES.get(among % Vocabulary.THEMES.size());
            String name = among < Vocabulary.THEMES.size() ? theme.name() : theme.name() + " " + among;
            return new Category(slug(name), name, "", 1, theme);
        }
        String[] nouns = parent.theme.nouns();
        String[] adjectives = parent.theme.adjectives();
        String name = Vocabulary.capitalised(adjectives[random.nextInt(adjectives.length)]) + " "
                + nouns[random.nextInt(nouns.length)]
                + (depth > 2 ? " " + Vocabulary.COLOURS[random.nextInt(Vocabulary.COLOURS.length)] : "");
        return new Category(slug(name) + "-" + number, name, parent.slug, depth, parent.theme);
    }

    private static int[] widths(int count) {
        int roots = Math.clamp(count / 50, 1, Vocabulary.THEMES.size());
        double low = 1;
        double high = count;
        for (int i = 0; i < 60; i++) {
            double middle = (low + high) / 2;
            double sum = 0;
            for (int depth = 0; depth < DEPTH; depth++) {
                sum += roots * StrictMath.pow(middle, depth);
            }
            if (sum < count) {
                low = middle;
            } else {
                high = middle;
            }
        }
        int[] widths = new int[DEPTH];
        int left = count;
        for (int depth = 0; depth < DEPTH; depth++) {
            boolean last = depth == DEPTH - 1;
            widths[depth] = last ? left : Math.min(left, Math.max(1, (int) (roots * StrictMath.pow(low, depth))));
            left -= widths[depth];
        }
        return widths;
    }

    private Category[] shuffled(List<Category> list) {
        Category[] array = list.toArray(Category[]::new);
        SplittableRandom random = new SplittableRandom(seed ^ 0x5F);
        for (int i = array.length - 1; i > 0; i--) {
            int other = random.nextInt(i + 1);
            Category category = array[i];
            array[i] = array[other];
            array[other] = category;
        }
        return array;
    }

    private String[] brands(int count) {
        String[] kinds = {"", "", "", " & Sons", " Works", " Co.", " Lab", "line"};
        String[] brands = new String[count];
        for (int i = 0; i < count; i++) {
            // From the end of the list: not the words that names and descriptions use most.
            brands[i] = Vocabulary.capitalised(vocabulary.invented.get(Vocabulary.INVENTED - 1 - i)) + kinds[i % kinds.length];
        }
        return brands;
    }

    private static String slug(String name) {
        return name.toLowerCase(Locale.ROOT).replace("é", "e").replace("è", "e").replace("î", "i").replace("ñ", "n")
                .replaceAll("[^a-z0-9]+", "-");
    }

    /** Box and Muller's; by StrictMath, so that it is the same on every machine. */
    private static double gaussian(SplittableRandom random) {
        return StrictMath.sqrt(-2 * StrictMath.log(1 - random.nextDouble())) * StrictMath.cos(2 * StrictMath.PI * random.nextDouble());
    }

    enum Format {
        CSV {
            @Override
            void append(StringBuilder out, Product product) {
                out.append(product.sku).append(',');
                cell(out, product.name).append(',');
                cell(out, product.description).append(',');
                out.append(product.price).append(',').append(product.category).append(',');
                cell(out, product.brand).append(',');
                StringBuilder json = new StringBuilder(300);
                images(json, product.images);
                cell(out, json).append(',');
                json.setLength(0);
                specifications(json, product.specifications);
                cell(out, json).append(',');
                out.append(product.quantity).append(',').append(product.warehouseLocation).append(',').append(product.active)
                        .append("\r\n");
            }
        },
        NDJSON {
            @Override
            void append(StringBuilder out, Product product) {
                string(out.append("{\"sku\":"), product.sku);
                string(out.append(",\"name\":"), product.name);
                string(out.append(",\"description\":"), product.description);
                out.append(",\"price\":").append(product.price);
                string(out.append(",\"category\":"), product.category);
                if (!product.brand.isEmpty()) {
                    string(out.append(",\"brand\":"), product.brand);
                }
                images(out.append(",\"images\":"), product.images);
                specifications(out.append(",\"specifications\":"), product.specifications);
                out.append(",\"quantity\":").append(product.quantity);
                string(out.append(",\"warehouseLocation\":"), product.warehouseLocation);
                out.append(",\"isActive\":").append(product.active).append("}\n");
            }
        };

        abstract void append(StringBuilder out, Product product);

        /** RFC 4180: quoted if necessary, with quotes doubled. */
        static StringBuilder cell(StringBuilder out, CharSequence text) {
            boolean quoted = false;
            for (int i = 0; i < text.length() && !quoted; i++) {
                char c = text.charAt(i);
                quoted = c == ',' || c == '"' || c == '\n' || c == '\r';
            }
            if (!quoted) {
                return out.append(text);
            }
            out.append('"');
            for (int i = 0; i < text.length(); i++) {
                char c = text.charAt(i);
                if (c == '"') {
                    out.append('"');
                }
                out.append(c);
            }
            return out.append('"');
        }

        private static void images(StringBuilder out, List<Image> images) {
            out.append('[');
            for (int i = 0; i < images.size(); i++) {
                string(out.append(i == 0 ? "{\"url\":" : ",{\"url\":"), images.get(i).url);
                string(out.append(",\"alt\":"), images.get(i).alt).append('}');
            }
            out.append(']');
        }

        private static void specifications(StringBuilder out, Map<String, String> specifications) {
            char before = '{';
            for (Map.Entry<String, String> specification : specifications.entrySet()) {
                string(out.append(before), specification.getKey());
                string(out.append(':'), specification.getValue());
                before = ',';
            }
            out.append('}');
        }

        private static StringBuilder string(StringBuilder out, String text) {
            out.append('"');
            for (int i = 0; i < text.length(); i++) {
                char c = text.charAt(i);
                if (c == '"' || c == '\\') {
                    out.append('\\').append(c);
                } else if (c == '\n') {
                    out.append("\\n");
                } else {
                    out.append(c);
                }
            }
            return out.append('"');
        }
    }
}

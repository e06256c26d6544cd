package dev.tradepost.catalog.search;

import java.sql.Array;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

import dev.tradepost.platform.database.Sql;
import dev.tradepost.platform.database.Sql.Statement;

/** Guesses what was meant by words that no product has. */
@ApplicationScoped
class SpellingCorrector {

    /** Only what no product has is looked up; of what is similar the database says the most similar first. */
    private static final String SIMILAR = """
            select given.word, array(select candidate.word from catalog.similar_words(given.word, ?) as candidate)
              from unnest(?) as given (word)
             where not exists (select from catalog.search_words known
                                where known.word >= given.word and known.word < given.word || chr(65535))
               and not exists (select from catalog.products p
                                where p.is_active and p.document @@ to_tsquery('pg_catalog.english', given.word || ':*'))""";
    private static final int CANDIDATES = 30;
    /** How many letters may be wrong for each so many that there are. */
    private static final int LETTERS_PER_ERROR = 4;

    private final Sql sql;

    SpellingCorrector(Sql sql) {
        this.sql = sql;
    }

    /** The words as they were probably meant; empty when they are all known or like nothing. */
    Optional<SearchWords> of(SearchWords search) {
        if (search.words().isEmpty()) {
            return Optional.empty();
        }
        Map<String, String> meant = new HashMap<>();
        sql.query(new Statement(SIMILAR, List.of(CANDIDATES, Sql.texts(search.words())), true), row -> {
            String given = row.getString(1);
            Array similar = row.getArray(2);
            nearest(given, (String[]) similar.getArray()).ifPresent(word -> meant.put(given, word));
            return given;
        });
        if (meant.isEmpty()) {
            return Optional.empty();
        }
        List<String> words = new ArrayList<>(search.words());
        words.replaceAll(word -> meant.getOrDefault(word, word));
        return Optional.of(new SearchWords(String.join(" ", words), words));
    }

    /** The first of those to which the fewest letters are wrong, unless that is too many. */
    private static Optional<String> nearest(String given, String[] candidates) {
        String nearest = null;
        int fewest = 1 + Math.max(1, given.length() / LETTERS_PER_ERROR);
        for (String candidate : candidates) {
            int errors = EditDistance.between(given, candidate);
            if (errors < fewest) {
                fewest = errors;
                nearest = candidate;
            }
        }
        return Optional.ofNullable(nearest);
    }
}

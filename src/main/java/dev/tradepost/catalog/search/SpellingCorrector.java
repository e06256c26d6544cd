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

/** Replaces words that no product has by similar ones. */
@ApplicationScoped
class SpellingCorrector {

    /** Looks up only words that no product has. The most similar candidate comes first. */
    private static final String SIMILAR = """
            select given.word, array(select candidate.word from catalog.similar_words(given.word, ?) as candidate)
              from unnest(?) as given (word)
             where not exists (select from catalog.search_words known
                                where known.word >= given.word and known.word < given.word || chr(65535))
               and not exists (select from catalog.products p
                                where p.is_active and p.document @@ to_tsquery('pg_catalog.english', given.word || ':*'))""";
    private static final int CANDIDATES = 30;
    /** One letter in so many may be wrong. */
    private static final int LETTERS_PER_ERROR = 4;

    private final Sql sql;

    SpellingCorrector(Sql sql) {
        this.sql = sql;
    }

    /** The corrected words; empty if all words are known or resemble nothing. */
    Optional<SearchWords> correct(SearchWords search) {
        if (search.words().isEmpty()) {
            return Optional.empty();
        }
        Map<String, String> corrections = new HashMap<>();
        sql.query(new Statement(SIMILAR, List.of(CANDIDATES, Sql.texts(search.words())), true), row -> {
            String given = row.getString(1);
            Array similar = row.getArray(2);
            nearest(given, (String[]) similar.getArray()).ifPresent(word -> corrections.put(given, word));
            return given;
        });
        if (corrections.isEmpty()) {
            return Optional.empty();
        }
        List<String> words = new ArrayList<>(search.words());
        words.replaceAll(word -> corrections.getOrDefault(word, word));
        return Optional.of(new SearchWords(String.join(" ", words), words));
    }

    /** The first candidate with the fewest wrong letters, unless these are too many. */
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

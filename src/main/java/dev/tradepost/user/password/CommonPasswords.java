package dev.tradepost.user.password;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Recognises passwords that attackers try first: the 5,000 most frequent ones of at least four characters in the leaks that the zxcvbn
 * project has ranked. Also recognises them with capitals, with a few signs around them, and with signs in place of letters.
 */
final class CommonPasswords {

    private static final String LIST = "/common-passwords.txt";
    /** With more signs around it, a word counts as another password. */
    private static final int MAX_SIGNS = 4;
    private static final Pattern SIGNS_AROUND = Pattern
            .compile("^[^\\p{L}]{0," + MAX_SIGNS + "}|[^\\p{L}]{0," + MAX_SIGNS + "}$");
    private static final Pattern PUNCTUATION_AROUND = Pattern.compile("^[^\\p{L}\\d]+|[^\\p{L}\\d]+$");

    private static final Set<String> COMMON = read();

    private CommonPasswords() {}

    static boolean contains(String password) {
        String plain = password.toLowerCase(Locale.ROOT);
        return Stream.of(plain, letters(plain)).flatMap(word -> Stream.of(word,
                PUNCTUATION_AROUND.matcher(word).replaceAll(""), SIGNS_AROUND.matcher(word).replaceAll(""),
                letters(SIGNS_AROUND.matcher(plain).replaceAll("")))).anyMatch(COMMON::contains);
    }

    /** Replaces signs by letters, as in {@code p@$$w0rd}. */
    private static String letters(String word) {
        return word.replace('@', 'a').replace('4', 'a').replace('3', 'e').replace('1', 'i').replace('!', 'i')
                .replace('0', 'o').replace('$', 's').replace('5', 's').replace('7', 't');
    }

    private static Set<String> read() {
        try (InputStream file = CommonPasswords.class.getResourceAsStream(LIST)) {
            if (file == null) {
                throw new IllegalStateException(LIST + " is missing");
            }
            return new BufferedReader(new InputStreamReader(file, StandardCharsets.UTF_8)).lines()
                    .collect(Collectors.toUnmodifiableSet());
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}

package dev.tradepost.testsupport;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

import jakarta.ws.rs.core.MultivaluedHashMap;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.UriInfo;

import dev.tradepost.kernel.FieldError;
import dev.tradepost.kernel.Problem;
import dev.tradepost.platform.http.QueryParameters;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Tuple;

/** Query strings, good and bad, and what is read of them. */
public final class QueryStrings {

    private QueryStrings() {}

    /** Texts of all kinds, and more of those that are nearly what some parameter wants. */
    public static Arbitrary<String> values() {
        return Arbitraries.frequencyOf(Tuple.of(2, Arbitraries.strings().ofMaxLength(300)),
                Tuple.of(4,
                        Arbitraries.strings().withChars("0123456789.-+eEZT:|% \t\u0000\u0661\ud83d\ude00")
                                .ofMaxLength(25)),
                Tuple.of(3, Arbitraries.integers().map(Object::toString)),
                Tuple.of(3, nearly("2026-11-22T12:00:00.5+01:00")),
                Tuple.of(3, nearly("2026-02-29")),
                Tuple.of(3, nearly(UUID.randomUUID().toString())),
                Tuple.of(2, nearly("9999999999.99")),
                Tuple.of(4, Arbitraries.of("", "true", "false", "TRUE", "newest", "-price", "relevance",
                        "PENDING", "cancelled", "1", "100", "10000", "10001", "\u0130", "1e400")));
    }

    /** With one of its characters changed. */
    private static Arbitrary<String> nearly(String text) {
        Arbitrary<Character> changed = Arbitraries.of('0', '1', '9', '-', ':', 'f', 'Z', '\u0663', '\u0000');
        return Arbitraries.integers().between(0, text.length() - 1).flatMap(at -> changed
                .map(character -> text.substring(0, at) + character + text.substring(at + 1)));
    }

    public static QueryParameters parameters(Map<String, List<String>> values) {
        MultivaluedMap<String, String> given = new MultivaluedHashMap<>();
        given.putAll(values);
        return new QueryParameters((UriInfo) Proxy.newProxyInstance(UriInfo.class.getClassLoader(),
                new Class<?>[]{UriInfo.class}, (_, method, _) -> {
                    assertThat(method.getName()).isEqualTo("getQueryParameters");
                    return given;
                }));
    }

    /** What is read of such a query; empty where it is refused, naming none but those parameters. */
    public static <T> Optional<T> read(Map<String, List<String>> values, Function<QueryParameters, T> reading) {
        try {
            QueryParameters query = parameters(values);
            T result = reading.apply(query);
            query.check();
            return Optional.ofNullable(result);
        } catch (Problem.Invalid refused) {
            assertThat(refused.status()).isEqualTo(400);
            assertThat(refused.errors()).isNotEmpty().extracting(FieldError::pointer)
                    .isSubsetOf(values.keySet().stream().map(name -> "/" + name).toList());
            return Optional.empty();
        }
    }
}

package dev.tradepost.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ProblemTest {

    private static final FieldError UNKNOWN = new FieldError("/role", "unknown_field", "is not a field");
    private static final FieldError MIN = new FieldError("/quantity", "min", "must be at least 1");

    record Known(Problem problem, int status, String code, String detail) {}

    static List<Known> problems() {
        return List.of(
                new Known(Problem.Invalid.malformedJson("No JSON"), 400, "malformed_json", "No JSON"),
                new Known(Problem.Invalid.field("/a", "min", "m"), 400, "validation_failed", "1 field is invalid"),
                new Known(Problem.Unauthenticated.invalidCredentials(), 401, "invalid_credentials",
                        "E-mail or password is wrong"),
                new Known(Problem.Forbidden.accessDenied(), 403, "access_denied", "Access denied"),
                new Known(new Problem.NotFound("Order"), 404, "not_found", "Order not found"),
                new Known(new Problem.Conflict("sku_taken", "Taken"), 409, "sku_taken", "Taken"),
                new Known(new Problem.Stale("version_mismatch", "Stale"), 412, "version_mismatch", "Stale"),
                new Known(new Problem.TooLarge("content_too_large", "Less"), 413, "content_too_large", "Less"),
                new Known(new Problem.Unprocessable("idempotency_key_reused", "Reused"), 422,
                        "idempotency_key_reused", "Reused"),
                new Known(new Problem.Repeated(404, "not_found", "Again", List.of()), 404, "not_found", "Again"),
                new Known(new Problem.TooMany("rate_limited", "Slow down", 7), 429, "rate_limited", "Slow down"),
                new Known(new Problem.Unavailable("Later", 9), 503, "unavailable", "Later"));
    }

    @ParameterizedTest
    @MethodSource("problems")
    void each_problem_has_a_status_a_name_and_words(Known known) {
        assertThat(known.problem().status()).isEqualTo(known.status());
        assertThat(known.problem().code()).isEqualTo(known.code());
        assertThat(known.problem().detail()).isEqualTo(known.detail());
        assertThat(known.problem().getStackTrace()).isEmpty();
    }

    @Test
    void fields_that_do_not_exist_have_a_name_of_their_own_unless_others_are_broken_too() {
        assertThat(Problem.Invalid.of(List.of(UNKNOWN)).code()).isEqualTo("unknown_field");
        assertThat(Problem.Invalid.of(List.of(UNKNOWN, MIN)).code()).isEqualTo("validation_failed");
        assertThat(Problem.Invalid.of(List.of(UNKNOWN, MIN)).detail()).isEqualTo("2 fields are invalid");
    }

    @Test
    void every_broken_field_is_named_as_it_was_found() {
        List<FieldError> found = new ArrayList<>(List.of(UNKNOWN, MIN));
        Problem problem = new Problem.Conflict("insufficient_stock", "Too little", found);
        found.clear();
        assertThat(problem.errors()).containsExactly(UNKNOWN, MIN);
        assertThat(Problem.Invalid.field("/quantity", "min", "must be at least 1").errors()).containsExactly(MIN);
        assertThat(new Problem.Repeated(400, "validation_failed", "Again", List.of(MIN)).errors()).containsExactly(MIN);
        assertThat(new Problem.NotFound("Order").errors()).isEmpty();
    }

    @Test
    void whoever_is_to_come_again_is_told_when() {
        assertThat(new Problem.TooMany("rate_limited", "Slow down", 7).retryAfterSeconds()).isEqualTo(7);
        assertThat(new Problem.Unavailable("Later", 9).retryAfterSeconds()).isEqualTo(9);
    }
}

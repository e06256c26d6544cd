package dev.tradepost.kernel;

import java.util.List;

/**
 * Something a client can be told and can act on. Thrown by any module, answered in one place (RFC 9457). Rolls back the
 * transaction it leaves. Carries no stack trace: it is an answer, not a fault.
 */
public abstract sealed class Problem extends RuntimeException {

    private final transient int status;
    private final String code;
    private final transient List<FieldError> errors;

    private Problem(int status, String code, String detail, List<FieldError> errors) {
        super(detail, null, false, false);
        this.status = status;
        this.code = code;
        this.errors = List.copyOf(errors);
    }

    /** HTTP status that says it best. */
    public int status() {
        return status;
    }

    /** Stable name for programs, in snake_case. */
    public String code() {
        return code;
    }

    /** In words, for people; never holds a secret or an internal name. */
    public String detail() {
        return String.valueOf(getMessage());
    }

    /** Every broken field; empty when the problem is not one of fields. */
    public List<FieldError> errors() {
        return errors;
    }

    /** 400: the request breaks a rule, whatever the state of the shop. */
    public static final class Invalid extends Problem {
        public Invalid(String code, String detail, List<FieldError> errors) {
            super(400, code, detail, errors);
        }

        /** Names every broken field; all of the same kind {@code unknown_field} gives that code, else {@code validation_failed}. */
        public static Invalid of(List<FieldError> errors) {
            boolean onlyUnknown = errors.stream().allMatch(error -> error.code().equals("unknown_field"));
            return new Invalid(onlyUnknown ? "unknown_field" : "validation_failed",
                    errors.size() == 1 ? "1 field is invalid" : errors.size() + " fields are invalid", errors);
        }

        public static Invalid field(String pointer, String code, String message) {
            return of(List.of(new FieldError(pointer, code, message)));
        }

        public static Invalid malformedJson(String detail) {
            return new Invalid("malformed_json", detail, List.of());
        }
    }

    /** 401: who is calling is not known. */
    public static final class Unauthenticated extends Problem {
        public Unauthenticated(String code, String detail) {
            super(401, code, detail, List.of());
        }

        public static Unauthenticated invalidCredentials() {
            return new Unauthenticated("invalid_credentials", "E-mail or password is wrong");
        }
    }

    /** 403: the caller is known, and may not. */
    public static final class Forbidden extends Problem {
        public Forbidden(String code, String detail) {
            super(403, code, detail, List.of());
        }

        public static Forbidden accessDenied() {
            return new Forbidden("access_denied", "Access denied");
        }
    }

    /** 404. */
    public static final class NotFound extends Problem {
        public NotFound(String what) {
            super(404, "not_found", what + " not found", List.of());
        }
    }

    /** 409: the request is fine, the state of the shop is against it. */
    public static final class Conflict extends Problem {
        public Conflict(String code, String detail) {
            this(code, detail, List.of());
        }

        public Conflict(String code, String detail, List<FieldError> errors) {
            super(409, code, detail, errors);
        }
    }

    /** 412: what the client has seen is not what is there any more. */
    public static final class Stale extends Problem {
        public Stale(String code, String detail) {
            super(412, code, detail, List.of());
        }
    }

    /** 413: more than is accepted, whatever is in it. */
    public static final class TooLarge extends Problem {
        public TooLarge(String code, String detail) {
            super(413, code, detail, List.of());
        }
    }

    /** 422: the request is fine by itself, and not what was announced. */
    public static final class Unprocessable extends Problem {
        public Unprocessable(String code, String detail) {
            super(422, code, detail, List.of());
        }
    }

    /** What was answered to the same request before. */
    public static final class Repeated extends Problem {
        public Repeated(int status, String code, String detail, List<FieldError> errors) {
            super(status, code, detail, errors);
        }
    }

    /** 429: too much of the same; try again after {@link #retryAfterSeconds()}. */
    public static final class TooMany extends Problem {
        private final long retryAfterSeconds;

        public TooMany(String code, String detail, long retryAfterSeconds) {
            super(429, code, detail, List.of());
            this.retryAfterSeconds = retryAfterSeconds;
        }

        public long retryAfterSeconds() {
            return retryAfterSeconds;
        }
    }

    /** 503: a part we need is away or busy; try again after {@link #retryAfterSeconds()}. */
    public static final class Unavailable extends Problem {
        private final long retryAfterSeconds;

        public Unavailable(String detail, long retryAfterSeconds) {
            super(503, "unavailable", detail, List.of());
            this.retryAfterSeconds = retryAfterSeconds;
        }

        public long retryAfterSeconds() {
            return retryAfterSeconds;
        }
    }
}

package dev.tradepost.platform.json;

import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.Path;
import jakarta.validation.Validator;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Positive;

import dev.tradepost.kernel.FieldError;

/** The rules of {@link StrictBody} for values that do not come in one JSON body, such as rows of a file. */
@ApplicationScoped
public class StrictValues {

    /** The messages for {@link #isLine} and {@link #areParagraphs}. */
    public static final String TEXT_RULE = PlainText.RULE;

    private static final Map<Class<?>, String> CODES = Map.of(NotNull.class, "required", NotBlank.class, "required",
            NotEmpty.class, "required", DecimalMin.class, "min", DecimalMax.class, "max", Positive.class, "min");

    private final Validator validator;

    StrictValues(Validator validator) {
        this.validator = validator;
    }

    /** A read operation on the application's {@code ObjectMapper}. */
    @FunctionalInterface
    public interface Reading {
        void run() throws IOException;
    }

    /** Reads JSON and returns the values of the wrong type. Malformed JSON is an exception. */
    public static List<FieldError> misfits(Reading reading) throws IOException {
        JsonErrors errors = new JsonErrors();
        errors.collect(() -> {
            reading.run();
            return errors;
        });
        return errors.all();
    }

    /** The constraints that the value breaks, in order. */
    public List<FieldError> broken(Object value) {
        return validator.validate(value).stream()
                .map(violation -> new FieldError(pointer(violation.getPropertyPath()), code(violation),
                        violation.getMessage()))
                .sorted(Comparator.comparing(FieldError::pointer).thenComparing(FieldError::code)) // a set has no order
                .toList();
    }

    /** True if the text is a single line. */
    public static boolean isLine(String text) {
        return PlainText.isLine(text);
    }

    /** True if the text may be used where line breaks and tabs are allowed. */
    public static boolean areParagraphs(String text) {
        return PlainText.isParagraphs(text);
    }

    /** A name that the client has chosen, shortened. */
    public static String shown(String name) {
        return JsonPointers.escape(name);
    }

    private static String code(ConstraintViolation<?> violation) {
        Class<?> rule = violation.getConstraintDescriptor().getAnnotation().annotationType();
        return CODES.getOrDefault(rule, snakeCase(rule.getSimpleName()));
    }

    private static String snakeCase(String name) {
        return name.replaceAll("(?<=[a-z])(?=[A-Z])", "_").toLowerCase(Locale.ROOT);
    }

    private static String pointer(Path path) {
        StringBuilder pointer = new StringBuilder();
        for (Path.Node node : path) {
            if (node.getIndex() != null) {
                pointer.append('/').append(node.getIndex());
            }
            if (node.getKey() != null) {
                pointer.append('/').append(JsonPointers.escape(node.getKey().toString()));
            }
            if (node.getName() != null && !node.getName().startsWith("<")) {
                pointer.append('/').append(node.getName());
            }
        }
        return pointer.toString();
    }
}

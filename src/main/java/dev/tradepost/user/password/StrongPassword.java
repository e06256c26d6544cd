package dev.tradepost.user.password;

import static java.lang.annotation.ElementType.FIELD;
import static java.lang.annotation.ElementType.METHOD;
import static java.lang.annotation.ElementType.PARAMETER;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

import jakarta.validation.Constraint;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.Payload;

import org.jspecify.annotations.Nullable;

/**
 * From 8 characters to 72 bytes (bcrypt reads no more), with an upper case letter, a lower case letter, a digit and one of
 * {@code !@#$%^&*}, and not a common password.
 */
@Target({FIELD, PARAMETER, METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Constraint(validatedBy = StrongPassword.PasswordValidator.class)
public @interface StrongPassword {

    String message() default "is too weak";

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};

    class PasswordValidator implements ConstraintValidator<StrongPassword, String> {

        private static final int MIN_CHARACTERS = 8;
        private static final Map<String, Pattern> REQUIRED = new LinkedHashMap<>();

        static {
            REQUIRED.put("an upper case letter", Pattern.compile("[A-Z]"));
            REQUIRED.put("a lower case letter", Pattern.compile("[a-z]"));
            REQUIRED.put("a digit", Pattern.compile("\\d"));
            REQUIRED.put("one of !@#$%^&*", Pattern.compile("[!@#$%^&*]"));
        }

        @Override
        public boolean isValid(@Nullable String password, ConstraintValidatorContext context) {
            String violation = password == null ? null : violation(password);
            if (violation == null) {
                return true;
            }
            context.disableDefaultConstraintViolation();
            context.buildConstraintViolationWithTemplate(violation).addConstraintViolation();
            return false;
        }

        private static @Nullable String violation(String password) {
            if (password.length() < MIN_CHARACTERS) {
                return "must have at least " + MIN_CHARACTERS + " characters";
            }
            if (password.length() > Passwords.MAX_BYTES
                    || password.getBytes(StandardCharsets.UTF_8).length > Passwords.MAX_BYTES) {
                return "must have at most " + Passwords.MAX_BYTES + " bytes";
            }
            List<String> missing = REQUIRED.entrySet().stream()
                    .filter(rule -> !rule.getValue().matcher(password).find()).map(Map.Entry::getKey).toList();
            if (!missing.isEmpty()) {
                return "must have " + String.join(", ", missing);
            }
            return CommonPasswords.contains(password) ? "is a common password; choose another one" : null;
        }
    }
}

package dev.tradepost.user.account;

import static java.lang.annotation.ElementType.FIELD;
import static java.lang.annotation.ElementType.METHOD;
import static java.lang.annotation.ElementType.PARAMETER;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

import jakarta.validation.Constraint;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.Payload;

import org.jspecify.annotations.Nullable;

/**
 * 8 characters to 72 bytes (bcrypt reads no more), with upper case, lower case, a digit and one of {@code !@#$%^&*}, and
 * not one that everybody has.
 */
@Target({FIELD, PARAMETER, METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Constraint(validatedBy = StrongPassword.PasswordValidator.class)
@interface StrongPassword {

    String message() default "is too weak";

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};

    class PasswordValidator implements ConstraintValidator<StrongPassword, String> {

        private static final int SHORTEST = 8;

        private record Rule(Pattern pattern, String lacking) {}

        private static final List<Rule> RULES = List.of(
                new Rule(Pattern.compile("[A-Z]"), "an upper case letter"),
                new Rule(Pattern.compile("[a-z]"), "a lower case letter"), new Rule(Pattern.compile("\\d"), "a digit"),
                new Rule(Pattern.compile("[!@#$%^&*]"), "one of !@#$%^&*"));

        @Override
        public boolean isValid(@Nullable String password, ConstraintValidatorContext context) {
            String broken = password == null ? null : broken(password);
            if (broken == null) {
                return true;
            }
            context.disableDefaultConstraintViolation();
            context.buildConstraintViolationWithTemplate(broken).addConstraintViolation();
            return false;
        }

        private static @Nullable String broken(String password) {
            if (password.length() < SHORTEST) {
                return "must have at least " + SHORTEST + " characters";
            }
            if (password.length() > Passwords.LONGEST_BYTES
                    || password.getBytes(StandardCharsets.UTF_8).length > Passwords.LONGEST_BYTES) {
                return "must have at most " + Passwords.LONGEST_BYTES + " bytes";
            }
            List<String> lacking = new ArrayList<>();
            for (Rule rule : RULES) {
                if (!rule.pattern().matcher(password).find()) {
                    lacking.add(rule.lacking());
                }
            }
            if (!lacking.isEmpty()) {
                return "must have " + String.join(", ", lacking);
            }
            return CommonPasswords.has(password)
                    ? "is one of the passwords that are tried first; choose another"
                    : null;
        }
    }
}

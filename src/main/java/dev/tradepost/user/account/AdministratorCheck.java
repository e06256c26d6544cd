package dev.tradepost.user.account;

import java.util.Locale;
import java.util.stream.Collectors;

import jakarta.inject.Singleton;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.Validator;
import jakarta.validation.constraints.Email;

import dev.tradepost.platform.startup.StartCheck;

/** Stops the start when {@code ADMIN_EMAIL} and {@code ADMIN_PASSWORD} could not open an account. */
@Singleton
class AdministratorCheck implements StartCheck {

    private final AccountConfig config;
    private final Validator validator;

    AdministratorCheck(AccountConfig config, Validator validator) {
        this.config = config;
        this.validator = validator;
    }

    private record Credentials(@Email String email, @StrongPassword String password) {}

    @Override
    public void check() {
        String email = config.adminEmail().orElse("");
        String password = config.adminPassword().orElse("");
        if (email.isBlank() != password.isBlank()) {
            throw new IllegalStateException("ADMIN_EMAIL and ADMIN_PASSWORD are set together or not at all");
        }
        if (!email.isBlank()) {
            String broken = validator.validate(new Credentials(email, password)).stream()
                    .map(AdministratorCheck::named).sorted().collect(Collectors.joining(", "));
            if (!broken.isEmpty()) {
                throw new IllegalStateException(broken);
            }
        }
    }

    private static String named(ConstraintViolation<Credentials> violation) {
        return "ADMIN_%s %s".formatted(violation.getPropertyPath().toString().toUpperCase(Locale.ROOT),
                violation.getMessage());
    }
}

package dev.tradepost.user.account;

import java.util.Locale;
import java.util.stream.Collectors;

import jakarta.inject.Singleton;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.Validator;
import jakarta.validation.constraints.Email;

import io.quarkus.runtime.LaunchMode;

import dev.tradepost.platform.startup.StartCheck;
import dev.tradepost.user.password.StrongPassword;

/** Stops the start if {@code ADMIN_EMAIL} and {@code ADMIN_PASSWORD} are not valid for an account. */
@Singleton
class AdministratorCheck implements StartCheck {

    /** The development password, which is in the sources. */
    private static final String PUBLISHED = "Admin-Passw0rd!";

    private final AccountConfig config;
    private final Validator validator;
    private final LaunchMode mode;

    AdministratorCheck(AccountConfig config, Validator validator, LaunchMode mode) {
        this.config = config;
        this.validator = validator;
        this.mode = mode;
    }

    private record Credentials(@Email String email, @StrongPassword String password) {}

    @Override
    public void check() {
        String email = config.adminEmail().orElse("");
        String password = config.adminPassword().orElse("");
        if (email.isBlank() != password.isBlank()) {
            throw new IllegalStateException("Set both ADMIN_EMAIL and ADMIN_PASSWORD, or neither");
        }
        if (mode == LaunchMode.NORMAL && password.equals(PUBLISHED)) {
            throw new IllegalStateException(
                    "ADMIN_PASSWORD is a published password from the sources; set your own");
        }
        String violations = email.isBlank() ? "" : violations(email, password);
        if (!violations.isEmpty()) {
            throw new IllegalStateException(violations);
        }
    }

    private String violations(String email, String password) {
        return validator.validate(new Credentials(email, password)).stream().map(AdministratorCheck::message).sorted()
                .collect(Collectors.joining(", "));
    }

    private static String message(ConstraintViolation<Credentials> violation) {
        return "ADMIN_%s %s".formatted(violation.getPropertyPath().toString().toUpperCase(Locale.ROOT),
                violation.getMessage());
    }
}

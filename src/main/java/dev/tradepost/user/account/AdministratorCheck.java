package dev.tradepost.user.account;

import java.util.Locale;
import java.util.stream.Collectors;

import jakarta.inject.Singleton;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.Validator;
import jakarta.validation.constraints.Email;

import io.quarkus.runtime.LaunchMode;

import dev.tradepost.platform.startup.StartCheck;

/** Stops the start when {@code ADMIN_EMAIL} and {@code ADMIN_PASSWORD} could not open an account. */
@Singleton
class AdministratorCheck implements StartCheck {

    /** Stands in the sources for development. */
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
            throw new IllegalStateException("ADMIN_EMAIL and ADMIN_PASSWORD are set together or not at all");
        }
        if (mode == LaunchMode.NORMAL && password.equals(PUBLISHED)) {
            throw new IllegalStateException(
                    "ADMIN_PASSWORD is a password that everybody can read in the sources; set your own");
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

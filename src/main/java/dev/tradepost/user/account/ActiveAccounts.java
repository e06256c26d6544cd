package dev.tradepost.user.account;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import dev.tradepost.platform.database.Queries;
import dev.tradepost.platform.security.AccountDirectory;

@ApplicationScoped
class ActiveAccounts implements AccountDirectory {

    private final Queries queries;

    ActiveAccounts(Queries queries) {
        this.queries = queries;
    }

    @Override
    public Optional<String> roleOf(UUID userId) {
        return queries.all(
                new Queries.Statement("select role from users.users where id = ? and is_active and erased_at is null",
                        List.of(userId), false),
                row -> row.getString(1)).stream().findFirst();
    }
}

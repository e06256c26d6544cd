package dev.tradepost.user.account;

import java.util.Optional;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import dev.tradepost.platform.database.Sql;
import dev.tradepost.platform.security.AccountDirectory;

@ApplicationScoped
class ActiveAccounts implements AccountDirectory {

    private final Sql sql;

    ActiveAccounts(Sql sql) {
        this.sql = sql;
    }

    @Override
    public Optional<String> roleOf(UUID userId) {
        return sql.query("select role from users.users where id = ? and is_active and erased_at is null",
                row -> row.getString(1), userId).stream().findFirst();
    }
}

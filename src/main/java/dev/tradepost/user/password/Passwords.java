package dev.tradepost.user.password;

import java.nio.charset.StandardCharsets;

import jakarta.enterprise.context.ApplicationScoped;

import io.quarkus.elytron.security.common.BcryptUtil;

/** The door to this feature: hashes and compares passwords with bcrypt. */
@ApplicationScoped
public class Passwords {

    /** bcrypt ignores further bytes. */
    static final int MAX_BYTES = 72;

    private final BcryptPool pool;
    private final int cost;
    /** Compared with when there is no account, so that the response takes as long. */
    private final String hashOfNobody;

    Passwords(BcryptPool pool, PasswordConfig config) {
        this.pool = pool;
        cost = config.bcryptCost();
        hashOfNobody = hashAtStart("nobody has this password");
    }

    /** @throws Problem.Unavailable if too many passwords are being hashed */
    public String hash(String password) {
        return pool.run(() -> BcryptUtil.bcryptHash(password, cost));
    }

    /** {@link #hash} for start-up code, which cannot retry: never refuses. */
    public String hashAtStart(String password) {
        return pool.runHere(() -> BcryptUtil.bcryptHash(password, cost));
    }

    /**
     * Compares a password with a hash. A password that bcrypt would cut off never matches.
     *
     * @throws Problem.Unavailable if too many passwords are being hashed
     */
    public boolean matches(String password, String hash) {
        boolean whole = password.getBytes(StandardCharsets.UTF_8).length <= MAX_BYTES;
        return pool.run(() -> BcryptUtil.matches(password, hash)) && whole;
    }

    /** Takes as long as {@link #matches}. */
    public void matchNobody(String password) {
        matches(password, hashOfNobody);
    }

    /** True if the hash has a lower cost than is configured. Modular crypt format: {@code $2a$12$…}. */
    public boolean isOutdated(String hash) {
        return Integer.parseInt(hash.split("\\$", -1)[2]) < cost;
    }
}

package dev.tradepost.platform.database;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;

import io.quarkus.narayana.jta.QuarkusTransaction;

/** Deletes what is old in small transactions: one that is too large for its time limit would never get anywhere. */
@ApplicationScoped
public class RetentionJob {

    private static final int BATCH = 5_000;

    private final EntityManager entities;

    RetentionJob(EntityManager entities) {
        this.entities = entities;
    }

    /**
     * @param delete SQL that deletes at most {@code ?2} rows, those that {@code ?1} says are old
     * @return how many rows went
     */
    public long prune(String delete, Object old) {
        long all = 0;
        int some;
        do {
            some = QuarkusTransaction.requiringNew().call(() -> entities.createNativeQuery(delete)
                    .setParameter(1, old).setParameter(2, BATCH).executeUpdate());
            all += some;
        } while (some == BATCH);
        return all;
    }
}

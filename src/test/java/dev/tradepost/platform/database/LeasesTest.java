package dev.tradepost.platform.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.UUID;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;

import dev.tradepost.testsupport.Database;

@QuarkusTest
class LeasesTest {

    @Inject
    Leases leases;

    private final String name = "test " + UUID.randomUUID();
    private int runs;

    @Test
    void while_one_does_the_work_no_other_does() {
        assertThat(leases.runExclusively(name, () -> {
            runs++;
            assertThat(leases.runExclusively(name, () -> runs++)).isFalse();
        })).isTrue();
        assertThat(runs).isOne();
        assertThat(leases.runExclusively(name, () -> runs++)).isTrue();
        assertThat(runs).isEqualTo(2);
    }

    @Test
    void work_that_fails_gives_its_lease_back() {
        assertThatThrownBy(() -> leases.runExclusively(name, () -> {
            throw new IllegalStateException("failed");
        })).hasMessage("failed");
        assertThat(leases.runExclusively(name, () -> runs++)).isTrue();
    }

    @Test
    void the_lease_of_an_instance_that_died_expires() {
        hold("1 minute");
        assertThat(leases.runExclusively(name, () -> runs++)).isFalse();
        Database.update("delete from platform.leases where name = ?", name);
        hold("-1 second");
        assertThat(leases.runExclusively(name, () -> runs++)).isTrue();
        assertThat(Database.count("select count(*) from platform.leases where name = ?", name)).isZero();
    }

    private void hold(String remaining) {
        Database.update("""
                insert into platform.leases (name, holder, lease_until)
                values (?, gen_random_uuid(), now() + cast(? as interval))""", name, remaining);
    }
}

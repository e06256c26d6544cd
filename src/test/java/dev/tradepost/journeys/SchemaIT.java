package dev.tradepost.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import dev.tradepost.testsupport.AsInProduction;
import dev.tradepost.testsupport.Database;
import dev.tradepost.testsupport.Instance;
import dev.tradepost.testsupport.Lane;
import dev.tradepost.testsupport.Servers;

/** Who brings the schema up to date, and who does not start without: docs/adr/0024. */
public class SchemaIT {

    private static final String MIGRATED = Lane.DATABASE + "_migrated";
    private static final String EMPTY = Lane.DATABASE + "_empty";

    @BeforeEach
    void make() {
        remove();
        Database.update("create database " + MIGRATED);
        Database.update("create database " + EMPTY);
    }

    @AfterEach
    void remove() {
        Database.update("drop database if exists " + MIGRATED + " with (force)");
        Database.update("drop database if exists " + EMPTY + " with (force)");
    }

    @Test
    void a_start_migrates_and_exits_when_told_to_and_refuses_an_old_schema_otherwise() throws Exception {
        try (Instance migration = Instance.launch(Map.of("QUARKUS_PROFILE", "prod,migrate", "DB_HOST", "127.0.0.1",
                "DB_PORT", Integer.toString(Servers.POSTGRESQL), "DB_USER", "tradepost", "DB_PASSWORD", "tradepost",
                "DB_NAME", MIGRATED));
                Instance refusing = Instance
                        .launch(AsInProduction.with(Map.of("DB_NAME", EMPTY, "MIGRATE_AT_START", "false")))) {
            assertThat(migration.process().waitFor()).isZero();
            assertThat(migration.log()).contains("Successfully applied");
            assertThat(refusing.process().waitFor()).isNotZero();
            assertThat(refusing.log()).contains("Validate failed");
        }
    }
}

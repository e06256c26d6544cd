package dev.tradepost.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import java.util.UUID;

import org.junit.jupiter.api.Test;

class IdsTest {

    @Test
    void an_id_has_the_version_the_variant_and_the_time_of_rfc_9562() {
        UUID id = Ids.at(0x017F22E279B0L); // the time of the RFC's example, appendix A.6
        assertThat(id.version()).isEqualTo(7);
        assertThat(id.variant()).isEqualTo(2);
        assertThat(id.toString()).startsWith("017f22e2-79b0-7");
    }

    @Test
    void later_ids_sort_later() {
        assertThat(Ids.at(1_000).toString()).isLessThan(Ids.at(1_001).toString());
    }

    @Test
    void ids_of_the_same_millisecond_differ() {
        Set<UUID> ids = new HashSet<>();
        for (int i = 0; i < 10_000; i++) {
            ids.add(Ids.at(42));
        }
        assertThat(ids).hasSize(10_000);
    }
}

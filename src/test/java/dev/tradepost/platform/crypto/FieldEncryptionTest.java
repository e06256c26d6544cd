package dev.tradepost.platform.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.List;
import java.util.UUID;

import org.junit.jupiter.api.Test;

import io.quarkus.runtime.LaunchMode;

class FieldEncryptionTest {

    private static final EncryptedColumn STREET = new EncryptedColumn("users.addresses", List.of("id"),
            "street_address");
    private static final EncryptedColumn PHONE = new EncryptedColumn("users.users", List.of("id"), "phone");
    private static final String OTHER_KEY = "ab".repeat(32);
    private static final UUID ROW = UUID.randomUUID();

    private final FieldEncryption encryption = Sealings.with(Sealings.A_KEY);

    @Test
    void P31_a_text_opens_where_it_was_sealed_and_looks_different_each_time() {
        String sealed = encryption.encrypt(STREET, "Straße 7 – é🏠", ROW);
        assertThat(sealed).doesNotContain("Stra").startsWith(encryption.prefix());
        assertThat(encryption.decrypt(STREET, sealed, ROW)).isEqualTo("Straße 7 – é🏠");
        assertThat(encryption.encrypt(STREET, "Straße 7 – é🏠", ROW)).isNotEqualTo(sealed);
    }

    @Test
    void P31_a_sealed_text_that_was_moved_changed_or_cut_is_an_error() {
        String sealed = encryption.encrypt(STREET, "12 Harbour Lane", ROW);
        assertThatIllegalStateException().isThrownBy(() -> encryption.decrypt(STREET, sealed, UUID.randomUUID()));
        assertThatIllegalStateException().isThrownBy(() -> encryption.decrypt(PHONE, sealed, ROW));
        int middle = sealed.length() - 10;
        String changed = sealed.substring(0, middle) + (sealed.charAt(middle) == 'A' ? 'B' : 'A')
                + sealed.substring(middle + 1);
        assertThatIllegalStateException().isThrownBy(() -> encryption.decrypt(STREET, changed, ROW));
        for (String cut : List.of(sealed.substring(0, 20), sealed.substring(0, sealed.length() - 1), sealed + "A")) {
            assertThatIllegalStateException().isThrownBy(() -> encryption.decrypt(STREET, cut, ROW));
        }
    }

    @Test
    void P31_a_wrong_key_is_an_error_that_names_the_key_it_lacks_and_not_the_text() {
        String sealed = encryption.encrypt(STREET, "12 Harbour Lane", ROW);
        assertThatIllegalStateException().isThrownBy(() -> Sealings.with(OTHER_KEY).decrypt(STREET, sealed, ROW))
                .withMessageContaining(sealed.split(":", -1)[1]).withMessageNotContaining("Harbour")
                .withMessageContaining("ENCRYPTION_KEYS_PREVIOUS");
        FieldEncryption wrongUnderTheRightName = Sealings.with(OTHER_KEY,
                sealed.split(":", -1)[1] + ":" + "cd".repeat(32));
        assertThatIllegalStateException().isThrownBy(() -> wrongUnderTheRightName.decrypt(STREET, sealed, ROW));
    }

    @Test
    void a_previous_key_opens_by_whatever_name_it_is_given() {
        String sealed = encryption.encrypt(STREET, "12 Harbour Lane", ROW);
        FieldEncryption rotated = Sealings.with(OTHER_KEY, "old:" + Sealings.A_KEY);
        assertThat(rotated.decrypt(STREET, sealed, ROW)).isEqualTo("12 Harbour Lane");
        assertThat(rotated.encrypt(STREET, "x", ROW)).doesNotStartWith(encryption.prefix());
    }

    @Test
    void what_stood_there_before_is_read_as_it_is() {
        for (String plain : List.of("12 Harbour Lane", "aes: the street", "aes:", "")) {
            assertThat(encryption.decrypt(STREET, plain, ROW)).isEqualTo(plain);
        }
    }

    @Test
    void a_key_that_is_missing_short_or_published_stops_the_start_in_production() {
        for (String key : List.of("", "ab", "zz".repeat(32), "deadbeef" + "00".repeat(28))) {
            assertThatIllegalStateException().isThrownBy(() -> Sealings.keys(LaunchMode.NORMAL, key))
                    .withMessageContaining("ENCRYPTION_KEY");
        }
        assertThatIllegalStateException().isThrownBy(() -> Sealings.with(Sealings.A_KEY, OTHER_KEY))
                .withMessageContaining("id:hex");
    }
}

package dev.tradepost.platform.crypto;

import java.util.List;

/**
 * A column with encrypted values. A module produces a bean for each of its encrypted columns, so that {@link KeyRotation} finds them all.
 *
 * @param table with its schema
 * @param key the columns of its primary key, in order
 * @param column the encrypted column, of type {@code text}
 */
public record EncryptedColumn(String table, List<String> key, String column) {

    public String name() {
        return table + "." + column;
    }
}

package dev.tradepost.platform.crypto;

import java.util.List;

/**
 * A column whose texts are sealed. A module produces one as a bean for each that it has, so that all are found when keys change.
 *
 * @param table with its schema
 * @param key the columns of its primary key, in order
 * @param column the one that is sealed, of type {@code text}
 */
public record EncryptedColumn(String table, List<String> key, String column) {

    public String name() {
        return table + "." + column;
    }
}

package dev.tradepost.catalog.importexport;

import java.io.IOException;

import org.jspecify.annotations.Nullable;

import dev.tradepost.platform.job.JobFailed;

/** Reads a file row by row. */
interface RowReader {

    /** In bytes or characters; every valid row is shorter, even escaped. */
    int MAX_ROW_LENGTH = 1024 * 1024;

    /**
     * The next row with the errors of its form; null at the end.
     *
     * @throws JobFailed if the rest of the file cannot be read
     */
    @Nullable
    ImportRow next() throws IOException;

    /** Skips a row without parsing it; does nothing at the end. */
    void skip() throws IOException;

    /** The size of the last row, in bytes or characters. */
    int size();
}

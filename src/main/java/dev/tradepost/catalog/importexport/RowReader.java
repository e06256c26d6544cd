package dev.tradepost.catalog.importexport;

import java.io.IOException;

import org.jspecify.annotations.Nullable;

import dev.tradepost.platform.job.JobFailed;

/** Reads a file row by row. */
interface RowReader {

    /** As long as a row can get: everything a product can have, escaped, is shorter. */
    int LONGEST_ROW = 1024 * 1024;

    /**
     * The next row, with what is wrong with its form; null at the end.
     *
     * @throws JobFailed where the file cannot be read on
     */
    @Nullable
    ImportRow next() throws IOException;

    /** Passes a row without looking into it; does nothing at the end. */
    void skip() throws IOException;

    /** How large the last row was, in bytes or characters. */
    int size();
}

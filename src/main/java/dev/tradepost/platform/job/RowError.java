package dev.tradepost.platform.job;

/**
 * Why a row was rejected.
 *
 * @param row row number, from 1
 * @param field the invalid field, with a path into it if it has parts; empty for the whole row
 * @param code stable name of the violated rule
 * @param message description for people
 */
public record RowError(long row, String field, String code, String message) {}

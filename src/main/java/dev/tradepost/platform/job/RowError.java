package dev.tradepost.platform.job;

/**
 * Why a row was not taken.
 *
 * @param row number of the row, from 1
 * @param field the broken field, with a path into it where it has parts; empty where it is the row as a whole
 * @param code what kind of rule, for programs
 * @param message the rule in words
 */
public record RowError(long row, String field, String code, String message) {}

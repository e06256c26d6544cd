package dev.tradepost.catalog.category;

/** The tree is about to have another shape, or other names. Fired in the transaction that changes it. */
public record CategoriesChanged() {}

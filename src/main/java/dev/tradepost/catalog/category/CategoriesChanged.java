package dev.tradepost.catalog.category;

/** The shape or the names of the category tree are about to change. Fired in the transaction that changes them. */
public record CategoriesChanged() {}

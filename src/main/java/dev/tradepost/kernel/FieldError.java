package dev.tradepost.kernel;

/**
 * One broken field of a request.
 *
 * @param pointer where: a JSON pointer (RFC 6901) into the body, or {@code /name} of a path or query parameter
 * @param code what kind of rule, for programs: {@code min}, {@code required}, {@code unknown_field}, …
 * @param message the rule in words, without the value that broke it
 */
public record FieldError(String pointer, String code, String message) {}

package dev.tradepost.platform.json;

import java.util.UUID;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/** A UUID in its full text form; {@link UUID#fromString} alone also accepts shortened ones. */
public final class UuidText {

    public static final String RULE = "must be a UUID";

    private static final Pattern FULL = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

    private UuidText() {}

    /** @return null if the text is anything else */
    public static @Nullable UUID parse(String text) {
        return FULL.matcher(text).matches() ? UUID.fromString(text) : null;
    }
}

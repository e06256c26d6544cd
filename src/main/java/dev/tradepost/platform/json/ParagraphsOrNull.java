package dev.tradepost.platform.json;

/** Reads {@link Paragraphs} that a client can remove, as {@link TextOrNull} reads a line. */
public final class ParagraphsOrNull extends TextOrNull {

    private static final long serialVersionUID = 1L;

    public ParagraphsOrNull() {
        super(new Paragraphs());
    }
}

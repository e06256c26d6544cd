package dev.tradepost.platform.json;

/** Reads {@link Paragraphs} that can be taken away, as {@link TextOrNull} does a line. */
public final class ParagraphsOrNull extends TextOrNull {

    private static final long serialVersionUID = 1L;

    public ParagraphsOrNull() {
        super(new Paragraphs());
    }
}

package dev.tradepost.platform.json;

/** Reads a text that may have line breaks and tabs, such as a description. Any other text is one line: see {@link StrictJson}. */
public final class Paragraphs extends Text {

    public Paragraphs() {
        super(PlainText::isParagraphs);
    }
}

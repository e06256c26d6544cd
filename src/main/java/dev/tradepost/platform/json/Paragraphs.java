package dev.tradepost.platform.json;

/** Reads a text that may have line breaks and tabs, such as a description. All other texts are single lines: see {@link StrictJson}. */
public final class Paragraphs extends Text {

    public Paragraphs() {
        super(PlainText::isParagraphs);
    }
}

package dev.tradepost.order.notification;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MailHtmlTest {

    @Test
    void what_a_browser_shows_stays_and_lines_become_one() {
        assertThat(MailHtml.compact("\n<p>Hello\n   Ada,</p>\n\n  <p>2&nbsp;pieces</p>\n"))
                .isEqualTo("<p>Hello Ada,</p> <p>2&nbsp;pieces</p>");
    }

    @Test
    void characters_beyond_ascii_become_references() {
        assertThat(MailHtml.compact("<p>2 × Müsli 🥣</p>")).isEqualTo("<p>2 &#215; M&#252;sli &#129379;</p>");
    }

    @Test
    void no_line_is_longer_than_mails_allow() {
        String compact = MailHtml.compact("<b>word</b> ".repeat(1_000));
        assertThat(compact.split("\n")).hasSize(13).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(998));
        assertThat(compact.replace('\n', ' ')).isEqualTo("<b>word</b> ".repeat(1_000).strip());
    }
}

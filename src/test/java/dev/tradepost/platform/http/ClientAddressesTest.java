package dev.tradepost.platform.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.Test;

class ClientAddressesTest {

    private final ClientAddresses behindProxies = new ClientAddresses(Optional.of(List.of("10.0.0.0/8", "fd00::/8")));

    @Test
    void without_trusted_proxies_the_header_means_nothing() {
        assertThat(new ClientAddresses(Optional.empty()).of("203.0.113.7", "198.51.100.1")).isEqualTo("203.0.113.7");
    }

    @Test
    void a_stranger_cannot_say_where_they_come_from() {
        assertThat(behindProxies.of("203.0.113.7", "198.51.100.1")).isEqualTo("203.0.113.7");
    }

    @Test
    void P21_what_a_client_puts_before_what_the_proxy_appends_is_not_believed() {
        assertThat(behindProxies.of("10.0.0.1", "198.51.100.66, 203.0.113.7")).isEqualTo("203.0.113.7");
        assertThat(behindProxies.of("10.0.0.1", "198.51.100.66, 203.0.113.7, 10.2.3.4")).isEqualTo("203.0.113.7");
    }

    @Test
    void addresses_of_both_kinds_are_known_and_nonsense_ends_the_search() {
        assertThat(behindProxies.of("fd00::1", "2001:db8::5")).isEqualTo("2001:db8::5");
        assertThat(behindProxies.of("10.0.0.1", "unknown, 10.0.0.9")).isEqualTo("10.0.0.9");
        assertThat(behindProxies.of("10.0.0.1", "")).isEqualTo("10.0.0.1");
    }

    @Test
    void P28_a_header_of_blanks_or_of_endless_hops_is_read_from_the_right_and_not_to_its_end() {
        assertThat(behindProxies.of("10.0.0.1", " ".repeat(8_000))).isEqualTo("10.0.0.1");
        assertThat(behindProxies.of("10.0.0.1", "203.0.113.7" + ",10.0.0.9".repeat(15))).isEqualTo("203.0.113.7");
        assertThat(behindProxies.of("10.0.0.1", "203.0.113.7" + ",10.0.0.9".repeat(800))).isEqualTo("10.0.0.9");
    }

    @Test
    void a_network_that_is_none_stops_the_start() {
        assertThatThrownBy(() -> new ClientAddresses(Optional.of(List.of("everybody"))))
                .hasMessageContaining("TRUSTED_PROXIES");
    }

    @Test
    void P21_an_ipv6_client_is_counted_by_its_network() {
        assertThat(ClientAddresses.network("2001:db8:1:2:3:4:5:6"))
                .isEqualTo(ClientAddresses.network("2001:db8:1:2::1"))
                .isNotEqualTo(ClientAddresses.network("2001:db8:1:3::1"));
        assertThat(ClientAddresses.network("203.0.113.7")).isEqualTo("203.0.113.7");
        assertThat(ClientAddresses.network("unknown")).isEqualTo("unknown");
    }
}

package dev.tradepost.platform.http;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

import io.netty.handler.ipfilter.IpFilterRuleType;
import io.netty.handler.ipfilter.IpSubnetFilterRule;
import io.netty.util.NetUtil;
import io.vertx.core.http.HttpServerRequest;

/**
 * Where a request comes from. Proxies append to {@code X-Forwarded-For}, so it is read from the right: the first address that is
 * not a trusted proxy's is the client's, and whatever stands left of it the client may have made up. The header counts only when
 * a trusted proxy sends it.
 */
@ApplicationScoped
public class ClientAddresses {

    /** Proxies between us and the client. The header may be longer, and whoever wrote the rest of it is not believed. */
    private static final int MOST_HOPS = 16;
    private static final int ANY_PORT = 0;
    private static final int IPV6_BYTES = 16;

    private final List<IpSubnetFilterRule> trusted;

    ClientAddresses(@ConfigProperty(name = "tradepost.trusted-proxies") Optional<List<String>> trusted) {
        this.trusted = trusted.orElse(List.of()).stream().map(ClientAddresses::subnet).toList();
    }

    public String of(HttpServerRequest request) {
        List<String> headers = request.headers().getAll("X-Forwarded-For"); // a proxy may add a line instead of a word
        return of(request.remoteAddress().hostAddress(), headers.isEmpty() ? null : String.join(",", headers));
    }

    /**
     * What to count a client by: its address, or the network of 64 bits that an IPv6 address lies in, all of which is usually one
     * customer's (RFC 6177).
     */
    public static String network(String address) {
        byte[] bytes = NetUtil.createByteArrayFromIpAddressString(address);
        return bytes == null || bytes.length != IPV6_BYTES
                ? address
                : HexFormat.of().formatHex(bytes, 0, IPV6_BYTES / 2) + "/64";
    }

    String of(String peer, @Nullable String forwarded) {
        if (forwarded == null || !isTrusted(peer)) {
            return peer;
        }
        String client = peer;
        int end = forwarded.length();
        for (int hop = 0; hop < MOST_HOPS && end >= 0 && isTrusted(client); hop++) {
            int comma = forwarded.lastIndexOf(',', end - 1);
            String address = forwarded.substring(comma + 1, end).strip();
            if (NetUtil.createInetAddressFromIpAddressString(address) == null) {
                break; // no address: what lies beyond cannot be believed either
            }
            client = address;
            end = comma;
        }
        return client;
    }

    private boolean isTrusted(String address) {
        InetAddress parsed = NetUtil.createInetAddressFromIpAddressString(address);
        return parsed != null
                && trusted.stream().anyMatch(subnet -> subnet.matches(new InetSocketAddress(parsed, ANY_PORT)));
    }

    private static IpSubnetFilterRule subnet(String cidr) {
        int slash = cidr.indexOf('/');
        try {
            String address = slash < 0 ? cidr : cidr.substring(0, slash);
            int bits = slash >= 0 ? Integer.parseInt(cidr.substring(slash + 1)) : address.contains(":") ? 128 : 32;
            return new IpSubnetFilterRule(address, bits, IpFilterRuleType.ACCEPT);
        } catch (IllegalArgumentException broken) {
            throw new IllegalArgumentException("TRUSTED_PROXIES: '" + cidr + "' is no network such as 10.0.0.0/8",
                    broken);
        }
    }
}

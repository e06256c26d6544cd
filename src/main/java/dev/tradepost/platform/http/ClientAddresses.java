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
 * The network address of a client. Proxies append to {@code X-Forwarded-For}, so it is read from the right: the first address that is not
 * a trusted proxy's is the client's, and the client may have forged everything to its left. The header counts only if a trusted proxy
 * sends it.
 */
@ApplicationScoped
public class ClientAddresses {

    /** Maximum number of proxies before the application. The rest of a longer header is ignored. */
    private static final int MOST_HOPS = 16;
    private static final int ANY_PORT = 0;
    private static final int IPV6_BYTES = 16;

    private final List<IpSubnetFilterRule> trusted;

    ClientAddresses(@ConfigProperty(name = "tradepost.trusted-proxies") Optional<List<String>> trusted) {
        this.trusted = trusted.orElse(List.of()).stream().map(ClientAddresses::subnet).toList();
    }

    public String of(HttpServerRequest request) {
        List<String> headers = request.headers().getAll("X-Forwarded-For"); // a proxy may add a header line instead of an element
        return of(request.remoteAddress().hostAddress(), headers.isEmpty() ? null : String.join(",", headers));
    }

    /**
     * The network that limits count by: an IPv4 address, or the /64 of an IPv6 address, which usually belongs to one customer
     * (RFC 6177).
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
                break; // not an address, so everything to its left may be forged too
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

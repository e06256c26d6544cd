package dev.tradepost.platform.http;

import java.util.List;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

import org.jspecify.annotations.Nullable;

import io.quarkus.test.Mock;

/** Trusts no proxy, as is configured for tests, until a test comes from behind one. */
@Mock
@ApplicationScoped
public class ChangeableProxies extends ClientAddresses {

    private volatile ClientAddresses now = new ClientAddresses(Optional.empty());

    ChangeableProxies() {
        super(Optional.empty());
    }

    public void trust(String network) {
        now = new ClientAddresses(Optional.of(List.of(network)));
    }

    public void trustNobody() {
        now = new ClientAddresses(Optional.empty());
    }

    @Override
    String of(String peer, @Nullable String forwarded) {
        return now.of(peer, forwarded);
    }
}

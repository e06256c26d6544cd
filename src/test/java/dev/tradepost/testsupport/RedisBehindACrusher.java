package dev.tradepost.testsupport;

import java.io.IOException;
import java.util.Map;

import org.netcrusher.core.reactor.NioReactor;
import org.netcrusher.tcp.TcpCrusher;
import org.netcrusher.tcp.TcpCrusherBuilder;

import io.quarkus.test.junit.QuarkusTestProfile;

/** Redis on a line that a test can cut, and a pause that is soon over. One profile, so that its tests share one start. */
public final class RedisBehindACrusher implements QuarkusTestProfile {

    private static final int PORT = 21697;

    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of("quarkus.redis.hosts", "redis://127.0.0.1:" + PORT + "/5", "tradepost.redis.pause", "1s");
    }

    public static TcpCrusher line(NioReactor reactor) throws IOException {
        return TcpCrusherBuilder.builder().withReactor(reactor).withBindAddress("127.0.0.1", PORT)
                .withConnectAddress("127.0.0.1", 21379).buildAndOpen();
    }
}

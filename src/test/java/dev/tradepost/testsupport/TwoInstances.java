package dev.tradepost.testsupport;

import static dev.tradepost.testsupport.Shop.API;

import java.io.IOException;
import java.util.Map;

import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.netcrusher.core.reactor.NioReactor;
import org.netcrusher.tcp.TcpCrusher;

import io.restassured.RestAssured;

/**
 * The packaged application as two instances on one database and one Redis, for all tests that carry this extension: started for the first of
 * them, stopped after the last. {@link Shop} is that of the first instance. The second one's way to Redis can be cut, and it hashes
 * passwords as production does, with hardly a queue.
 */
public final class TwoInstances implements BeforeAllCallback {

    private static final int DATABASE_OF_REDIS = 10;

    private static Pair pair;

    public static Instance one() {
        return pair.one;
    }

    /** Started again if a test has killed it. */
    public static Instance other() {
        return pair.other();
    }

    public static TcpCrusher redisOfTheOther() {
        return pair.line;
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        pair = context.getRoot().getStore(Namespace.GLOBAL).computeIfAbsent(Pair.class, _ -> start(), Pair.class);
        RestAssured.port = pair.one.port();
    }

    private static Pair start() {
        try {
            return new Pair();
        } catch (IOException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private static final class Pair implements AutoCloseable {

        private static final Map<String, String> OF_THE_OTHER = Map.of("REDIS_URL", Line.redis(DATABASE_OF_REDIS),
                "TRADEPOST_REDIS_TIMEOUT", "2s", "TRADEPOST_REDIS_OPEN_DURATION", "1s", "TRADEPOST_ACCOUNT_BCRYPT_COST",
                AsInProduction.BCRYPT_COST,
                "TRADEPOST_ACCOUNT_BCRYPT_THREADS", "1", "TRADEPOST_ACCOUNT_BCRYPT_QUEUE", "3", "TRUSTED_PROXIES",
                "127.0.0.1/32");

        private final NioReactor reactor = new NioReactor();
        private final TcpCrusher line = Line.REDIS.openedThrough(reactor);
        private final Instance one;
        private Instance other;

        Pair() throws IOException {
            other = Instance.launch(AsInProduction.with(OF_THE_OTHER));
            one = Instance.launchVerified(AsInProduction.with(
                    Map.of("REDIS_URL", Servers.redis(DATABASE_OF_REDIS), "TRUSTED_PROXIES", "127.0.0.1/32")));
            one.awaitAnswer();
            other.awaitAnswer();
            changeAPrice();
        }

        Instance other() {
            if (!other.process().isAlive()) {
                try {
                    other = Instance.start(AsInProduction.with(OF_THE_OTHER));
                } catch (IOException failure) {
                    throw new IllegalStateException(failure);
                }
            }
            return other;
        }

        /** The first time both do everything for the first time, which nobody is to be timed by. */
        private void changeAPrice() {
            String at = API + "/products/" + one.shop().product("5.00", 3);
            other.request().get(at).then().statusCode(200);
            one.request(one.shop().adminToken()).body(Map.of("price", 6)).patch(at).then().statusCode(200);
            other.request().get(at).then().statusCode(200);
        }

        @Override
        public void close() {
            one.close();
            other.close();
            line.close();
            reactor.close();
        }
    }
}

package dev.tradepost.platform.ratelimit;

import java.time.Clock;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

import io.vertx.core.Future;
import io.vertx.redis.client.Response;

import dev.tradepost.platform.redis.RedisGate;
import dev.tradepost.platform.security.AccessTokens.Bearer;
import dev.tradepost.platform.security.LiveSessions;
import dev.tradepost.platform.security.SessionState;

/**
 * Counts requests in fixed windows, in Redis for all instances together, and learns in the same call how the caller's session
 * stands. While Redis is away counting goes on in the process.
 */
@ApplicationScoped
class RateLimiter {

    private static final String KEY = "rate_limit:";
    /**
     * Counts and starts the window in one step: a crash between the two would leave a count that never ends. Whoever holds the
     * token of a session that has ended is counted by their address, so that they cannot use up what is its owner's.
     */
    private static final String SCRIPT = """
            local key, session = KEYS[1], ''
            if #KEYS == 3 then
              session = redis.call('GET', KEYS[3]) or ''
              if session == 'revoked' then key = KEYS[2] end
            end
            local used = redis.call('INCR', key)
            if used == 1 then redis.call('PEXPIRE', key, ARGV[1]) end
            return {used, redis.call('PTTL', key), session}""";

    private final RedisGate redis;
    private final String window;
    private final Clock clock;
    private final LocalWindows local;

    RateLimiter(RedisGate redis, RateLimitConfig config, Clock clock) {
        this.redis = redis;
        this.window = Long.toString(config.window().toMillis());
        this.clock = clock;
        this.local = new LocalWindows(config.window().toMillis(), clock);
    }

    record Counted(Allowance allowance, SessionState session) {}

    /** Counts one request: a user's by the user, anybody else's by the address. Never fails. */
    Future<Counted> take(Optional<Bearer> bearer, String address) {
        String byAddress = "ip:" + address;
        String name = bearer.map(user -> "user:" + user.userId()).orElse(byAddress);
        Future<Response> answer = bearer
                .map(user -> redis.send("EVAL", SCRIPT, "3", KEY + name, KEY + byAddress,
                        LiveSessions.key(user.sessionId()), window))
                .orElseGet(() -> redis.send("EVAL", SCRIPT, "1", KEY + name, window));
        return answer.map(this::counted).otherwise(_ -> new Counted(local.take(name), SessionState.UNKNOWN));
    }

    /** After an outage a mark may be one from before it, of a session that has ended meanwhile. */
    private SessionState state(String mark) {
        SessionState state = SessionState.of(mark);
        return state == SessionState.LIVE && redis.wasAwayWithin(LiveSessions.TRUST) ? SessionState.UNKNOWN : state;
    }

    private Counted counted(Response answer) {
        long used = answer.get(0).toLong();
        long millisLeft = Math.max(0, answer.get(1).toLong());
        return new Counted(new Allowance(used, clock.millis() + millisLeft),
                state(answer.get(2).toString()));
    }
}

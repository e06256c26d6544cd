package dev.tradepost.platform.ratelimit;

import java.time.Clock;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

import io.vertx.core.Future;
import io.vertx.redis.client.Response;

import dev.tradepost.platform.redis.RedisGate;
import dev.tradepost.platform.security.AccessTokens.Bearer;
import dev.tradepost.platform.security.SessionRevocations;
import dev.tradepost.platform.security.SessionState;

/**
 * Counts requests in fixed windows, in Redis for all instances together, and learns in the same call how the caller's session
 * stands. While Redis is away counting goes on in the process.
 */
@ApplicationScoped
class RateLimiter {

    private static final String KEY = "rate_limit:";
    private static final String LARGEST = Integer.toString(LocalQuota.LARGEST);
    private static final String PART = Integer.toString(LocalQuota.PART);
    /**
     * Counts and starts the window in one step: a crash between the two would leave a count that never expires. A request with the token
     * of a revoked session counts for its address, so that it cannot use up the owner's quota. A request without a token needs no look-up
     * of its session, so a part of its quota is drawn in advance: {@link LocalQuota}.
     */
    private static final String SCRIPT = """
            local key, session, share = KEYS[1], '', 1
            if #KEYS == 3 then
              session = redis.call('GET', KEYS[3]) or ''
              if session == 'revoked' then key = KEYS[2] end
            else
              local left = tonumber(ARGV[2]) - tonumber(redis.call('GET', key) or '0')
              share = math.max(1, math.floor(math.min(tonumber(ARGV[3]), left / tonumber(ARGV[4]))))
            end
            local used = redis.call('INCRBY', key, share)
            if used == share then redis.call('PEXPIRE', key, ARGV[1]) end
            return {used, redis.call('PTTL', key), session, share - 1}""";

    private final RedisGate redis;
    private final String window;
    private final RateLimitConfig config;
    private final Clock clock;
    private final LocalWindows local;
    private final LocalQuota localQuota;

    RateLimiter(RedisGate redis, RateLimitConfig config, Clock clock) {
        this.redis = redis;
        this.config = config;
        this.localQuota = new LocalQuota(config.window(), clock);
        this.window = Long.toString(config.window().toMillis());
        this.clock = clock;
        this.local = new LocalWindows(config.window().toMillis(), clock);
    }

    record Counted(Quota allowance, SessionState session) {}

    /** Counts one request: a user's by the user, anybody else's by the address. Never fails. */
    Future<Counted> take(Optional<Bearer> bearer, String address) {
        String byAddress = "ip:" + address;
        String name = bearer.map(user -> "user:" + user.userId()).orElse(byAddress);
        Quota leased = bearer.isPresent() ? null : localQuota.spend(name);
        if (leased != null) {
            return Future.succeededFuture(new Counted(leased, SessionState.UNKNOWN));
        }
        Future<Response> answer = bearer
                .map(user -> redis.send("EVAL", SCRIPT, "3", KEY + name, KEY + byAddress,
                        SessionRevocations.key(user.sessionId()), window))
                .orElseGet(() -> countAnonymous(name));
        return answer.map(counts -> counted(name, counts))
                .otherwise(_ -> new Counted(local.take(name), SessionState.UNKNOWN));
    }

    private Future<Response> countAnonymous(String name) {
        String max = Integer.toString(config.max());
        if (!localQuota.begin(name)) {
            return redis.send("EVAL", SCRIPT, "1", KEY + name, window, max, "1", PART);
        }
        return redis.send("EVAL", SCRIPT, "1", KEY + name, window, max, LARGEST, PART)
                .onComplete(_ -> localQuota.done(name));
    }

    /** After an outage a mark may be one from before it, of a session that has ended meanwhile. */
    private SessionState state(String mark) {
        SessionState state = SessionState.of(mark);
        return state == SessionState.LIVE && redis.wasAwayWithin(SessionRevocations.TRUST)
                ? SessionState.UNKNOWN
                : state;
    }

    private Counted counted(String name, Response answer) {
        long inAll = answer.get(0).toLong();
        long unspent = answer.get(3).toLong();
        long resetAt = clock.millis() + Math.max(0, answer.get(1).toLong());
        localQuota.keep(name, inAll, unspent, resetAt);
        return new Counted(new Quota(inAll - unspent, resetAt), state(answer.get(2).toString()));
    }
}

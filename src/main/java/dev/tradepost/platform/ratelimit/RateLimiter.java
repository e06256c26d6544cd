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
 * Counts requests in fixed windows, in Redis for all instances, and reads the state of the caller's session in the same call. While Redis
 * is down it counts in this process.
 */
@ApplicationScoped
class RateLimiter {

    private static final String KEY = "rate_limit:";
    private static final String MAX_DRAW = Integer.toString(LocalQuota.MAX_DRAW);
    private static final String FRACTION = Integer.toString(LocalQuota.FRACTION);
    /**
     * Counts, and starts the window, in one step: a crash in between would leave a counter that never expires. A request of a revoked
     * session counts for its address, so it cannot use up the owner's quota. A request without a token has no session to look up, so a
     * part of its quota is drawn in advance: {@link LocalQuota}.
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

    record CountedRequest(Quota quota, SessionState session) {}

    /** Counts one request, for the user if there is a token and else for the address. Never fails. */
    Future<CountedRequest> take(Optional<Bearer> bearer, String address) {
        String byAddress = "ip:" + address;
        String name = bearer.map(user -> "user:" + user.userId()).orElse(byAddress);
        Quota leased = bearer.isPresent() ? null : localQuota.spend(name);
        if (leased != null) {
            return Future.succeededFuture(new CountedRequest(leased, SessionState.UNKNOWN));
        }
        Future<Response> answer = bearer
                .map(user -> redis.send("EVAL", SCRIPT, "3", KEY + name, KEY + byAddress,
                        SessionRevocations.key(user.sessionId()), window))
                .orElseGet(() -> countAnonymous(name));
        return answer.map(counts -> counted(name, counts))
                .otherwise(_ -> new CountedRequest(local.take(name), SessionState.UNKNOWN));
    }

    private Future<Response> countAnonymous(String name) {
        String max = Integer.toString(config.max());
        if (!localQuota.beginDraw(name)) {
            return redis.send("EVAL", SCRIPT, "1", KEY + name, window, max, "1", FRACTION);
        }
        return redis.send("EVAL", SCRIPT, "1", KEY + name, window, max, MAX_DRAW, FRACTION)
                .onComplete(_ -> localQuota.endDraw(name));
    }

    /** After an outage a stored state may be outdated: the session may have been revoked during it. */
    private SessionState state(String stored) {
        SessionState state = SessionState.of(stored);
        return state == SessionState.LIVE && redis.wasAwayWithin(SessionRevocations.TRUST)
                ? SessionState.UNKNOWN
                : state;
    }

    private CountedRequest counted(String name, Response answer) {
        long used = answer.get(0).toLong();
        long unspent = answer.get(3).toLong();
        long resetAt = clock.millis() + Math.max(0, answer.get(1).toLong());
        localQuota.keep(name, used, unspent, resetAt);
        return new CountedRequest(new Quota(used - unspent, resetAt), state(answer.get(2).toString()));
    }
}

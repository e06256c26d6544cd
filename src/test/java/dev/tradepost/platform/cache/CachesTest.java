package dev.tradepost.platform.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import jakarta.inject.Inject;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;

import dev.tradepost.testsupport.Eventually;
import dev.tradepost.testsupport.Shop;
import dev.tradepost.testsupport.Together;

/** Two regions with one specification behave like two instances: each has its own memory, and they share Redis. */
@QuarkusTest
class CachesTest {

    @Inject
    Caches caches;

    @Inject
    RedisTier redisTier;

    private CacheRegion<String> here;
    private CacheRegion<String> there;
    private final AtomicReference<String> truth = new AtomicReference<>("old");
    private final AtomicInteger loads = new AtomicInteger();

    @BeforeEach
    void twoInstances() {
        CacheSpec<String> cacheSpec = kind(Shop.unique("test"), false);
        here = caches.open(cacheSpec);
        there = caches.open(cacheSpec);
    }

    private static CacheSpec<String> kind(String name, boolean generational) {
        return new CacheSpec<>(name, Duration.ofMillis(200), _ -> Duration.ofMinutes(1), 1_000_000, String::length,
                generational, value -> value, value -> value);
    }

    @Test
    void two_hundred_misses_of_one_key_load_it_once() throws Exception {
        CountDownLatch loading = new CountDownLatch(1);
        List<CompletableFuture<String>> waiting = Together.times(200, () -> here.fetch("x", () -> {
            loads.incrementAndGet();
            await(loading);
            return "value";
        }));
        loading.countDown();
        assertThat(waiting).allSatisfy(value -> assertThat(value.join()).isEqualTo("value"));
        assertThat(loads).hasValue(1);
    }

    @Test
    void a_value_that_one_instance_has_loaded_is_in_redis_for_the_other() {
        read(here);
        Eventually.holds(() -> {
            there.evictAll();
            loads.set(0);
            assertThat(read(there)).isEqualTo("old");
            assertThat(loads).hasValue(0);
        });
    }

    @Test
    void a_change_is_seen_at_once_here_and_within_the_local_lifetime_elsewhere() {
        read(here);
        read(there);
        change(here, "new");
        assertThat(read(here)).isEqualTo("new");
        Eventually.holds(() -> assertThat(read(there)).isEqualTo("new"));
    }

    @Test
    void a_reader_from_before_a_change_does_not_restore_the_old_value() {
        CountDownLatch hasRead = new CountDownLatch(1);
        CountDownLatch goesOn = new CountDownLatch(1);
        CompletableFuture<String> slow = there.fetch("x", () -> {
            String read = truth.get();
            hasRead.countDown();
            await(goesOn);
            return read;
        });
        await(hasRead);
        change(here, "new");
        goesOn.countDown();
        assertThat(slow.join()).isEqualTo("old");
        there.evictAll();
        assertThat(read(there)).isEqualTo("new");
    }

    @Test
    void nothing_is_cached_during_a_change_or_after_a_crashed_writer() {
        redisTier.fence(List.of(here.spec().key("x")), List.of(), "dead").toCompletionStage().toCompletableFuture()
                .join();
        read(here);
        read(here);
        here.evictAll();
        loads.set(0);
        read(here);
        assertThat(loads).hasValue(1);
        assertThat(redisTier.read(here.spec().key("x")).value()).isNull();
    }

    @Test
    void a_writer_that_ends_does_not_lift_the_fence_of_another() {
        String key = here.spec().key("x");
        for (String writer : List.of("one", "other")) {
            redisTier.fence(List.of(key), List.of(), writer).toCompletionStage().toCompletableFuture().join();
        }
        redisTier.unfence(List.of(key), List.of(), "one").toCompletionStage().toCompletableFuture().join();
        read(here);
        assertThat(redisTier.read(key).value()).isNull();
        redisTier.unfence(List.of(key), List.of(), "other").toCompletionStage().toCompletableFuture().join();
        Eventually.holds(() -> {
            here.evictAll();
            read(here);
            assertThat(redisTier.read(key).value()).isEqualTo("old");
        });
    }

    @Test
    void a_rolled_back_change_leaves_the_old_value() {
        read(here);
        assertThatThrownBy(() -> QuarkusTransaction.requiringNew().run(() -> {
            caches.changing(here, List.of("x"));
            throw new IllegalStateException("no");
        })).hasMessage("no");
        assertThat(read(here)).isEqualTo("old");
    }

    @Test
    void a_generational_region_is_evicted_as_a_whole() {
        CacheSpec<String> lists = kind(Shop.unique("lists"), true);
        CacheRegion<String> one = caches.open(lists);
        CacheRegion<String> other = caches.open(lists);
        assertThat(read(one)).isEqualTo("old");
        read(other);
        QuarkusTransaction.requiringNew().run(() -> {
            caches.changingAll(Set.of(lists.name()));
            truth.set("new");
        });
        assertThat(read(one)).isEqualTo("new");
        Eventually.holds(() -> assertThat(read(other)).isEqualTo("new"));
    }

    @Test
    void a_failure_reaches_all_waiting_callers_and_is_not_cached() {
        assertThatThrownBy(() -> here.get("x", () -> {
            throw new IllegalStateException("away");
        })).hasMessage("away");
        assertThat(read(here)).isEqualTo("old");
    }

    private void change(CacheRegion<String> cacheRegion, String value) {
        QuarkusTransaction.requiringNew().run(() -> {
            caches.changing(cacheRegion, List.of("x"));
            truth.set(value);
        });
    }

    private String read(CacheRegion<String> cacheRegion) {
        return cacheRegion.get("x", () -> {
            loads.incrementAndGet();
            return truth.get();
        });
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }
}

package dev.tradepost.platform.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import dev.tradepost.testsupport.Eventually;

class MicroBatcherTest {

    private static final Executor EACH = Thread::startVirtualThread;
    private static final Duration ENDLESS = Duration.ofHours(1);

    private final List<List<Integer>> served = Collections.synchronizedList(new ArrayList<>());
    private final Semaphore begun = new Semaphore(0);
    private final CountDownLatch go = new CountDownLatch(1);

    @Test
    void one_alone_is_served_at_once() {
        MicroBatcher<Integer, Integer> doubling = new MicroBatcher<>(this::doubled);
        assertThat(doubling.call(1)).isEqualTo(2);
        assertThat(doubling.call(2)).isEqualTo(4);
        assertThat(served).containsExactly(List.of(1), List.of(2));
    }

    @Test
    void who_comes_while_another_is_served_is_served_with_all_who_wait_and_gets_what_is_theirs() throws Exception {
        MicroBatcher<Integer, Integer> doubling = new MicroBatcher<>(this::doubledAfterTheFirst);
        CompletableFuture<Integer> alone = CompletableFuture.supplyAsync(() -> doubling.call(0), EACH);
        begun.acquire();
        List<CompletableFuture<Integer>> others = IntStream.rangeClosed(1, 120)
                .mapToObj(number -> CompletableFuture.supplyAsync(() -> doubling.call(number), EACH)).toList();
        Eventually.holds(() -> assertThat(doubling.waiting()).isEqualTo(120));
        go.countDown();
        assertThat(alone.join()).isZero();
        for (int i = 0; i < others.size(); i++) {
            assertThat(others.get(i).join()).isEqualTo(2 * (i + 1));
        }
        assertThat(served).extracting(List::size).containsExactly(1, 50, 50, 20);
    }

    @Test
    void one_that_cannot_be_served_spoils_nothing_for_the_others() throws Exception {
        MicroBatcher<Integer, Integer> doubling = new MicroBatcher<>(this::doubledAfterTheFirst);
        CompletableFuture<Integer> alone = CompletableFuture.supplyAsync(() -> doubling.call(0), EACH);
        begun.acquire();
        CompletableFuture<Integer> one = CompletableFuture.supplyAsync(() -> doubling.call(1), EACH);
        CompletableFuture<Integer> broken = CompletableFuture.supplyAsync(() -> doubling.call(-1), EACH);
        CompletableFuture<Integer> two = CompletableFuture.supplyAsync(() -> doubling.call(2), EACH);
        Eventually.holds(() -> assertThat(doubling.waiting()).isEqualTo(3));
        go.countDown();
        assertThat(alone.join()).isZero();
        assertThat(one.join()).isEqualTo(2);
        assertThat(two.join()).isEqualTo(4);
        assertThatThrownBy(() -> broken.join()).hasRootCauseMessage("-1 is below 0");
    }

    @Test
    void of_all_kinds_two_are_served_at_a_time_and_what_clients_wait_for_waits_for_none() throws Exception {
        MicroBatcher<Integer, Integer> slow = new MicroBatcher<>(this::doubledAfterTheFirst);
        MicroBatcher<Integer, Integer> alsoSlow = new MicroBatcher<>(this::doubledAfterTheFirst);
        MicroBatcher<Integer, Integer> other = new MicroBatcher<>(this::doubled);
        MicroBatcher<Integer, Integer> awaited = MicroBatcher.withMaxWait(this::doubled, () -> ENDLESS);
        List<CompletableFuture<Integer>> two = List.of(CompletableFuture.supplyAsync(() -> slow.call(0), EACH),
                CompletableFuture.supplyAsync(() -> alsoSlow.call(0), EACH));
        begun.acquire(2);
        CompletableFuture<Integer> waits = CompletableFuture.supplyAsync(() -> other.call(1), EACH);
        Eventually.holds(() -> assertThat(other.waiting()).isOne());
        assertThat(awaited.call(3)).isEqualTo(6);
        assertThat(waits).isNotDone();
        assertThat(served).containsExactly(List.of(3));
        go.countDown();
        assertThat(waits.join()).isEqualTo(2);
        for (CompletableFuture<Integer> each : two) {
            assertThat(each.join()).isZero();
        }
    }

    @Test
    void a_client_who_has_waited_for_long_enough_is_served_alone() throws Exception {
        MicroBatcher<Integer, Integer> doubling = MicroBatcher.withMaxWait(this::doubledAfterTheFirst,
                () -> Duration.ofMillis(50));
        CompletableFuture<Integer> slow = CompletableFuture.supplyAsync(() -> doubling.call(0), EACH);
        begun.acquire();
        assertThat(doubling.call(1)).isEqualTo(2);
        assertThat(slow).isNotDone();
        assertThat(doubling.waiting()).isZero();
        go.countDown();
        assertThat(slow.join()).isZero();
        assertThat(served).containsExactly(List.of(1), List.of(0));
    }

    @Test
    void a_group_of_clients_whose_database_fails_after_they_have_waited_for_long_enough_has_failed_for_all()
            throws Exception {
        List<CompletableFuture<Integer>> both = lateGroup(
                new IllegalStateException(new SQLException("no answer", "08006")));
        both.forEach(each -> assertThatThrownBy(each::join).hasRootCauseMessage("no answer"));
        assertThat(served).containsExactly(List.of(0));
    }

    @Test
    void a_group_of_clients_that_is_refused_by_the_work_itself_is_served_one_by_one_however_late_it_is()
            throws Exception {
        List<CompletableFuture<Integer>> both = lateGroup(new IllegalStateException("not together"));
        assertThat(both.stream().map(CompletableFuture::join)).containsExactlyInAnyOrder(2, 4);
        assertThat(served).hasSize(3);
    }

    /** Two who are served together, and fail together when they have waited for long enough. */
    private List<CompletableFuture<Integer>> lateGroup(RuntimeException failure) throws InterruptedException {
        AtomicReference<Duration> patience = new AtomicReference<>(ENDLESS);
        MicroBatcher<Integer, Integer> failing = MicroBatcher.withMaxWait(numbers -> {
            if (numbers.size() > 1) {
                patience.set(Duration.ZERO);
                throw failure;
            }
            return doubledAfterTheFirst(numbers);
        }, patience::get);
        CompletableFuture<Integer> first = CompletableFuture.supplyAsync(() -> failing.call(0), EACH);
        begun.acquire();
        List<CompletableFuture<Integer>> both = List.of(CompletableFuture.supplyAsync(() -> failing.call(1), EACH),
                CompletableFuture.supplyAsync(() -> failing.call(2), EACH));
        Eventually.holds(() -> assertThat(failing.waiting()).isEqualTo(2));
        go.countDown();
        assertThat(first.join()).isZero();
        return both;
    }

    private List<Integer> doubledAfterTheFirst(List<Integer> numbers) {
        if (numbers.equals(List.of(0))) {
            begun.release();
            try {
                go.await();
            } catch (InterruptedException stopped) {
                throw new IllegalStateException(stopped);
            }
        }
        return doubled(numbers);
    }

    private List<Integer> doubled(List<Integer> numbers) {
        served.add(numbers);
        return numbers.stream().map(MicroBatcherTest::doubled).toList();
    }

    private static Integer doubled(Integer number) {
        if (number < 0) {
            throw new IllegalArgumentException(number + " is below 0");
        }
        return 2 * number;
    }
}

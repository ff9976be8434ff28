package org.endorm.engine.decoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class CrewTest {
  @Test
  void everyBlockIsComputedOnce() {
    Crew crew = new Crew(3);
    AtomicIntegerArray times = new AtomicIntegerArray(1000);
    crew.compute(
        () -> {
          crew.each(times.length(), times::incrementAndGet);
          return null;
        });
    for (int i = 0; i < times.length(); i++) {
      assertThat(times.get(i)).isOne();
    }
  }

  @Test
  void idleCoresHelp() {
    Crew crew = new Crew(3);
    CyclicBarrier all = new CyclicBarrier(3);
    Set<Thread> threads = ConcurrentHashMap.newKeySet();
    crew.compute(
        () -> {
          crew.each(
              3,
              i -> {
                meet(all);
                threads.add(Thread.currentThread());
              });
          return null;
        });
    assertThat(threads).hasSize(3);
  }

  @Test
  void thereAreNeverMoreThanItsCores() throws Exception {
    Crew crew = new Crew(3);
    AtomicInteger now = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    try (ExecutorService packs = Executors.newFixedThreadPool(6)) {
      for (int i = 0; i < 6; i++) {
        Future<?> ignored =
            packs.submit(
                () ->
                    crew.compute(
                        () -> {
                          crew.each(
                              50,
                              block -> {
                                most.accumulateAndGet(now.incrementAndGet(), Math::max);
                                Thread.onSpinWait();
                                now.decrementAndGet();
                              });
                          return null;
                        }));
      }
    }
    assertThat(most.get()).isBetween(1, 3);
  }

  @Test
  void aFailureOnAHelpersCoreIsThrownWhenAllAreOver() {
    Crew crew = new Crew(2);
    CyclicBarrier both = new CyclicBarrier(2);
    AtomicInteger over = new AtomicInteger();
    assertThatThrownBy(
            () ->
                crew.each(
                    2,
                    i -> {
                      meet(both);
                      if (helps()) {
                        throw new IllegalStateException("block " + i);
                      }
                      over.incrementAndGet();
                    }))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("block");
    assertThat(over.get()).isOne();
    assertThat(crew.<String>compute(() -> "still works")).isEqualTo("still works");
  }

  @Test
  void aHelpersFailureBeginsNoMoreEither() {
    Crew crew = new Crew(2);
    CountDownLatch failing = new CountDownLatch(1);
    AtomicInteger begun = new AtomicInteger();
    assertThatThrownBy(
            () ->
                crew.each(
                    100_000,
                    i -> {
                      begun.incrementAndGet();
                      if (helps()) {
                        failing.countDown();
                        throw new OutOfMemoryError("of a helper");
                      }
                      await(failing);
                    }))
        .isInstanceOf(OutOfMemoryError.class);
    assertThat(begun.get()).isLessThan(100_000);
  }

  @Test
  void aFailureWaitsForTheHelpersAndBeginsNoMore() {
    Crew crew = new Crew(2);
    CountDownLatch helping = new CountDownLatch(1);
    CountDownLatch failing = new CountDownLatch(1);
    AtomicInteger over = new AtomicInteger();
    Thread caller = Thread.currentThread();
    assertThatThrownBy(
            () ->
                crew.each(
                    1000,
                    i -> {
                      if (Thread.currentThread() == caller) {
                        await(helping);
                        failing.countDown();
                        throw new IllegalStateException("mine");
                      }
                      helping.countDown();
                      await(failing);
                      over.incrementAndGet();
                    }))
        .hasMessage("mine");
    int atTheEnd = over.get();
    assertThat(atTheEnd).isBetween(1, 999);
    assertThat(crew.<Integer>compute(over::get)).isEqualTo(atTheEnd);
  }

  @Test
  void anInterruptDoesNotCutItShortAndIsNotForgotten() {
    Crew crew = new Crew(2);
    AtomicInteger over = new AtomicInteger();
    Thread.currentThread().interrupt();
    crew.each(20, i -> over.incrementAndGet());
    assertThat(Thread.interrupted()).isTrue();
    assertThat(over.get()).isEqualTo(20);
  }

  private static boolean helps() {
    return Thread.currentThread().getName().startsWith("endorm-helper");
  }

  private static void meet(CyclicBarrier barrier) {
    try {
      barrier.await(30, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}

package org.cnnviz;

import java.lang.ref.Cleaner;
import java.util.function.LongConsumer;

/**
 * What all objects have in common: memory of the library, which {@link #close()} gives back, best by
 * try-with-resources; that of objects that are dropped goes some time after. Objects may be closed in
 * any order, on any thread: a call that runs meanwhile keeps what it needs. Using one afterwards is an
 * {@link IllegalStateException}.
 */
public abstract sealed class Handle implements AutoCloseable
    permits Corpus, Figure, Image, Job, Model, Result, Target, Tensor {
  static final Cleaner CLEANER = Cleaner.create();

  private final Owner owner;
  private final Cleaner.Cleanable cleanable;

  Handle(long address, LongConsumer free) {
    owner = new Owner(address, free);
    cleanable = CLEANER.register(this, owner);
  }

  /** Gives the memory back, after the calls that use it now; a second time it does nothing. */
  @Override
  public final void close() {
    cleanable.clean();
  }

  /** {@return whether it was closed} */
  public final boolean isClosed() {
    return owner.closed();
  }

  /** The address, which stays valid until {@link #leave()}. */
  final long enter() {
    if (!owner.enter()) {
      throw new IllegalStateException("this " + getClass().getSimpleName() + " is closed");
    }
    return owner.address;
  }

  final void leave() {
    owner.leave();
  }

  /** Counts who uses the memory: the object itself until it is closed, and each running call. */
  private static final class Owner implements Runnable {
    private final long address;
    private final LongConsumer free;
    private boolean closed;
    private int users = 1;

    Owner(long address, LongConsumer free) {
      this.address = address;
      this.free = free;
    }

    synchronized boolean closed() {
      return closed;
    }

    synchronized boolean enter() {
      if (closed) {
        return false;
      }
      ++users;
      return true;
    }

    void leave() {
      boolean last;
      synchronized (this) {
        last = --users == 0;
      }
      if (last) {
        free.accept(address);
      }
    }

    @Override
    public void run() {
      synchronized (this) {
        closed = true;
      }
      leave();
    }
  }
}

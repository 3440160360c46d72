package org.cnnviz;

/** What is being explained, made by {@link Model#target}. */
public final class Target extends Handle {
  Target(long address) {
    super(address, Native::delete_cnnviz_target);
  }

  /** {@return the selector as it was given} */
  public String selector() {
    try (Call call = new Call()) {
      return Native.target_selector(call.use(this));
    }
  }

  @Override
  public String toString() {
    return isClosed() ? "Target, closed" : "Target " + selector();
  }
}

package org.cnnviz;

import java.util.ArrayList;
import java.util.List;

/** What a method returns: named tensors and pictures in order, and one JSON document. */
public final class Result extends Handle {
  Result(long address) {
    super(address, Native::delete_cnnviz_result);
  }

  /** {@return the names of all entries} */
  public List<String> names() {
    try (Call call = new Call()) {
      long result = call.use(this);
      int count = Native.result_count(result);
      List<String> names = new ArrayList<>(count);
      for (int i = 0; i < count; ++i) {
        names.add(Native.result_name(result, i));
      }
      return names;
    }
  }

  /**
   * {@return whether an entry is a tensor or a picture}
   *
   * @param name of the entry
   */
  public ResultKind kind(String name) {
    int index = names().indexOf(name);
    try (Call call = new Call()) {
      if (index < 0) {
        tensor(name).close(); // the library's message names the nearest
      }
      return ResultKind.of(Native.result_entry_kind(call.use(this), index));
    }
  }

  // C: cnnviz_result_tensor
  /**
   * A new handle of the entry of that name.
   * <p>Errors: {@link NotFoundException} (the message lists the names), {@link
   * InvalidArgumentException} (the entry is a picture, or a tensor).
   */
  public Tensor tensor(String name) {
    try (Call call = new Call()) {
      return new Tensor(Native.result_tensor(call.use(this), name));
    }
  }

  // C: cnnviz_result_image
  /**
   * A new handle of the entry of that name.
   * <p>Errors: {@link NotFoundException} (the message lists the names), {@link
   * InvalidArgumentException} (the entry is a picture, or a tensor).
   */
  public Image image(String name) {
    try (Call call = new Call()) {
      return new Image(Native.result_image(call.use(this), name));
    }
  }

  // C: cnnviz_result_json
  /** The JSON document (UTF-8, one object), as long as the handle lives; NULL on failure. */
  public String json() {
    try (Call call = new Call()) {
      return Native.result_json(call.use(this));
    }
  }

  @Override
  public String toString() {
    return isClosed() ? "Result, closed" : "Result " + names();
  }
}

package org.cnnviz;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** One native call: what it uses stays until it has returned. Null is 0, of which the library thinks. */
final class Call implements AutoCloseable {
  private final List<Runnable> held = new ArrayList<>(6);

  long use(Handle handle) {
    if (handle == null) {
      return 0;
    }
    long address = handle.enter();
    held.add(handle::leave);
    return address;
  }

  long use(Options options) {
    if (options == null) {
      return 0;
    }
    long made = options.make();
    held.add(() -> options.free(made));
    return made;
  }

  long images(List<Image> images) {
    if (images == null) {
      return 0;
    }
    long made = Native.images_create();
    held.add(() -> Native.delete_cnnviz_images(made));
    for (Image image : images) {
      Native.images_add(made, use(image));
    }
    return made;
  }

  long targets(List<Target> targets) {
    if (targets == null) {
      return 0;
    }
    long made = Native.targets_create();
    held.add(() -> Native.delete_cnnviz_targets(made));
    for (Target target : targets) {
      Native.targets_add(made, use(target));
    }
    return made;
  }

  /** Selectors, one a line; null: the best class. */
  long targets(Model model, String selectors) {
    if (selectors == null) {
      return 0;
    }
    long made = Native.targets_parse(use(model), selectors);
    held.add(() -> Native.delete_cnnviz_targets(made));
    return made;
  }

  long tensors(Map<String, Tensor> tensors) {
    if (tensors == null) {
      return 0;
    }
    long made = Native.tensors_create();
    held.add(() -> Native.delete_cnnviz_tensors(made));
    tensors.forEach((name, tensor) -> Native.tensors_add(made, name, use(tensor)));
    return made;
  }

  /** The network's input: of a picture what preprocessing makes of it. */
  long input(Model model, Input input) {
    if (input instanceof Image image) {
      long made = Native.model_preprocess(use(model), use(image));
      held.add(() -> Native.delete_cnnviz_tensor(made));
      return made;
    }
    return use((Tensor) input);
  }

  @Override
  public void close() {
    for (int i = held.size() - 1; i >= 0; --i) {
      held.get(i).run();
    }
  }
}

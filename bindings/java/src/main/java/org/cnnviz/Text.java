package org.cnnviz;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.stream.Collectors;

/** Texts as the native library reads them: UTF-8, ending in a zero byte. */
final class Text {
  private Text() {}

  static byte[] bytes(String text) {
    if (text == null) {
      return null;
    }
    if (text.indexOf('\0') >= 0) {
      throw new InvalidArgumentException("a text must not hold a zero character: \"" + text + "\"");
    }
    byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
    return java.util.Arrays.copyOf(encoded, encoded.length + 1);
  }

  static String string(byte[] bytes) {
    return bytes == null ? null : new String(bytes, StandardCharsets.UTF_8);
  }

  /** Names in one text: quoted, separated by commas; null stays null. */
  static String list(Collection<?> names) {
    return names == null
        ? null
        : names.stream()
            .map(name -> '"' + name.toString().replace("\\", "\\\\").replace("\"", "\\\"") + '"')
            .collect(Collectors.joining(","));
  }
}

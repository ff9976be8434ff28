package org.endorm.text.jinja;

/**
 * What Python would raise inside an expression, before the line is known; the renderer turns it
 * into a {@link JinjaException} that names the line.
 */
final class Fault extends RuntimeException {
  private static final long serialVersionUID = 1L;

  Fault(String message) {
    super(message, null, false, false);
  }

  static Fault type(String message) {
    return new Fault("TypeError: " + message);
  }

  static Fault value(String message) {
    return new Fault("ValueError: " + message);
  }

  static Fault unsupported(String what) {
    return new Fault(what + " is not supported");
  }
}

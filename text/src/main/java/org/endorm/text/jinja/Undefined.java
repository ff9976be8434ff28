package org.endorm.text.jinja;

/**
 * Jinja's default undefined: prints as nothing, iterates as empty, is false; every other use is an
 * error.
 *
 * @param reason what to say when it is used, such as {@code 'x' is undefined}
 */
record Undefined(String reason) implements Value {
  static Undefined name(String name) {
    return new Undefined("'" + name + "' is undefined");
  }

  static Undefined attribute(Value owner, String name) {
    return new Undefined("'" + owner.typeName() + " object' has no attribute '" + name + "'");
  }

  static Undefined element(Value owner, Value index) {
    return new Undefined(
        owner.typeName() + " object has no element " + PythonText.shortRepr(index));
  }

  /** What the sandbox gives for an attribute that would change its owner. */
  static Undefined unsafe(Value owner, String name) {
    return new Undefined(
        "access to attribute '" + name + "' of '" + owner.typeName() + "' object is unsafe");
  }

  Fault fault() {
    return new Fault(reason);
  }
}

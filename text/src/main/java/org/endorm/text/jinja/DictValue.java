package org.endorm.text.jinja;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Python's {@code dict}: insertion order, keys equal as in Python (1, 1.0 and True are one key).
 */
final class DictValue implements Value {
  /** A key as it was first written, and its value. */
  record Entry(Value key, Value value) {}

  private final Map<Object, Entry> entries;

  private DictValue(Map<Object, Entry> entries) {
    this.entries = entries;
  }

  static Builder builder() {
    return new Builder();
  }

  @Nullable Value get(Value key) {
    Entry entry = entries.get(DictKey.of(key));
    return entry == null ? null : entry.value();
  }

  @Nullable Value get(String key) {
    Entry entry = entries.get(key);
    return entry == null ? null : entry.value();
  }

  int size() {
    return entries.size();
  }

  Collection<Entry> entries() {
    return entries.values();
  }

  List<Value> keys() {
    List<Value> keys = new ArrayList<>(entries.size());
    entries.values().forEach(entry -> keys.add(entry.key()));
    return keys;
  }

  /** Collects a dict; a later value of an equal key replaces the earlier one, in its place. */
  static final class Builder {
    private final Map<Object, Entry> entries = new LinkedHashMap<>();

    Builder put(Value key, Value value) {
      Object hash = DictKey.of(key);
      Entry old = entries.get(hash);
      entries.put(hash, new Entry(old == null ? key : old.key(), value));
      return this;
    }

    Builder put(String key, Value value) {
      return put(Value.of(key), value);
    }

    Builder putAll(DictValue other) {
      other.entries().forEach(entry -> put(entry.key(), entry.value()));
      return this;
    }

    DictValue build() {
      return new DictValue(entries);
    }
  }
}

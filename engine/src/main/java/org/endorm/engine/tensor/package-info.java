/**
 * The thin layer over libtorch's bindings: the one-time set-up, the compute type, and the lifetime
 * of native memory.
 */
@NullMarked
package org.endorm.engine.tensor;

import org.jspecify.annotations.NullMarked;

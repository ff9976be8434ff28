/**
 * Benchmarks of judges: items with known better and worse answers, what each judge made of them,
 * and the figures that the published protocols give for it.
 *
 * <p>A benchmark is data + protocol + metric, one file each in {@code suite}; it is handed judges
 * and knows nothing of how they work.
 */
@NullMarked
package org.endorm.bench;

import org.jspecify.annotations.NullMarked;

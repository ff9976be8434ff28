/**
 * What a careful reader asks of a figure: how sure it is, whether a difference is one, how much of
 * it is length, and whether a margin means what it says. Everything here is deterministic.
 */
@NullMarked
package org.endorm.bench.statistics;

import org.jspecify.annotations.NullMarked;

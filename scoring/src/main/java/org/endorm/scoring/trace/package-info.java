/**
 * Where traces come from: trajectories to what a model says of their tokens, whether it computes
 * here or is asked over a wire.
 */
@NullMarked
package org.endorm.scoring.trace;

import org.jspecify.annotations.NullMarked;

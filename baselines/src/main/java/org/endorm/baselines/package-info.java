/**
 * The rivals: whatever else makes a judge of a language model, one a file, each with its paper.
 *
 * <p>They borrow their models: closing a rival closes nothing, since many share one model and,
 * where its source remembers traces, one forward pass.
 */
@NullMarked
package org.endorm.baselines;

import org.jspecify.annotations.NullMarked;

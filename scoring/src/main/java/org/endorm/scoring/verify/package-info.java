/**
 * Answers that can be checked by rule: where a solution says its result, and when two results
 * agree.
 */
@NullMarked
package org.endorm.scoring.verify;

import org.jspecify.annotations.NullMarked;

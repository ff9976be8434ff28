/**
 * Several readers of one model at a time: what they ask for at the same moment is computed
 * together, each trace once.
 */
@NullMarked
package org.endorm.scoring.joint;

import org.jspecify.annotations.NullMarked;

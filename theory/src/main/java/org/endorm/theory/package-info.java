/**
 * Token MDPs small or structured enough to be solved exactly: values, policies, occupancy measures,
 * and each of the paper's theorems as a measured left side and a computed right side.
 *
 * <p>Tables have shape [states][actions of the state]. Rewards are always read out by the operator
 * of {@link org.endorm.reward.InverseSoftBellman}, the one that scores real models. JDK only;
 * nothing here draws random numbers except from the generator it is given.
 */
@NullMarked
package org.endorm.theory;

import org.jspecify.annotations.NullMarked;

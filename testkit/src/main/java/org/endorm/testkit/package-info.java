/**
 * What every test shares: fixtures, golden values, where data lies, the leak check. Never shipped.
 */
@NullMarked
package org.endorm.testkit;

import org.jspecify.annotations.NullMarked;

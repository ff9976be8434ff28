/**
 * Where results go: standard output, or a file that survives a kill at any moment and can be gone
 * on with.
 */
@NullMarked
package org.endorm.cli.output;

import org.jspecify.annotations.NullMarked;

/**
 * What people look at: the progress bar, the table of answers, heat maps in a terminal and a page.
 */
@NullMarked
package org.endorm.cli.show;

import org.jspecify.annotations.NullMarked;

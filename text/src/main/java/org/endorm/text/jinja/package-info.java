/**
 * A small strict Jinja2: lexer, parser to sealed records, evaluator. It prints what Python's jinja2
 * prints in the environment in which transformers renders chat templates, and refuses loudly what
 * it does not know. Templates are untrusted: steps, output, nesting and time are bounded, and a
 * template reaches plain values only, never a Java object.
 */
@NullMarked
package org.endorm.text.jinja;

import org.jspecify.annotations.NullMarked;

/**
 * Models behind a server: traces over the OpenAI completions protocol, which tells log π and
 * nothing else, and the tokenizer where the server has one to ask.
 *
 * <p>What a server says is untrusted: answers are bounded in size and time, counted, and checked.
 */
@NullMarked
package org.endorm.scoring.remote;

import org.jspecify.annotations.NullMarked;

/**
 * From a model's name to files on this disk: the catalogue of pinned files, the Hugging Face hub
 * and its shared cache, and the kinds of name there are.
 *
 * <p>Everything fetched is untrusted until its hash has been checked, takes its place atomically,
 * and is fetched by one process at a time. Nothing here reaches for the network when told to be
 * offline.
 */
@NullMarked
package org.endorm.scoring.catalogue;

import org.jspecify.annotations.NullMarked;

package org.endorm.scoring;

import org.endorm.engine.tensor.Dtype;
import org.jspecify.annotations.Nullable;

/**
 * What a number depends on, for whoever wants to get it again.
 *
 * @param name the model as the user named it
 * @param sha256 of its weights; null of a remote model
 * @param templateSha256 of its chat template; null where it has none, or it lies with the server
 * @param settingsSha256 of the small files beside the weights, config and tokenizer; null where all
 *     lies in one file
 * @param now the date and time that templates see, ISO 8601
 * @param dtype what the model computes in; null of a remote model
 * @param invariant whether numbers do not depend on how rows were batched
 */
public record ModelFacts(
    String name,
    @Nullable String sha256,
    @Nullable String templateSha256,
    @Nullable String settingsSha256,
    String now,
    @Nullable Dtype dtype,
    boolean invariant) {}

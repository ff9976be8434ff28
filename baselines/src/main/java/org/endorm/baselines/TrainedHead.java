package org.endorm.baselines;

import org.endorm.scoring.AnswerEncoder;
import org.endorm.scoring.HeadSource;

/**
 * A trained reward model, which reads text by a tokenizer and template of its own; all of it is
 * borrowed.
 *
 * @param encoder what turns text into its ids
 * @param source its head
 */
public record TrainedHead(AnswerEncoder encoder, HeadSource source) {}

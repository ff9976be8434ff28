package org.endorm.cli.show;

/**
 * One token of a response with its numbers.
 *
 * @param text what it stands for
 * @param id its id
 * @param start its first code point in the response; of the end token the response's length
 * @param end the code point after its last
 * @param reward r_t = Q(s_t, a_t) − V(s_{t+1})
 * @param logp log π(a_t | s_t)
 * @param q the raw logit Q(s_t, a_t)
 * @param v V(s_t)
 */
public record TokenCell(
    String text, int id, int start, int end, double reward, double logp, double q, double v) {}

"""Five random token MDPs, worked out with NumPy by listing all answers.

    python3 tools/theory_reference.py > theory/src/test/resources/org/endorm/theory/reference.json

The Java side uses dynamic programming over states; here every number is a sum or a maximum over
whole answers, so that the two share nothing but the definitions. Needs numpy, nothing else.
"""

import json
import sys

import numpy as np

# vocabulary, horizon, whether token 0 ends an answer, alpha, beta of the KL round
SHAPES = [
    (2, 3, False, 1.0, 0.7),
    (3, 3, True, 0.5, 2.0),
    (4, 2, False, 2.0, 1.0),
    (3, 4, True, 1.3, 0.4),
    (6, 2, True, 0.25, 3.0),
]


def logsumexp(x):
    x = np.asarray(x, dtype=np.float64)
    return float(np.log(np.exp(x - x.max()).sum()) + x.max())


def prefixes(vocabulary, horizon, end_token):
    """All states, breadth first."""
    states, level = [], [()]
    for _ in range(horizon):
        states += level
        growing = range(1 if end_token else 0, vocabulary)
        level = [p + (a,) for p in level for a in growing]
    return states


def answers(vocabulary, horizon, end_token):
    def grow(prefix):
        for a in range(vocabulary):
            answer = prefix + (a,)
            if len(answer) == horizon or (end_token and a == 0):
                yield answer
            else:
                yield from grow(answer)

    return list(grow(()))


class Model:
    def __init__(self, states, q, alpha):
        self.q = dict(zip(states, q))
        self.alpha = alpha
        self.v = {s: alpha * logsumexp(row / alpha) for s, row in self.q.items()}

    def token_logps(self, answer):
        return [
            (self.q[answer[:t]][a] - self.v[answer[:t]]) / self.alpha for t, a in enumerate(answer)
        ]

    def token_rewards(self, answer):
        """alpha log pi + V(s) - V(s'), the paper's Eq 12."""
        v = [self.v[answer[:t]] for t in range(len(answer))] + [0.0]
        return [
            self.alpha * logp + v[t] - v[t + 1] for t, logp in enumerate(self.token_logps(answer))
        ]


def instance(rng, vocabulary, horizon, end_token, alpha, beta):
    states = prefixes(vocabulary, horizon, end_token)
    every = answers(vocabulary, horizon, end_token)
    expert_q = rng.uniform(-2, 2, (len(states), vocabulary))
    model_q = expert_q + rng.uniform(-0.5, 0.5, expert_q.shape)
    expert, model = Model(states, expert_q, alpha), Model(states, model_q, alpha)

    true_reward = np.array([sum(expert.token_rewards(a)) for a in every])
    read_reward = np.array([sum(model.token_rewards(a)) for a in every])
    p_expert = np.exp([sum(expert.token_logps(a)) for a in every])
    log_p_model = np.array([sum(model.token_logps(a)) for a in every])
    p_model = np.exp(log_p_model)

    def preferences(r):
        return 1 / (1 + np.exp(-(r[:, None] - r[None, :])))

    logp = lambda m: np.array([(m.q[s] - m.v[s]) / alpha for s in states])
    power = (1 + alpha / beta) * log_p_model
    occupancy = np.zeros_like(expert_q)
    index = {s: i for i, s in enumerate(states)}
    for answer, p in zip(every, p_expert):
        for t, a in enumerate(answer):
            occupancy[index[answer[:t]], a] += p

    return {
        "vocabulary": vocabulary,
        "horizon": horizon,
        "end_token": end_token,
        "alpha": alpha,
        "beta": beta,
        "expert": expert_q.tolist(),
        "model": model_q.tolist(),
        "answers": [list(a) for a in every],
        "model_v": [model.v[s] for s in states],
        "model_token_rewards": [model.token_rewards(a) for a in every],
        # The soft value of the read-out reward over whole answers: V(s_1) again, if theory holds.
        "soft_value": alpha * logsumexp(read_reward / alpha),
        "occupancy": occupancy.tolist(),
        "epsilon": float(np.abs(logp(expert) - logp(model)).max()),
        "variation": float(np.abs(preferences(true_reward) - preferences(read_reward)).max()),
        "soft_imitation_loss": alpha * float(p_model @ (log_p_model - np.log(p_expert))),
        "expert_return": float(p_expert @ true_reward),
        "imitation_return": float(p_model @ true_reward),
        "rl_return": float(true_reward[read_reward.argmax()]),
        "sharpened_log_probabilities": (power - logsumexp(power)).tolist(),
    }


def main():
    rng = np.random.default_rng(20250623)
    json.dump([instance(rng, *shape) for shape in SHAPES], sys.stdout, indent=1)
    print()


if __name__ == "__main__":
    main()

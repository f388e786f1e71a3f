"""Eager PyTorch DDPG on Pendulum-v1, one environment: what Foresale's DDPG is timed against (bench/results/pendulum.md).

speed: updates a second on a filled replay buffer, with the settings of Foresale's benchmark.
gate:  one update a step until 100 evaluation episodes reach a mean return; the clock stands still during evaluation.

Both print one line of JSON. Needs python3-torch with libopenblas0-pthread (Debian); one thread.
"""
import argparse
import json
import math
import time

import numpy as np
import torch
from torch import nn

S, A = 3, 1  # state and action size; actions are in [-1, 1], torque = 2 a


def mlp(inputs, outputs):
    return nn.Sequential(nn.Linear(inputs, 256), nn.ReLU(), nn.Linear(256, 256), nn.ReLU(), nn.Linear(256, outputs))


class Pendulum:
    """n pendulums at once: training uses one, evaluation a hundred."""

    def __init__(self, n, rng):
        self.n, self.rng = n, rng

    def reset(self):
        self.angle = self.rng.uniform(-np.pi, np.pi, self.n)
        self.speed = self.rng.uniform(-1, 1, self.n)
        return self.observe()

    def observe(self):
        return np.stack([np.cos(self.angle), np.sin(self.angle), self.speed], 1).astype(np.float32)

    def step(self, action):
        torque = 2 * np.clip(action[:, 0], -1, 1)
        angle = (self.angle + np.pi) % (2 * np.pi) - np.pi
        reward = -(angle ** 2 + .1 * self.speed ** 2 + .001 * torque ** 2)
        self.speed = np.clip(self.speed + (15 * np.sin(self.angle) + 3 * torque) * .05, -8, 8)
        self.angle = self.angle + self.speed * .05
        return self.observe(), reward.astype(np.float32)


class Replay:
    def __init__(self, capacity):
        self.state, self.next = np.zeros((capacity, S), np.float32), np.zeros((capacity, S), np.float32)
        self.action, self.reward = np.zeros((capacity, A), np.float32), np.zeros(capacity, np.float32)
        self.count = 0

    def add(self, state, action, reward, following):
        i = self.count
        self.state[i], self.action[i], self.reward[i], self.next[i] = state, action, reward, following
        self.count += 1

    def draw(self, rng, size):
        rows = rng.integers(0, self.count, size)
        return tuple(torch.from_numpy(x[rows]) for x in (self.state, self.action, self.reward, self.next))


class Ddpg:
    def __init__(self, rate, tau, average, discount):
        self.tau, self.average, self.discount = tau, average, discount
        self.actor, self.critic = mlp(S, A), mlp(S + A, 1)
        self.target_actor, self.target_critic, self.mean_actor = mlp(S, A), mlp(S + A, 1), mlp(S, A)
        for copy, original in ((self.target_actor, self.actor), (self.target_critic, self.critic), (self.mean_actor, self.actor)):
            copy.load_state_dict(original.state_dict())
            copy.requires_grad_(False)
        self.actor_optimizer = torch.optim.Adam(self.actor.parameters(), rate)
        self.critic_optimizer = torch.optim.Adam(self.critic.parameters(), rate)

    def act(self, actor, state):
        with torch.no_grad():
            return torch.tanh(actor(torch.from_numpy(state))).numpy()

    def update(self, batch, share=1.0, rate=1e-3):
        state, action, reward, following = batch
        for optimizer in (self.actor_optimizer, self.critic_optimizer):
            optimizer.param_groups[0]["lr"] = rate * share
        with torch.no_grad():  # a time limit is no end: every transition bootstraps
            value = self.target_critic(torch.cat([following, torch.tanh(self.target_actor(following))], 1)).squeeze(1)
            target = reward + self.discount * value
        critic_loss = ((self.critic(torch.cat([state, action], 1)).squeeze(1) - target) ** 2).mean()
        self.critic_optimizer.zero_grad()
        critic_loss.backward()
        self.critic_optimizer.step()
        self.critic.requires_grad_(False)
        actor_loss = -self.critic(torch.cat([state, torch.tanh(self.actor(state))], 1)).mean()
        self.actor_optimizer.zero_grad()
        actor_loss.backward()
        self.actor_optimizer.step()
        self.critic.requires_grad_(True)
        with torch.no_grad():
            for slow, fast, step in ((self.target_critic, self.critic, self.tau), (self.target_actor, self.actor, self.tau), (self.mean_actor, self.actor, 1 - self.average)):
                for p, q in zip(slow.parameters(), fast.parameters()):
                    p.mul_(1 - step).add_(q, alpha=step)
        return critic_loss.item(), actor_loss.item()


def evaluate(agent, seed, episodes=100):
    world = Pendulum(episodes, np.random.default_rng(1_000_003 + seed))
    state, total = world.reset(), np.zeros(episodes)
    for _ in range(200):
        state, reward = world.step(agent.act(agent.mean_actor, state))
        total += reward
    return float(total.mean())


def speed(args, rng):
    agent, replay, world = Ddpg(args.rate, args.tau, args.average, args.discount), Replay(2_000), Pendulum(1, rng)
    state = world.reset()
    for _ in range(2_000):
        action = rng.uniform(-1, 1, (1, A)).astype(np.float32)
        following, reward = world.step(action)
        replay.add(state, action, reward, following)
        state = following
    for _ in range(50):
        agent.update(replay.draw(rng, args.batch))
    wall, processor = time.perf_counter(), time.process_time()
    for _ in range(args.updates):
        agent.update(replay.draw(rng, args.batch))
    return {"updates": args.updates, "seconds": time.perf_counter() - wall, "processor_seconds": time.process_time() - processor}


def gate(args, rng):
    agent, replay, world = Ddpg(args.rate, args.tau, args.average, args.discount), Replay(args.steps), Pendulum(1, rng)
    state, wall, processor, points = world.reset(), 0.0, 0.0, []
    since, since_processor = time.perf_counter(), time.process_time()
    for step in range(args.steps):
        if step < args.warm_up:
            action = rng.uniform(-1, 1, (1, A)).astype(np.float32)
        else:
            noise = args.noise + (args.final_noise - args.noise) * step / args.steps
            action = np.clip(agent.act(agent.actor, state) + rng.normal(0, noise, (1, A)), -1, 1).astype(np.float32)
        following, reward = world.step(action)
        replay.add(state, action, reward, following)
        state = world.reset() if (step + 1) % 200 == 0 else following
        if step + 1 > args.warm_up:
            way = (step - args.warm_up) / (args.steps - args.warm_up)
            agent.update(replay.draw(rng, args.batch), .01 + .99 * .5 * (1 + math.cos(math.pi * way)), args.rate)
        if (step + 1) % args.every == 0:
            wall, processor = wall + time.perf_counter() - since, processor + time.process_time() - since_processor
            points.append((step + 1, evaluate(agent, args.seed)))
            if points[-1][1] >= args.wanted:
                break
            since, since_processor = time.perf_counter(), time.process_time()
    return {"seed": args.seed, "steps": points[-1][0], "reached": points[-1][1] >= args.wanted, "mean_return": points[-1][1], "seconds": wall, "processor_seconds": processor}


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("mode", choices=["speed", "gate"])
    for name, default in (("seed", 1), ("updates", 500), ("steps", 10_000), ("warm-up", 500), ("batch", 256), ("every", 250)):
        parser.add_argument(f"--{name}", type=int, default=default)
    for name, default in (("rate", 1e-3), ("tau", .005), ("average", .98), ("discount", .98), ("noise", .3), ("final-noise", .05), ("wanted", -175.0)):
        parser.add_argument(f"--{name}", type=float, default=default)
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(arguments.seed)
    print(json.dumps({"speed": speed, "gate": gate}[arguments.mode](arguments, np.random.default_rng(arguments.seed))))

using Foresale.Learning.Agents.Intent;
using Foresale.Learning.Critics;
using Foresale.Learning.Native;
using TorchSharp;
using static TorchSharp.torch;
using Shop = Foresale.Learning.Tests.Agents.ThreeStateShop;

namespace Foresale.Learning.Tests.Agents;

/// <summary>The article's equations (docs/equations.md) against the shop solved by hand.</summary>
[Collection(TorchCollection.Name)]
public class EquationTests
{
    private const int Few = 3;

    public EquationTests() => TorchNative.Ensure();

    [Fact]
    public void The_value_is_the_mean_return_of_a_reward_paid_once()
    {
        // V(L) = 2 x 59/244 - 1, by summing +1 for each purchase and -1 for each leave over many simulated shoppers.
        var table = Shop.Table(40_000, seed: 3);
        var firsts = Enumerable.Range(0, table.Nodes.Count).Where(n => n == 0 || table.Nodes.User[n] != table.Nodes.User[n - 1]);

        var meanReturn = firsts.Average(n => (2 * table.Nodes.Outcome[n]) - 1);

        Assert.Equal(Shop.V(Shop.Looking), meanReturn, tolerance: .015);
    }

    [Fact]
    public void The_Bellman_equation_holds_without_residual()
    {
        using var scope = NewDisposeScope();

        var value = Read(IntentLosses.Expectation(Next(), Q()));

        Assert.Equal([Shop.V(0), Shop.V(1), Shop.V(2)], value, Close);
    }

    [Fact]
    public void The_soft_backup_tends_to_the_expectation_and_to_the_maximum()
    {
        using var scope = NewDisposeScope();

        var mild = Read(IntentLosses.Soft(Next(), Q(), 1e3));
        var sharp = Read(IntentLosses.Soft(Next(), Q(), 1e-3));

        Assert.Equal(Read(IntentLosses.Expectation(Next(), Q())), mild, (a, b) => Math.Abs(a - b) < 1e-3);

        // From L nobody buys at once: its best action is the cart, worth V(T). The maximum over all actions would promise 1.
        Assert.Equal((.6 * Shop.V(Shop.Till)) - .4, sharp[Shop.Looking], tolerance: 5e-3);
        Assert.Equal(.8 - .2, sharp[Shop.Interested], tolerance: 5e-3);
        Assert.Equal(.6 - .4, Read(IntentLosses.Greedy(Next(), Q()))[Shop.Looking], tolerance: 1e-6);
    }

    [Fact]
    public void The_maximum_promises_more_than_the_shop_holds()
    {
        using var scope = NewDisposeScope();

        var greedy = Read(IntentLosses.Greedy(Next(), Q()));

        Assert.All(Enumerable.Range(0, 3), s => Assert.True(greedy[s] > Shop.V(s) + .05));
    }

    [Fact]
    public void With_uniform_behavior_and_temperature_one_the_best_policy_is_the_softmax_of_Q()
    {
        using var scope = NewDisposeScope();
        var uniform = full(Few, Few, (float)Math.Log(1.0 / Few));

        var policy = Optimum(Q(), uniform, temperature: 1);

        Assert.Equal(Read(nn.functional.softmax(Q(), -1)), policy, (a, b) => Math.Abs(a - b) < 1e-3);
    }

    [Theory]
    [InlineData(1.0)]
    [InlineData(.3)]
    public void The_actors_optimum_is_the_behavior_tilted_by_its_value(double temperature)
    {
        using var scope = NewDisposeScope();
        var logBehavior = tensor([.5f, .3f, .2f, .7f, .2f, .1f, .1f, .1f, .8f], [Few, Few]).log();

        var policy = Optimum(Q(), logBehavior, temperature);

        var tilted = nn.functional.softmax(logBehavior + (Q() / temperature), -1); // beta exp(q / tau) / Z
        Assert.Equal(Read(tilted), policy, (a, b) => Math.Abs(a - b) < 1e-3);
    }

    [Fact]
    public void The_policy_gradient_agrees_with_finite_differences()
    {
        using var scope = NewDisposeScope();
        double[] logits = [.3, -.2, .1];
        var behavior = tensor([.2f, .5f, .3f]).log().to(ScalarType.Float64).unsqueeze(0);
        var q = tensor([-.5, .2, 1.0]).unsqueeze(0);
        double J(double[] x) => IntentLosses.ActorObjective(nn.functional.log_softmax(tensor(x).unsqueeze(0), -1), q, behavior, .5).item<double>();

        var theta = tensor(logits, requires_grad: true);
        IntentLosses.ActorObjective(nn.functional.log_softmax(theta.unsqueeze(0), -1), q, behavior, .5).sum().backward();

        var gradient = theta.grad!.data<double>().ToArray();
        for (var k = 0; k < Few; k++)
        {
            var up = logits.Select((x, i) => i == k ? x + 1e-5 : x).ToArray();
            var down = logits.Select((x, i) => i == k ? x - 1e-5 : x).ToArray();
            Assert.Equal((J(up) - J(down)) / 2e-5, gradient[k], tolerance: 1e-8);
        }
    }

    [Fact]
    public void The_value_of_a_mixed_action_is_linear_so_its_gradient_is_q()
    {
        using var scope = NewDisposeScope();
        var q = TwinCritic.Mean(tensor([1f, -2f, 30f], [1, 3]), tensor([1f, -2f, 30f], [1, 3]));
        var action = tensor([.2f, .5f, .3f], requires_grad: true);

        (action * q).sum().backward();

        Assert.Equal(Read(q), Read(action.grad!), Close);
        Assert.Equal([Math.Tanh(.5), Math.Tanh(-1), 1], Read(q), Close);
    }

    [Fact]
    public void A_soft_targets_log_loss_is_least_at_the_target()
    {
        using var scope = NewDisposeScope();
        var (target, weight) = (tensor([.3f]), ones(1));
        double At(double p) => IntentLosses.LogLoss(tensor([(float)Math.Log(p / (1 - p))]), target, weight).item<float>();

        Assert.True(At(.3) < At(.28) && At(.3) < At(.32));
        Assert.Equal(-(.3 * Math.Log(.3)) - (.7 * Math.Log(.7)), At(.3), tolerance: 1e-6);
    }

    [Fact]
    public void A_loss_is_a_sum_by_weights_and_zero_takes_a_node_out()
    {
        using var scope = NewDisposeScope();

        var one = IntentLosses.LogLoss(tensor([.5f, 9f]), tensor([1f, 0f]), tensor([2f, 0f])).item<float>();
        var none = IntentLosses.LogLoss(tensor([.5f]), tensor([1f]), zeros(1)).item<float>();

        Assert.Equal(2 * Math.Log(1 + Math.Exp(-.5)), one, tolerance: 1e-6);
        Assert.Equal(0, none);
    }

    private static Tensor Next() => tensor(Shop.Next, [3, 4]);

    private static Tensor Q() => tensor(Array.ConvertAll(Shop.Q, q => (float)q), [3, 3]);

    // Gradient ascent of the actor's own objective on free logits.
    private static double[] Optimum(Tensor q, Tensor logBehavior, double temperature)
    {
        var logits = zeros(q.shape, requires_grad: true);
        for (var step = 0; step < 1500; step++)
        {
            using var scope = NewDisposeScope();
            IntentLosses.ActorObjective(nn.functional.log_softmax(logits, -1), q, logBehavior, temperature).sum().backward();
            using var frozen = no_grad();
            logits.add_(logits.grad!, alpha: 1);
            logits.grad!.zero_();
        }

        return Read(nn.functional.softmax(logits, -1));
    }

    private static double[] Read(Tensor values) => [.. values.detach().to(ScalarType.Float64).contiguous().data<double>()];

    private static bool Close(double a, double b) => Math.Abs(a - b) < 1e-6;
}

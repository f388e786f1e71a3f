namespace Foresale.Environments;

/// <summary>
/// A search engine that chooses how to rank, and customers that click: VirtualTB-v0 (Shi et al. 2019), learnt from Taobao's log. A page holds ten
/// items, ranked by the weights that the agent gives to 27 attributes of items; the reward is the number of clicks on it.
/// </summary>
/// <remarks>
/// A customer is 11 one-hot groups, 88 numbers, drawn from the customer network, and leaves after a number of pages that is drawn once, from the
/// customer alone: no action keeps anybody longer, and clicks depend on customer, page and action only. The task is thus a contextual
/// bandit in the shape of a process, and its best discount is 0. An episode is one customer; leaving terminates it. The original shows the next customer
/// in the last observation of an episode; here it is still the one who left.
/// </remarks>
public sealed class VirtualTaobao : IEnvironment
{
    /// <summary>Numbers that describe a customer.</summary>
    public const int UserSize = 88;

    /// <summary>Attributes of items that the agent weighs.</summary>
    public const int ActionSize = 27;

    /// <summary>Items on a page: clicks per page over this is the click-through rate.</summary>
    public const int ItemsPerPage = 10;

    internal const int NoiseSize = 128, ClickLevels = 11, PayLevels = 10, MaxPages = 100;

    private static readonly int[] s_groups = [8, 8, 11, 11, 11, 11, 2, 2, 3, 18, 3];
    private static readonly Space s_observations = Space.Join(Space.Of("customer", UserSize, 0, 1), new Space(["last_clicks", "last_pays", "page"], [0, 0, 0], [ClickLevels - 1, PayLevels - 1, MaxPages]));
    private static readonly Space s_actions = Space.Of("weight", ActionSize, -1, 1);
    private readonly VirtualTaobaoWeights _weights;
    private Random _random = new(0);
    private float[] _customer = [];
    private int _clicks;
    private int _pays;
    private int _page;
    private int _lastPage;

    /// <summary>Creates the environment; copies may share the weights.</summary>
    public VirtualTaobao(VirtualTaobaoWeights weights)
    {
        ArgumentNullException.ThrowIfNull(weights);
        _weights = weights;
    }

    /// <inheritdoc/>
    public Space Observations => s_observations;

    /// <inheritdoc/>
    public Space Actions => s_actions;

    /// <inheritdoc/>
    public float[] Reset(int? seed = null)
    {
        _random = seed is { } s ? new Random(s) : _random;
        _customer = Customer();
        _lastPage = Math.Max(1, Draw(_weights.Leaving.Forward(_customer))); // who leaves after page 0 has seen one
        (_clicks, _pays, _page) = (0, 0, 0);
        return Observe();
    }

    /// <inheritdoc/>
    public EnvironmentStep Step(ReadOnlySpan<float> action)
    {
        if (_page >= _lastPage)
        {
            throw new InvalidOperationException("VirtualTaobao: the customer has left. Call Reset before Step.");
        }

        var response = _weights.Response.Forward(ResponseInput(_customer, _page, action));
        (_clicks, _pays) = (Draw(response.AsSpan(0, ClickLevels)), Draw(response.AsSpan(ClickLevels)));
        _page++;
        return new EnvironmentStep(Observe(), _clicks, Terminated: _page >= _lastPage, Truncated: false);
    }

    /// <summary>What the response network reads: customer, page, and the action within its bounds.</summary>
    internal static float[] ResponseInput(ReadOnlySpan<float> customer, int page, ReadOnlySpan<float> action)
    {
        var input = new float[UserSize + 1 + ActionSize];
        customer.CopyTo(input);
        input[UserSize] = page;
        for (var i = 0; i < ActionSize; i++)
        {
            input[UserSize + 1 + i] = Math.Clamp(action[i], -1, 1);
        }

        return input;
    }

    private float[] Observe() => [.. _customer, _clicks, _pays, _page];

    private float[] Customer()
    {
        var noise = new float[NoiseSize];
        for (var i = 0; i < noise.Length; i++)
        {
            noise[i] = _random.NextSingle();
        }

        var (logits, customer, start) = (_weights.Customer.Forward(noise), new float[UserSize], 0);
        foreach (var size in s_groups)
        {
            customer[start + Draw(logits.AsSpan(start, size))] = 1;
            start += size;
        }

        return customer;
    }

    // One class of a softmax.
    private int Draw(ReadOnlySpan<float> logits)
    {
        var (most, total) = (float.NegativeInfinity, 0.0);
        foreach (var logit in logits)
        {
            most = Math.Max(most, logit);
        }

        foreach (var logit in logits)
        {
            total += Math.Exp(logit - most);
        }

        var left = _random.NextDouble() * total;
        for (var i = 0; i < logits.Length - 1; i++)
        {
            left -= Math.Exp(logits[i] - most);
            if (left < 0)
            {
                return i;
            }
        }

        return logits.Length - 1;
    }
}

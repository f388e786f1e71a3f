using Foresale.Learning.Baselines;
using MathNet.Numerics.Distributions;

namespace Foresale.Learning.Tests.Baselines;

public class BgNbdTests
{
    // Estimates from the CDNOW data, in weeks (Fader, Hardie and Lee 2005, table 1).
    private static readonly BgNbd s_cdnow = new(R: .243, Alpha: 4.414, A: .793, B: 2.426);

    private static readonly BgNbd s_shop = new(R: .8, Alpha: 12, A: .9, B: 2.5); // in days

    [Fact]
    public void The_papers_customer_is_expected_to_order_as_often_as_the_paper_says()
    {
        // Equation 10, whose last factor is P(alive), with x = 2, t_x = 30.43, T = 38.86 over 39 weeks.
        var (x, age, weeks) = (2, 38.86, 39.0);
        var (r, alpha, a, b) = (s_cdnow.R, s_cdnow.Alpha, s_cdnow.A, s_cdnow.B);
        var series = Hypergeometric(r + x, b + x, a + b + x - 1, weeks / (alpha + age + weeks));

        var orders = (a + b + x - 1) / (a - 1) * (1 - (Math.Pow((alpha + age) / (alpha + age + weeks), r + x) * series)) * s_cdnow.Alive(new OrderHistory(x, 30.43, age));

        Assert.Equal(1.226, orders, .0005);
    }

    [Fact]
    public void The_likelihood_of_one_repeat_is_the_one_worked_out_by_hand()
    {
        // x = 1: r alpha^r (b / (a + b) / (alpha + T)^(r + 1) + a / (a + b) / (alpha + t_x)^(r + 1)) with r = 1, alpha = 2, a = 1, b = 3, t_x = 2, T = 6:
        // 2 (3/4 / 64 + 1/4 / 16) = .0546875.
        Assert.Equal(Math.Log(.0546875), new BgNbd(1, 2, 1, 3).LogLikelihood(new OrderHistory(1, 2, 6)), 1e-9);
        Assert.Equal(Math.Log(2.0 / 8), new BgNbd(1, 2, 1, 3).LogLikelihood(new OrderHistory(0, 0, 6)), 1e-9); // x = 0: (alpha / (alpha + T))^r
    }

    [Fact]
    public void A_purchase_ahead_is_as_likely_as_by_hand()
    {
        // Active: 1 / (1 + 1/3 (8/4)^2) = 3/7; an order within 8 days of an active one: 1 - (8/16)^2 = 3/4.
        Assert.Equal(9.0 / 28, new BgNbd(1, 2, 1, 3).Buys(new OrderHistory(1, 2, 6), 8), 1e-12);
        Assert.Equal(0, s_cdnow.Buys(new OrderHistory(3, 5, 9), 0), 1e-12);
    }

    [Fact]
    public void A_fit_finds_the_parameters_of_simulated_customers()
    {
        var customers = Customers(20_000, days: 200, ahead: 0, seed: 3).Select(c => c.History).ToList();

        var found = BgNbdFit.Fit(customers, TestContext.Current.CancellationToken);

        Assert.Equal(s_shop.R, found.R, .05);
        Assert.Equal(s_shop.Alpha, found.Alpha, 1.0);
        Assert.Equal(s_shop.A / (s_shop.A + s_shop.B), found.A / (found.A + found.B), .02); // the mean chance to leave
        Assert.Equal(s_shop.A, found.A, .15);
        Assert.True(customers.Sum(found.LogLikelihood) >= customers.Sum(s_shop.LogLikelihood), "the truth is likelier than the fit");
    }

    [Fact]
    public void As_many_simulated_customers_of_a_score_order_again_as_it_says()
    {
        var customers = Customers(40_000, days: 100, ahead: 20, seed: 4);

        foreach (var tenth in customers.Select(c => (Score: s_shop.Buys(c.History, 20), c.Buys)).OrderBy(c => c.Score).Chunk(4_000))
        {
            Assert.Equal(tenth.Average(c => c.Score), tenth.Average(c => c.Buys ? 1 : 0), .025); // three standard errors
        }
    }

    [Fact]
    public void One_customer_alone_gives_finite_parameters()
    {
        var found = BgNbdFit.Fit([new OrderHistory(0, 0, 0)], TestContext.Current.CancellationToken);

        Assert.All(new[] { found.R, found.Alpha, found.A, found.B }, p => Assert.InRange(p, 1e-6, 1e6));
    }

    /// <summary>Customers by the model's own story, each observed from the first order for 1..<paramref name="days"/> days, and whether they order in the days ahead.</summary>
    internal static List<(OrderHistory History, bool Buys)> Customers(int count, double days, double ahead, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => Customer(random, 1 + (random.NextDouble() * (days - 1)), ahead))];
    }

    private static (OrderHistory History, bool Buys) Customer(Random random, double age, double ahead)
    {
        var (rate, leaves) = (Gamma.Sample(random, s_shop.R, s_shop.Alpha), Beta.Sample(random, s_shop.A, s_shop.B));
        var (orders, last, time) = (0, 0.0, Exponential.Sample(random, rate));
        var active = true;
        while (active && time <= age)
        {
            (orders, last) = (orders + 1, time);
            active = random.NextDouble() >= leaves;
            time += Exponential.Sample(random, rate);
        }

        return (new OrderHistory(orders, last, age), active && time <= age + ahead);
    }

    private static double Hypergeometric(double a, double b, double c, double z)
    {
        var (sum, term) = (1.0, 1.0);
        for (var k = 0; k < 1000; k++)
        {
            term *= (a + k) * (b + k) / ((c + k) * (k + 1)) * z;
            sum += term;
        }

        return sum;
    }
}

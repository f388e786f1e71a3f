using System.IO.Compression;
using Foresale.Decisions.Recommendation.OffPolicy;
using Foresale.Events;

namespace Foresale.Tests.Decisions.Recommendation;

/// <summary>The figures of the small Open Bandit logs, computed once by an independent script.</summary>
public class OpenBanditTests
{
    [Theory]
    [InlineData("men", 34, .0046, .0069, .00566, .00574, 2_869)]
    [InlineData("women", 46, .0046, .0046, .00581, .00583, 3_492)]
    public void The_random_log_speaks_for_Thompson_sampling(string campaign, int items, double random, double sampled, double ips, double snips, double effective)
    {
        var (uniform, thompson) = (Log("random", campaign, items), Log("bts", campaign, items));

        var result = OffPolicyEvaluation.Judge(uniform, ChoicePolicy.Marginals(thompson), new OffPolicyOptions { Draws = 20 });

        Assert.Equal(random, uniform.MeanReward, tolerance: 5e-5);
        Assert.Equal(sampled, thompson.MeanReward, tolerance: 5e-5);
        Assert.Equal(ips, result.Estimates["ips"].Value, tolerance: 5e-6);
        Assert.Equal(snips, result.Estimates["snips"].Value, tolerance: 5e-6);
        Assert.Equal(effective, result.Support.EffectiveSize, tolerance: .5);
    }

    [Fact]
    public void The_log_of_Thompson_sampling_does_not_speak_for_random_choices()
    {
        var log = Log("bts", "women", 46);

        var result = OffPolicyEvaluation.Judge(log, ChoicePolicy.Uniform(log.Contexts, log.Actions));

        Assert.Equal(2.08, result.Support.EffectiveSize, tolerance: .005);
        Assert.Equal(21_739, result.Support.LargestWeight, tolerance: .5);
        Assert.StartsWith("No estimate: 10,000 choices count as 2, fewer than 100; one choice weighs 21,739, 69 % of the sum, more than 10 %.", result.Refusal);
        Assert.Empty(result.Estimates);
    }

    [Theory]
    [InlineData(null, ": there is no such file. Give a log of the Open Bandit Dataset.")]
    [InlineData("item_id,position,click,propensity_score\n", ": there is a header and no row. Give a log of the Open Bandit Dataset.")]
    [InlineData("item_id,position,click,propensity_score\n3,1,0,0.1\n34,1,0,0.1\n", "(3): 'item_id' is no number in its range. Correct the row.")]
    [InlineData("item_id,position,click,propensity_score\n3,4,0,0.1\n", "(2): 'position' is no number in its range. Correct the row.")]
    [InlineData("item_id,position,click,propensity_score\n3,1,0,0\n", "(2): 'propensity_score' is no number in its range. Correct the row.")]
    public void What_is_no_log_is_told_with_its_place(string? text, string message)
    {
        var path = Path.Combine(Path.GetTempPath(), $"foresale-bandit-{Guid.NewGuid():N}.csv");
        if (text is not null)
        {
            File.WriteAllText(path, text);
        }

        var fault = Assert.Throws<UserFaultException>(() => OpenBandit.Read(path, 34));
        File.Delete(path);

        Assert.Equal(path + message, fault.Message);
    }

    [Fact]
    public void A_file_without_a_column_is_named()
    {
        var path = Path.Combine(Path.GetTempPath(), $"foresale-bandit-{Guid.NewGuid():N}.csv.gz");
        using (var text = new StreamWriter(new GZipStream(File.Create(path), CompressionLevel.Fastest)))
        {
            text.WriteLine("item_id,position,click");
        }

        var fault = Assert.Throws<UserFaultException>(() => OpenBandit.Read(path, 34));

        Assert.Equal($"{path}(1): there is no column 'propensity_score'. Give a log of the Open Bandit Dataset.", fault.Message);
        File.Delete(path);
    }

    private static LoggedChoices Log(string policy, string campaign, int items)
    {
        var root = Environment.GetEnvironmentVariable("FORESALE_DATA");
        var path = root is { Length: > 0 } ? Path.Combine(root, "open-bandit", $"{policy}_{campaign}.csv.gz") : "";
        Assert.SkipUnless(File.Exists(path), "open-bandit is not here; set FORESALE_DATA.");
        return OpenBandit.Read(path, items);
    }
}

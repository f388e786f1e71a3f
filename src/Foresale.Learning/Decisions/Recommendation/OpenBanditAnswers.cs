using System.Globalization;
using Foresale.Decisions.Benchmarks;
using Foresale.Decisions.Recommendation.OffPolicy;

namespace Foresale.Learning.Decisions.Recommendation;

/// <summary>What the small Open Bandit logs say, computed once by an independent script: clicks a place, estimates of one policy from the other's log, the refusal.</summary>
internal static class OpenBanditAnswers
{
    /// <summary>Where the logs stand in the data folder.</summary>
    public const string Folder = "open-bandit";

    /// <summary>Recomputes them.</summary>
    public static IEnumerable<KnownAnswer> Of(DecisionRun run)
    {
        foreach (var (campaign, items, random, sampled, ips, snips, size) in ((string, int, double, double, double, double, double)[])
            [("men", 34, .0046, .0069, .00566, .00574, 2_869), ("women", 46, .0046, .0046, .00581, .00583, 3_492)])
        {
            LoggedChoices Log(string policy) => OpenBandit.Read(run.DataFile(string.Create(CultureInfo.InvariantCulture, $"{Folder}/{policy}_{campaign}.csv.gz")), items);
            var (uniform, thompson) = (Log("random"), Log("bts"));
            var forward = OffPolicyEvaluation.Judge(uniform, ChoicePolicy.Marginals(thompson));
            yield return new($"Open Bandit, {campaign}: clicks a place, random", random, uniform.MeanReward, 5e-5);
            yield return new($"Open Bandit, {campaign}: clicks a place, Thompson sampling", sampled, thompson.MeanReward, 5e-5);
            yield return new($"Open Bandit, {campaign}: Thompson sampling from the random log, IPS", ips, forward.Estimates["ips"].Value, 5e-6);
            yield return new($"Open Bandit, {campaign}: the same, SNIPS", snips, forward.Estimates["snips"].Value, 5e-6);
            yield return new($"Open Bandit, {campaign}: the same, effective size", size, forward.Support.EffectiveSize, .5);
            if (campaign is "women")
            {
                var back = OffPolicyEvaluation.Judge(thompson, ChoicePolicy.Uniform(thompson.Contexts, thompson.Actions));
                yield return new("Open Bandit, women: random from the log of Thompson sampling, refused (1) at an effective size of 2", 1, back.Refusal is null ? 0 : 1, 0);
                yield return new("Open Bandit, women: the same, effective size", 2, back.Support.EffectiveSize, .5);
                yield return new("Open Bandit, women: the same, largest weight", 21_739, back.Support.LargestWeight, .5);
            }
        }
    }
}

using Foresale.Scoring;

namespace Foresale.Server.Models;

/// <summary>What was seen of a model in its role, since it took it: its scores, how they differ from the champion's on the same shoppers, and what became of those shoppers.</summary>
/// <param name="model">The model.</param>
/// <param name="champion">The one it is compared with; itself for the champion.</param>
/// <param name="since">When it took the role.</param>
internal sealed class RoleBook(LoadedModel model, LoadedModel champion, DateTimeOffset since)
{
    private readonly Lock _gate = new();
    private readonly ScoreHistogram _calibration = ScoreHistogram.OfCalibration(model.Folder.Manifest);
    private readonly ScoreHistogram _scores = ScoreHistogram.OfCalibration(model.Folder.Manifest).Empty();
    private readonly ScoreHistogram _mine = ScoreHistogram.OfCalibration(champion.Folder.Manifest).Empty(), _champions = ScoreHistogram.OfCalibration(champion.Folder.Manifest).Empty();
    private readonly OutcomeSums _outcomes = new();
    private long _equalBands, _lossPairs;
    private double _intent, _mineSum, _championsSum, _absolute, _largest, _loss, _losses, _milliseconds, _slowest;

    /// <summary>It scored a shopper.</summary>
    public void Scored(float intent, TimeSpan time)
    {
        lock (_gate)
        {
            _scores.Add(intent);
            _intent += intent;
            _milliseconds += time.TotalMilliseconds;
            _slowest = Math.Max(_slowest, time.TotalMilliseconds);
        }
    }

    /// <summary>It and the champion scored one state of one shopper.</summary>
    public void Compared(IntentScore mine, IntentScore champions)
    {
        lock (_gate)
        {
            _mine.Add(mine.Intent);
            _champions.Add(champions.Intent);
            _mineSum += mine.Intent;
            _championsSum += champions.Intent;
            _equalBands += mine.Band == champions.Band ? 1 : 0;
            var difference = Math.Abs((double)mine.Intent - champions.Intent);
            _absolute += difference;
            _largest = Math.Max(_largest, difference);
        }
    }

    /// <summary>It is known whether a shopper bought.</summary>
    /// <param name="intent">What it had said of them.</param>
    /// <param name="champions">What the champion had said of the same state; NaN where it was not asked.</param>
    /// <param name="bought">The outcome.</param>
    public void Ended(float intent, float champions, bool bought)
    {
        lock (_gate)
        {
            _outcomes.Add(intent, bought);
            if (!float.IsNaN(champions))
            {
                var less = OutcomeSums.Loss(intent, bought) - OutcomeSums.Loss(champions, bought);
                _lossPairs++;
                _loss += less;
                _losses += less * less;
            }
        }
    }

    /// <summary>All of it.</summary>
    public RoleReport Report(ModelRole role, double share)
    {
        lock (_gate)
        {
            var (count, pairs) = (_scores.Total, _mine.Total);
            return new RoleReport
            {
                Role = role.ToString().ToLowerInvariant(),
                Model = model.Name,
                Share = share,
                Since = since,
                Scores = count,
                MeanIntent = count == 0 ? null : _intent / count,
                Histogram = Bins(),
                PsiToCalibration = ScoreHistogram.Psi(_calibration, _scores),
                MeanMilliseconds = count == 0 ? null : _milliseconds / count,
                LargestMilliseconds = count == 0 ? null : _slowest,
                ToChampion = pairs == 0 ? null : new ChampionComparison(pairs, _mineSum / pairs, _championsSum / pairs, ScoreHistogram.Psi(_champions, _mine)!.Value, (double)_equalBands / pairs, _absolute / pairs, _largest),
                Outcomes = _outcomes.Count == 0 ? null : new OutcomeReport(_outcomes.Count, _outcomes.Bought, _outcomes.Share!, _outcomes.MeanIntent!.Value, _outcomes.Gap, _outcomes.LogLoss, _lossPairs, Estimate.Of(_lossPairs, _loss, _losses)),
            };
        }
    }

    private ScoreBin[] Bins() =>
    [
        .. _scores.Counts.Select((n, b) => new ScoreBin(
            b == 0 ? 0 : _scores.Cuts[b - 1],
            b == _scores.Cuts.Count ? 1 : _scores.Cuts[b],
            _scores.Total == 0 ? 0 : (double)n / _scores.Total,
            (double)_calibration.Counts[b] / _calibration.Total)),
    ];
}
